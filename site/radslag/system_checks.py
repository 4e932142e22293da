"""What `manage.py check --deploy` says of settings of ours."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.http.request import validate_host


@register(Tags.security, deploy=True)
def public_address_is_safe(**kwargs: Any) -> list[CheckMessage]:
    """Links in mails lead to the site itself, encrypted."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if address.scheme == "https" and validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            "PUBLIC_URL is no https address of a host in ALLOWED_HOSTS.",
            hint="Links in mails lead there, and e-identification comes back there.",
            id="radslag.W002",
        )
    ]


@register(Tags.security, deploy=True)
def second_step_is_asked_for(**kwargs: Any) -> list[CheckMessage]:
    """The admin is open without a second step only when a variable with a loud name says so."""
    if settings.RADSLAG_STAFF_MFA_REQUIRED:
        return []
    return [
        Warning(
            "The admin is open to a password or a code alone.",
            hint="Take DANGER_ADMIN_WITHOUT_SECOND_STEP away from the environment.",
            id="radslag.W001",
        )
    ]
