"""Key figures: numbers with what they mean and where they come from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from .changes import ChangeBlock, PlacesBlock
from .numbers import FigureCharBlock, meaning_field, source_field, unit_field
from .shares import ShareBlock

MOST_FIGURES = 6


class NumberBlock(blocks.StructBlock):
    """One number, such as 80 % or över 100."""

    prefix = blocks.CharBlock(
        required=False, max_length=20, label=_("Before"), help_text=_("A word such as över.")
    )
    value = FigureCharBlock(
        label=pgettext_lazy("figure", "Number"), help_text=_("With digits alone: 64, 1 063 or 12,5.")
    )
    unit = unit_field()
    text = meaning_field()
    source = source_field()

    class Meta:
        icon = "order"
        label = _("One number")
        template = "blocks/number_block.html"


class KeyFiguresBlock(blocks.StructBlock):
    """A part of the page with figures side by side."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"), help_text=_("What the figures show."))
    note = blocks.CharBlock(
        required=False,
        max_length=240,
        label=_("Source of all the figures"),
        help_text=_(
            "Where the figures come from, and from when. Leave empty if each has a source of its own."
        ),
    )
    figures = blocks.StreamBlock(
        [
            ("number", NumberBlock()),
            ("change", ChangeBlock()),
            ("share", ShareBlock()),
            ("places", PlacesBlock()),
        ],
        min_num=1,
        max_num=MOST_FIGURES,
        label=_("Figures"),
        help_text=_("One to six. Choose what shows best what has happened."),
    )

    def clean(self, value: Any) -> Any:
        """Every figure has a source: its own, or the one of them all."""
        cleaned = super().clean(value)
        if cleaned["note"].strip() or self.is_deferred_validation:
            return cleaned
        without = [n for n, figure in enumerate(cleaned["figures"]) if not figure.value["source"].strip()]
        if without:
            message = _("Say where the figure comes from, here or in the source of all the figures.")
            errors = {n: StructBlockValidationError({"source": ValidationError(message)}) for n in without}
            raise StructBlockValidationError({"figures": StreamBlockValidationError(block_errors=errors)})
        return cleaned

    class Meta:
        icon = "order"
        label = _("Key figures")
        group = _("Facts")
        template = "blocks/key_figures_block.html"
        description = _(
            "One to six figures: a number, before and after, so many of so many, or a table of places. "
            "With heading and source."
        )
        preview_value = {
            "heading": "Så har det ändrats",
            "note": "Källa: den årliga enkäten till hyresgäster.",
            "figures": [
                {
                    "type": "change",
                    "value": {
                        "before": "46",
                        "before_time": {"date": "2023-12-01", "precision": "month"},
                        "after": "64",
                        "after_time": {"date": "2025-12-01", "precision": "month"},
                        "unit": "%",
                        "text": "känner sig trygga på Björkhöjden.",
                        "source": "",
                    },
                },
                {
                    "type": "share",
                    "value": {
                        "part": 9,
                        "whole": 10,
                        "text": "nyanlända fick arbete eller började studera.",
                        "source": "",
                    },
                },
                {
                    "type": "places",
                    "value": {
                        "text": "Så många känner sig trygga",
                        "unit": "%",
                        "before_time": {"date": "2023-12-01", "precision": "month"},
                        "time": {"date": "2025-12-01", "precision": "month"},
                        "places": [
                            {"place": "Björkhöjden", "before": "46", "value": "64"},
                            {"place": "Närlunda", "before": "61", "value": "66"},
                        ],
                        "source": "",
                    },
                },
            ],
        }
