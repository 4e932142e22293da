"""The staff's log-in by password. Residents have the code by e-mail, and so has everyone who wants it."""

from contextlib import suppress
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from radslag.openid.errors import OpenIDError
from radslag.openid.metadata import authorization_origin

from .forms import StaffLoginForm
from .sso import sso


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class StaffLogin(FormView[StaffLoginForm]):
    """Address and password, then the second step. Who is in already goes on."""

    form_class = StaffLoginForm
    template_name = "account/staff_login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only who has business in the admin goes on without a form: others may log in as somebody else."""
        if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
            return HttpResponseRedirect(self.goal)
        return super().dispatch(request, *args, **kwargs)

    @property
    def goal(self) -> str:
        """Where to."""
        return goal_of(self.request)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form counts tries for the request."""
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the other ways lead, with the same goal."""
        onward = urlencode({"next": self.goal})
        there, origin = sso(), ""
        if there is not None:
            with suppress(OpenIDError):  # while it does not answer, the page offers the other ways alone
                origin = authorization_origin(there.client)
        return super().get_context_data(**kwargs) | {
            "goal": self.goal,
            "by_code": f"{reverse('account_login')}?{onward}",
            "sso": there if origin else None,
            "origin": origin,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Browsers hold a form to the policy wherever its answer leads: the organisation's log-in is named in it."""
        response = super().render_to_response(context, **kwargs)
        if context["origin"]:
            response._csp_update = {"form-action": [context["origin"]]}  # type: ignore[attr-defined]
        return response

    def form_valid(self, form: StaffLoginForm) -> HttpResponse:
        """On to the second step, if there is one. The address is the administrator's, who made the account."""
        user: Any = form.get_user()
        record_authentication(self.request, user, method="password", email=user.email, reauthenticated=True)
        login = Login(user=user, redirect_url=self.goal, email_verification=EmailVerificationMethod.NONE)
        response: HttpResponse = perform_login(self.request, login)
        return response


def goal_of(request: HttpRequest) -> str:
    """Where to go after the log-in, on this site: what `next` says, else the admin."""
    return str(get_next_redirect_url(request) or reverse("wagtailadmin_home"))


def to_staff_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own address of the admin's log-in leads to ours, with the way back."""
    return _to(reverse("staff_login"), request)


def to_code_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own address of the log-in to pages for some leads to the door that everybody has."""
    return _to(reverse("account_login"), request)


def _to(address: str, request: HttpRequest) -> HttpResponse:
    onward = get_next_redirect_url(request)
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return HttpResponseRedirect(address + query)
