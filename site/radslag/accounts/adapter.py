"""How allauth behaves here: its sign-up is closed, an account is made when a code is asked for (services)."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MFA_STAGE = "allauth.mfa.stages.AuthenticateStage"


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up view: it would let anyone in as anyone while verification is pending."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That code was wrong. You can try once more."),
        "incorrect_password": _("The password is not right. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed. `services.ensure_account` is the only way to an account for a resident."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be sent there; what is no address at all (`//[`) is not, where allauth raises ValueError."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_login_stages(self) -> list[str]:
        """allauth's steps of a log-in, with our own second one."""
        stages: list[str] = super().get_login_stages()
        return ["radslag.accounts.stages.SecondStep" if stage == MFA_STAGE else stage for stage in stages]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How to prove once more who one is: the second step where there is one, and a password only where there is none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        steps = [method for method in methods if method["id"] != "reauthenticate"]
        return steps or methods

    def add_message(self, *args: object, **kwargs: object) -> None:
        """The pages say what happened themselves."""
