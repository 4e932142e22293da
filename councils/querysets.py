"""Reads over many councils and matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    pass


class MatterQuerySet(QuerySet[Any]):
    """Matters, by who may read them and by what has been said of them."""
