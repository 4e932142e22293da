"""How allauth behaves here: its sign-up is closed, an account is made when a code is asked for (services)."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up view: it would let anyone in as anyone while verification is pending."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed. `services.ensure_account` is the only way to an account for a resident."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """The pages say what happened themselves."""
