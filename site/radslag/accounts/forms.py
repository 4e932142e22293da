"""The two forms of the log-in: ask for a code, type the code."""

from typing import Any, ClassVar

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from radslag.incoming.addresses import normalised_email
from radslag.models import User
from radslag.templatetags.dates import clock

from .limiting import asked_for_code, tried_password
from .services import ensure_account


class RequestCodeForm(RequestLoginCodeForm):
    """Asks where to send the code. An unknown address gets the same page, account and mail as a known one."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send you a code. You do not need a password, and nobody else sees the address."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Write your e-mail address"),
            "invalid": _("Write an e-mail address with @, such as name@example.org"),
        },
    )

    _user: User | None

    def clean_email(self) -> str:
        """Limit how often codes are sent, then find or make the account."""
        email = normalised_email(self.cleaned_data["email"])
        full = asked_for_code(context.request, email)
        if full is not None:
            raise forms.ValidationError(
                _("Many codes have been asked for. Look for the newest mail, or try again after %(time)s."),
                code="too_often",
                params={"time": clock(full.until)},
            )
        self._user = ensure_account(email=email)
        return email


class StaffLoginForm(LoginForm):
    """The admin's log-in by password: for those with access to the admin, and not too often for one address."""

    error_messages: ClassVar[dict[str, Any]] = {
        **LoginForm.error_messages,
        "invalid_login": _("The e-mail address and the password do not belong together. Try again."),
        "too_often": _("Too many attempts. Wait five minutes and try again."),
        "no_access": _("This log-in is for staff. Residents log in with a code by e-mail."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Labels in the reader's language; Wagtail makes words of its own in the fields, which say the same once more."""
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        for name in ("username", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["username"].error_messages["required"] = _("Write your e-mail address")
        self.fields["password"].error_messages["required"] = _("Write your password")

    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at."""
        address = normalised_email(self.cleaned_data.get("username") or "")
        if self.request and tried_password(self.request, address) is not None:
            raise forms.ValidationError(self.error_messages["too_often"], code="too_often")
        self.cleaned_data["username"] = address
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who has no business in the admin: a password is no door for residents."""
        super().confirm_login_allowed(user)
        if not user.has_perm("wagtailadmin.access_admin"):
            raise forms.ValidationError(self.error_messages["no_access"], code="no_access")


class ConfirmCodeForm(ConfirmLoginCodeForm):
    """Takes the code as people type it: spaces and dashes are ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code"),
            max_length=20,
            help_text=_("Six digits. It works for 15 minutes."),
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
            ),
            error_messages={"required": _("Write the code from the mail")},
        )

    def clean_code(self) -> str:
        """Compare without spaces and dashes."""
        self.cleaned_data["code"] = "".join(c for c in self.cleaned_data["code"] if c.isalnum())
        code: str = super().clean_code()
        return code
