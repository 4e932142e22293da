"""Columns that several lists of the editors' side share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.text import format_lazy

from radslag.for_programs.spreadsheets import in_kronor


def kronor_column(model: type[Model], field: str) -> Any:
    """A column for spreadsheets: the amount of `field`, stored in öre, as a number of kronor; "" for none, and of an
    imported election, whose money may be another."""

    def column(_admin: Any, row: Any) -> int | Decimal | str:
        ore: int | None = getattr(row, field)
        elsewhere: str = getattr(row, "imported_from", "")
        if ore is None or elsewhere:
            return ""
        return in_kronor(ore)

    column.short_description = format_lazy("{}, kr", model._meta.get_field(field).verbose_name)  # type: ignore[attr-defined, union-attr]
    return column
