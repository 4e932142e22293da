"""The second step in the course of a log-in."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .staff import ELSEWHERE


class SecondStep(AuthenticateStage):
    """allauth's, but for those who took it at their organisation's log-in, when that is trusted with it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("method") == ELSEWHERE for record in records):
            return False
        return bool(super()._should_handle(request))
