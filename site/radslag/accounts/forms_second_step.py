"""The forms of the second step: a code, a passkey, a new app."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.utils.translation import gettext_lazy as _

from radslag.limits import Limit, forget, use
from radslag.services import second_step

from .limiting import tried_second_step

LONGEST_NAME = 60


class Counted:
    """Counts every try, and forgets them when one was right."""

    user: Any

    def count(self) -> Limit:
        """Count this try. Raises ValidationError when there were too many."""
        limit = tried_second_step(self.user.email)
        if not use(limit):
            raise forms.ValidationError(_("Too many attempts. Wait an hour and try again."), code="too_many")
        return limit

    def forget(self, limit: Limit) -> None:
        """A right one: begin anew."""
        forget(limit)


def code_field(help_text: Any) -> forms.CharField:
    """Where a code is typed."""
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
        ),
        error_messages={"required": _("Enter the code")},
    )


class CodeForm(Counted, base.AuthenticateForm):
    """A code of the app, or a recovery code. Either is good for once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Six digits from your app, or one of your recovery codes."))

    def clean_code(self) -> str:
        """Raises ValidationError for a wrong code, a used one, and too many tries."""
        key = self.count()
        code: str = super().clean_code()
        found: Any = self.authenticator
        if found.type == Authenticator.Type.TOTP and not second_step.use_up(
            authenticator_id=found.pk, code=code
        ):
            raise get_adapter().validation_error("incorrect_code")
        self.forget(key)
        return code

    def save(self) -> None:
        """What was just proved counts for changes, too, for some minutes."""
        post_authentication(context.request, self.authenticator, reauthenticated=True)
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            second_step.note_change(user=self.user, what="code_used")


class PasskeyForm(Counted, keys.AuthenticateWebAuthnForm):
    """A passkey, asked for by the browser."""

    reauthenticated = True

    def clean_credential(self) -> Authenticator:
        """Raises ValidationError for another's passkey, an answer to another question, and too many tries."""
        key = self.count()
        try:
            found: Authenticator = super().clean_credential()
        except (
            TypeError,
            ValueError,
            KeyError,
            AttributeError,
        ):  # a broken answer, which fido2 stumbles over
            raise get_adapter().validation_error("key_failed") from None
        self.forget(key)
        return found


class PasswordForm(Counted, ReauthenticateForm):
    """The password once more, of somebody who has no second step yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Write your password")},
        )

    def clean_password(self) -> str:
        """Raises ValidationError for a wrong one and too many tries."""
        key = self.count()
        password: str = super().clean_password()
        self.forget(key)
        return password


class NewAppForm(Counted, ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Six digits that the app shows now."))

    def clean_code(self) -> str:
        """Raises ValidationError for a wrong code and too many tries."""
        key = self.count()
        code: str = super().clean_code()
        self.forget(key)
        return code


class NewPasskeyForm(keys.AddWebAuthnForm):
    """A new passkey and what to call it."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("So that you know which one it is, such as “Work telephone”."),
    )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for an answer that is not one to our question."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (TypeError, ValueError, KeyError, AttributeError):
            raise get_adapter().validation_error("key_failed") from None
        return cleaned
