"""Who works here, and whether they may come in: with a second step in this very session."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

STEP, ELSEWHERE = "mfa", "sso_mfa"
"""What a session keeps of a second step: taken here, or at the organisation's own log-in, which is trusted with it."""


def works_here(user: Any) -> bool:
    """Whether `user` has a role; residents have none."""
    if not user.is_authenticated:
        return False
    return bool(user.is_superuser or user.is_staff or user.groups.exists())


def has_second_step(user: Any) -> bool:
    """Whether a second step is set up; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(user.is_authenticated and Authenticator.objects.filter(user=user, type__in=kinds).exists())


def took_second_step(request: HttpRequest) -> bool:
    """Whether the person took a second step in this session, with something that is still theirs."""
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == ELSEWHERE for record in records):
        return True
    used = [record.get("id") for record in records if record.get("method") == STEP]
    return bool(used) and Authenticator.objects.filter(user_id=request.user.pk, pk__in=used).exists()


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether the site asks for a second step that this session has not."""
    return bool(settings.RADSLAG_STAFF_MFA_REQUIRED) and not took_second_step(request)
