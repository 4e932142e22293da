"""The two forms of the log-in: ask for a code, type the code."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from radslag.models import User

from .services import ensure_account, normalised_email


class RequestCodeForm(RequestLoginCodeForm):
    """Asks where to send the code. An unknown address gets the same page, account and mail as a known one."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send you a code. You need no password, and nobody else sees the address."),
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
        self.cleaned_data["email"] = normalised_email(self.cleaned_data["email"])
        email: str = super().clean_email()
        if email and self._user is None:
            self._user = ensure_account(email=email)
        return email


class ConfirmCodeForm(ConfirmLoginCodeForm):
    """Takes the code as people type it: spaces and dashes are ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code"),
            max_length=20,
            help_text=_("Six digits. It works for 15 minutes."),
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--money"}
            ),
            error_messages={"required": _("Write the code from the mail")},
        )

    def clean_code(self) -> str:
        """Compare without spaces and dashes."""
        self.cleaned_data["code"] = "".join(c for c in self.cleaned_data["code"] if c.isalnum())
        code: str = super().clean_code()
        return code
