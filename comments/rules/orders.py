"""The orders in which readers can have the threads of a conversation. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Order(TextChoices):
    """How threads are sorted; pinned ones stand first in each. The values stand in addresses."""

    NEWEST = "nyast", _("Newest first")
    OLDEST = "aldst", _("Oldest first")
    LIKED = "gillade", _("Most liked")

    @classmethod
    def asked(cls, value: str) -> "Order":
        """The order an address asks for; the newest first for anything unknown."""
        return cls(value) if value in cls.values else cls.NEWEST
