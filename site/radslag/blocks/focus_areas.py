"""The focus areas of a report, with the report's own numbers: addresses of their own that last."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

AREA_NUMBER = re.compile(r"[1-9]\d?|[A-ZÅÄÖ]")


class RecommendationValue(blocks.StructValue):
    """A recommendation with its address."""

    @property
    def anchor(self) -> str:
        """rad-2-1: from the report's number, so that it lasts when titles and order change."""
        return f"rad-{anchor_part(self.get('number'))}"


class RecommendationBlock(blocks.StructBlock):
    """One recommendation of a report, with the report's own number."""

    number = blocks.CharBlock(max_length=8, label=_("Number"), help_text=_("As in the report: 2.1."))
    text = blocks.CharBlock(max_length=300, label=_("Recommendation"), help_text=_("What someone should do."))
    note = blocks.TextBlock(
        required=False, max_length=600, label=_("Explanation"), help_text=_("Why, or how to begin.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Recommendation")
        value_class = RecommendationValue


class FocusAreaValue(blocks.StructValue):
    """A focus area with its address."""

    @property
    def anchor(self) -> str:
        """fokus-2: from the report's number."""
        return f"fokus-{anchor_part(self.get('number'))}"


class FocusAreaBlock(blocks.StructBlock):
    """A focus area of a report with its numbered recommendations."""

    number = blocks.CharBlock(max_length=4, label=_("Number"), help_text=_("As in the report: 2."))
    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("The name of the focus area."))
    text = blocks.TextBlock(
        required=False, max_length=1200, label=_("Text"), help_text=_("A few lines on the area.")
    )
    recommendations = blocks.ListBlock(
        RecommendationBlock(),
        min_num=1,
        label=_("Recommendations"),
        help_text=_("In the report's order. Their numbers begin with the area's: 2.1, 2.2."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Focus area")
        template = "blocks/focus_area_block.html"
        description = _("A focus area of a report: number, title and its own numbered recommendations.")
        value_class = FocusAreaValue
        preview_value = {
            "number": "1",
            "title": "Mötesplatser för alla",
            "recommendations": [{"number": "1.1", "text": "Öppna en lokal i varje område.", "note": ""}],
        }

    def clean(self, value: Any) -> Any:
        """A number that can be pointed to, and recommendations that are numbered under it, each number once."""
        cleaned = super().clean(value)
        number = cleaned["number"] = cleaned["number"].strip().rstrip(".")
        if not number:  # only in a draft
            return cleaned
        if not AREA_NUMBER.fullmatch(number):
            message = ValidationError(_("Write the area's number alone, such as 2, or one letter."))
            raise StructBlockValidationError({"number": message})
        errors = _wrong_numbers(number, cleaned["recommendations"])
        if errors:
            raise StructBlockValidationError({"recommendations": ListBlockValidationError(errors)})
        return cleaned


def _wrong_numbers(area: str, recommendations: Iterable[Any]) -> dict[int, ValidationError]:
    errors: dict[int, ValidationError] = {}
    seen: set[str] = set()
    for place, recommendation in enumerate(recommendations):
        number = recommendation["number"] = recommendation["number"].strip().rstrip(".")
        message: Any = None
        if number and not re.fullmatch(rf"{area}\.[1-9]\d?", number):
            message = _("Under focus area %(area)s the number must be %(area)s.1, %(area)s.2 and so on.")
        elif number in seen:
            message = _("There is a recommendation %(number)s already. Each number is used once.")
        if message:
            fault = ValidationError(message, params={"area": area, "number": number})
            errors[place] = StructBlockValidationError({"number": fault})
        seen.add(number)
    return errors


class FocusAreasBlock(blocks.StreamBlock):
    """The focus areas of a report, in its order."""

    focus_area = FocusAreaBlock()

    class Meta:
        min_num = 1

    def clean(self, value: Any) -> Any:
        """At least one area, and each number once."""
        if not len(value) and not self.is_deferred_validation:
            message = _("A report has at least one focus area. Add the first one.")
            raise StreamBlockValidationError(non_block_errors=[ValidationError(message)])
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors: dict[int, ValidationError] = {}
        for place, area in enumerate(cleaned):
            number = area.value["number"]
            if number and number in seen:
                message = _("There is a focus area %(number)s already. Each number is used once.")
                fault = ValidationError(message, params={"number": number})
                errors[place] = StructBlockValidationError({"number": fault})
            seen.add(number)
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


def anchor_part(number: str | None) -> str:
    """2.1 → 2-1. A letter keeps its case, since A and a are two numbers."""
    return re.sub(r"[^0-9A-Za-zÅÄÖåäö]+", "-", number or "").strip("-")
