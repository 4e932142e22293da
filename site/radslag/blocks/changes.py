"""Figures over time: before and after, and the same for several places."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from radslag.language.numbers import bar_widths, brief_change, describe_change, is_per_cent

from .numbers import (
    FigureCharBlock,
    OptionalTimeBlock,
    TimeBlock,
    number_of,
    source_field,
    unit_field,
    with_unit,
)

MOST_PLACES = 30


def _out_of_order(value: Any, earlier: str, later: str) -> bool:
    before, after = value[earlier].get("date"), value[later].get("date")
    return bool(before and after and value[earlier].last_day >= value[later].last_day)


class ChangeValue(blocks.StructValue):
    """A change as its template needs it."""

    @property
    def change(self) -> str:
        """ "+18 procentenheter"; empty when a number was stored before it had to be one."""
        before, after = number_of(self, "before"), number_of(self, "after")
        return "" if before is None or after is None else describe_change(before, after, self["unit"])

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each time with its number and the length of its bar."""
        numbers = [number_of(self, "before"), number_of(self, "after")]
        widths = bar_widths(numbers, self["unit"]) if None not in numbers else []
        return [
            {
                "when": self[when].words,
                "number": with_unit(self[name], self["unit"]),
                "width": widths[place] if widths else "",
            }
            for place, (name, when) in enumerate((("before", "before_time"), ("after", "after_time")))
        ]


class ChangeBlock(blocks.StructBlock):
    """From one number to another, each with its date; the change is computed."""

    before = FigureCharBlock(label=_("Before"), help_text=_("The earlier number: 46."))
    before_time = TimeBlock(label=_("When it was so"), help_text=_("The date of the earlier number."))
    after = FigureCharBlock(label=_("After"), help_text=_("The later number: 64."))
    after_time = TimeBlock(label=_("When it became so"), help_text=_("The date of the later number."))
    unit = unit_field()
    text = blocks.CharBlock(
        max_length=200,
        label=_("What it means"),
        help_text=_("Goes on from the numbers: av hyresgästerna känner sig trygga. The change is computed."),
    )
    source = source_field()

    class Meta:
        icon = "arrow-right"
        label = _("Before and after")
        template = "blocks/change_block.html"
        value_class = ChangeValue

    def clean(self, value: Any) -> Any:
        """What comes after comes after."""
        cleaned = super().clean(value)
        if _out_of_order(cleaned, "before_time", "after_time"):
            message = ValidationError(_("The later figure must have a later date than the earlier one."))
            raise StructBlockValidationError({"after_time": StructBlockValidationError({"date": message})})
        return cleaned


class PlaceBlock(blocks.StructBlock):
    """A place with its number."""

    place = blocks.CharBlock(
        max_length=80, label=_("Place"), help_text=_("What people who live there call it: Björkhöjden.")
    )
    before = FigureCharBlock(
        required=False, label=_("Before"), help_text=_("Only if there is an earlier date above.")
    )
    value = FigureCharBlock(
        label=pgettext_lazy("figure", "Number"), help_text=_("With digits alone: 64, 1 063 or 12,5.")
    )

    class Meta:
        icon = "site"
        label = _("Place")


class PlacesValue(blocks.StructValue):
    """A table of places as its template needs it."""

    @property
    def has_before(self) -> bool:
        """Whether there is an earlier column."""
        return bool(self["before_time"].words)

    @property
    def in_points(self) -> bool:
        """Whether the numbers differ by percentage points."""
        return is_per_cent(self["unit"])

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each place with its numbers, the change, and the length of its bar."""
        unit, places = self["unit"], list(self["places"])
        numbers = [number_of(place, "value") for place in places]
        widths = bar_widths(numbers, unit) if None not in numbers else []
        rows = []
        for n, place in enumerate(places):
            before = number_of(place, "before")
            known = self.has_before and before is not None and numbers[n] is not None
            rows.append(
                {
                    "place": place["place"],
                    "before": with_unit(place["before"], unit) if place["before"] else "",
                    "number": with_unit(place["value"], unit),
                    "change": brief_change(before, numbers[n], unit) if known else "",
                    "width": widths[n] if widths else "",
                }
            )
        return rows


class PlacesBlock(blocks.StructBlock):
    """The same figure for several places, as a table with bars."""

    text = blocks.CharBlock(
        max_length=200,
        label=_("What it means"),
        help_text=_("The heading of the table: Så många känner sig trygga."),
    )
    unit = unit_field()
    before_time = OptionalTimeBlock(
        label=_("Earlier date"), help_text=_("Only if every place has an earlier number too.")
    )
    time = TimeBlock(label=_("Date of the numbers"), help_text=_("When they were measured."))
    places = blocks.ListBlock(
        PlaceBlock(),
        min_num=2,
        max_num=MOST_PLACES,
        label=_("Places"),
        help_text=_("In the order they are to stand."),
    )
    source = source_field()

    class Meta:
        icon = "table"
        label = _("Per place")
        template = "blocks/places_block.html"
        value_class = PlacesValue

    def clean(self, value: Any) -> Any:
        """Dates in order, and an earlier number for each place if, and only if, there is an earlier date."""
        cleaned = super().clean(value)
        if _out_of_order(cleaned, "before_time", "time"):
            message = ValidationError(_("The later figure must have a later date than the earlier one."))
            raise StructBlockValidationError({"time": StructBlockValidationError({"date": message})})
        dated = bool(cleaned["before_time"].get("date"))
        without = [n for n, place in enumerate(cleaned["places"]) if not place["before"]]
        if dated and without and not self.is_deferred_validation:
            raise _at_places(without, _("Write the earlier number too, or take the earlier date away."))
        if not dated and len(without) < len(cleaned["places"]):
            message = ValidationError(_("Say when the earlier numbers are from."))
            raise StructBlockValidationError({"before_time": StructBlockValidationError({"date": message})})
        return cleaned


def _at_places(rows: list[int], message: Any) -> StructBlockValidationError:
    errors = {n: StructBlockValidationError({"before": ValidationError(message)}) for n in rows}
    return StructBlockValidationError({"places": ListBlockValidationError(block_errors=errors)})
