"""Reads over what one person asks for and another confirms."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import QuerySet


class OfTwoPeopleQuerySet(QuerySet[Any]):
    """Rows of `models.of_two.OfTwoPeople`."""

    def waiting(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(at__isnull=True, dropped_at__isnull=True)

    def in_force(self) -> Self:
        """Those that hold, and are public."""
        return self.filter(at__isnull=False, dropped_at__isnull=True)
