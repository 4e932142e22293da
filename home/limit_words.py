"""What the limits of the contact form are called where staff see them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from radslag.limits import kinds
from radslag.limits.kinds import By


def register() -> None:
    """Name them. Called when the apps are ready."""
    kinds.register(By.ADDRESS, {"contact-from-address": _("Messages from one address")})
    kinds.register(By.NETWORK, {"contact-from": _("Messages from one network")})
    kinds.register(By.OTHER, {"contact-to": _("Messages to one contact")})
    kinds.register(By.ONCE, {"contact-letter": _("A message, sent once")})
