"""Fields of figures: a number as it is written in Swedish, and a time that may be vague."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from radslag.language.dates import Precision, last_day, vague_date
from radslag.language.numbers import NO_BREAK_SPACE, format_number, parse_number

MOST_DIGITS = 12
MOST_CHARACTERS = 20
"""Twelve digits with their spaces, a comma and a sign, as they are stored."""


class FigureCharBlock(blocks.CharBlock):
    """A number as text: kept as "1063,5", refused when it is not one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": MOST_CHARACTERS} | kwargs))

    def clean(self, value: Any) -> Any:
        """The number with spaces that never break."""
        cleaned = super().clean(value)
        if not cleaned:
            return cleaned
        try:
            number = format_number(parse_number(cleaned))
        except ValueError:
            raise ValidationError(
                _("Write a number with digits alone: 46, 1 063 or 12,5. The unit has a field of its own."),
                code="not_a_number",
            ) from None
        if sum(sign.isdigit() for sign in number) > MOST_DIGITS:
            raise ValidationError(
                _("Write at most %(most)d digits, or choose a larger unit, such as miljoner kr.")
                % {"most": MOST_DIGITS},
                code="too_many_digits",
            )
        return number


class TimeValue(blocks.StructValue):
    """When a figure was measured."""

    @property
    def words(self) -> str:
        """18 november 2021, november 2021, hösten 2021 or 2021; empty when no date is given."""
        date = self.get("date")
        if not isinstance(date, dt.date):
            return ""
        precision = self.get("precision") or Precision.MONTH
        return date_format(date, "j F Y") if precision == Precision.DAY else vague_date(date, precision)

    @property
    def last_day(self) -> dt.date | None:
        """The last day it can mean."""
        date = self.get("date")
        return last_day(date, self.get("precision") or Precision.MONTH) if date else None


class TimeBlock(blocks.StructBlock):
    """A day, or only its month, season or year."""

    date = blocks.DateBlock(
        label=_("Date"), help_text=_("Any day of the month, season or year when that is all that shows.")
    )
    precision = blocks.ChoiceBlock(
        choices=Precision.choices,
        default=Precision.MONTH,
        label=_("How it is written"),
        help_text=_("As exactly as it is known: december 2018, hösten 2018 or 2018."),
    )

    class Meta:
        icon = "date"
        value_class = TimeValue

    def get_searchable_content(self, value: Any) -> list[str]:
        """What readers see of it, not the name of the choice."""
        words: str = value.words
        return [words] if words else []


class OptionalTimeBlock(TimeBlock):
    """The same, which may be left empty."""

    date = blocks.DateBlock(
        required=False, label=_("Date"), help_text=_("Leave empty if there is no earlier figure.")
    )


def number_of(value: Mapping[str, Any], name: str) -> Any:
    """The number in a field, or None when it is empty or was stored before it had to be one."""
    try:
        return parse_number(value.get(name) or "")
    except ValueError:
        return None


def with_unit(number: str, unit: str) -> str:
    """ "46 %" on one line."""
    return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number


def meaning_field() -> blocks.CharBlock:
    """What a number means, in words that go on from it."""
    return blocks.CharBlock(
        max_length=200,
        label=_("What it means"),
        help_text=_("Goes on from the number: fler deltog i aktiviteterna."),
    )


def unit_field() -> blocks.CharBlock:
    """What is counted."""
    return blocks.CharBlock(required=False, max_length=20, label=_("Unit"), help_text=_("Such as % or kr."))


def source_field() -> blocks.CharBlock:
    """Where one figure comes from."""
    return blocks.CharBlock(
        required=False,
        max_length=240,
        label=_("Source of this figure"),
        help_text=_("Where it comes from, and from when. Leave empty if all figures have the same source."),
    )
