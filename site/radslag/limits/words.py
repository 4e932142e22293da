"""Names of the limits of this package's own app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from . import kinds
from .kinds import By


def register() -> None:
    """Name them. Called when the apps are ready."""
    kinds.register(
        By.ADDRESS,
        {
            "login-code": _("Codes to one address"),
            "staff-password": _("Passwords tried for one address"),
            "second-step": _("Tries of the second step of the log-in"),
        },
    )
    kinds.register(
        By.NETWORK,
        {
            "login-code-network": _("Codes asked for from one network"),
            "staff-password-network": _("Passwords tried from one network"),
            "search": _("Searches from one network"),
            "shared-password-network": _("Shared passwords tried from one network"),
        },
    )
    kinds.register(By.OTHER, {"shared-password": _("Shared passwords tried for one page or collection")})
    kinds.register(By.ONCE, {"staff-login-failed": _("Log-ins that failed, counted for the audit log")})
