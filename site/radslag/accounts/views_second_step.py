"""The pages of the second step: allauth's views for those who work here, with our pages.

Recovery codes are shown in the answer to the POST that made them, and never again.
"""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.recovery_codes.internal import flows as codes_flow
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal import flows as totp_flow
from allauth.mfa.webauthn import views as keys
from allauth.mfa.webauthn.internal import flows as keys_flow
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from radslag.services import second_step

from .staff import has_second_step, took_second_step, works_here


def show_codes(request: HttpRequest, authenticator: Authenticator) -> HttpResponse:
    """The recovery codes, this once."""
    shown = {"codes": authenticator.wrap().get_unused_codes(), "onward": get_next_redirect_url(request)}
    return render(request, "mfa/recovery_codes/shown.html", shown)


@method_decorator([never_cache, login_required], name="dispatch")
class OfStaff:
    """A page for those who work here, or once did and still have a second step to take away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing here for residents."""
        if not works_here(request.user) and not has_second_step(request.user):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class Changes(OfStaff):
    """A page that changes the second step: who has one must have taken it in this session."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ReauthenticationRequired: allauth's middleware asks for the step and comes back."""
        if has_second_step(request.user) and not took_second_step(request):
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)


class Index(OfStaff, base.IndexView):
    """What is set up, and how to change it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The ways that are set up, and how many recovery codes are left."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        held = shown["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        onward = get_next_redirect_url(self.request)
        return shown | {
            "app": shown["authenticators"].get(Authenticator.Type.TOTP),
            "passkeys": shown["authenticators"].get(Authenticator.Type.WEBAUTHN, []),
            "codes_left": len(held.get_unused_codes()) if held else 0,
            "onward": onward,
            "has_step": has_second_step(self.request.user),
        }


class NewApp(Changes, totp.ActivateTOTPView):
    """An app that shows codes: the QR code, and the first code from it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The secret in groups of four too, for who can't scan."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        secret = shown["form"].secret
        return shown | {"secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up; the code that was typed is used up."""
        app, held = totp_flow.activate_totp(self.request, form)
        second_step.use_up(authenticator_id=app.pk, code=form.cleaned_data["code"])
        second_step.note_set_up(request=self.request, authenticator=app)
        return show_codes(self.request, held) if held else HttpResponseRedirect(reverse("mfa_index"))


class NoApp(Changes, totp.DeactivateTOTPView):
    """Take the app away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away and say so."""
        response: HttpResponse = super().form_valid(form)
        second_step.note_change(user=self.request.user, what="removed")
        return response


class NewPasskey(Changes, keys.AddWebAuthnView):
    """A passkey of the computer, the telephone or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it."""
        said = form.cleaned_data
        key, held = keys_flow.add_authenticator(
            self.request, name=said["name"], credential=said["credential"]
        )
        second_step.note_set_up(request=self.request, authenticator=key)
        return show_codes(self.request, held) if held else HttpResponseRedirect(reverse("mfa_index"))


class NoPasskey(Changes, keys.RemoveWebAuthnView):
    """Take a passkey away."""

    def get_success_url(self) -> str:
        """Where the others stand."""
        return reverse("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away and say so."""
        response: HttpResponse = super().form_valid(form)
        second_step.note_change(user=self.request.user, what="removed")
        return response


class NewCodes(Changes, codes.GenerateRecoveryCodesView):
    """New recovery codes instead of the old ones."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them and show them."""
        held = codes_flow.generate_recovery_codes(self.request)
        second_step.note_change(user=self.request.user, what="new_codes")
        return show_codes(self.request, held)


@method_decorator([never_cache, login_required], name="dispatch")
class PasswordAgain(ReauthenticateView):
    """The password once more, where there is no second step yet."""


@method_decorator(never_cache, name="dispatch")
class Again(OfStaff, base.ReauthenticateView):
    """The second step once more, by a code."""


@method_decorator(never_cache, name="dispatch")
class AgainByPasskey(OfStaff, keys.ReauthenticateWebAuthnView):
    """The second step once more, by a passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what went wrong."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A new question to the passkey, beside the form with its errors."""
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(**kwargs) | {"form": form}
