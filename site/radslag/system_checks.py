"""What `manage.py check --deploy` says of settings of ours."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


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
