"""Key figures: numbers with what they mean and where they come from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

MOST_STONES = 30
STONES_A_ROW = 11
STONE_STEP = 24


def _meaning() -> blocks.CharBlock:
    return blocks.CharBlock(
        max_length=200,
        label=_("What it means"),
        help_text=_("Goes on from the number: fler deltog i aktiviteterna."),
    )


class NumberBlock(blocks.StructBlock):
    """One number, such as 80 % or över 100."""

    prefix = blocks.CharBlock(
        required=False, max_length=20, label=_("Before"), help_text=_("A word such as över.")
    )
    value = blocks.CharBlock(
        max_length=12, label=_("Number"), help_text=_("As it is to be read: 80 or 1 063.")
    )
    unit = blocks.CharBlock(required=False, max_length=20, label=_("Unit"), help_text=_("Such as % or kr."))
    text = _meaning()

    class Meta:
        icon = "order"
        label = _("One number")
        template = "blocks/number_block.html"


class ChangeBlock(blocks.StructBlock):
    """From one number to another."""

    before = blocks.CharBlock(max_length=12, label=_("Before"), help_text=_("The earlier number."))
    after = blocks.CharBlock(max_length=12, label=_("After"), help_text=_("The later number."))
    unit = blocks.CharBlock(required=False, max_length=20, label=_("Unit"), help_text=_("Such as %."))
    text = blocks.CharBlock(
        max_length=200, label=_("What it means"), help_text=_("Say what is counted, and between which times.")
    )

    class Meta:
        icon = "arrow-right"
        label = _("Before and after")
        template = "blocks/change_block.html"


class ShareValue(blocks.StructValue):
    """A share with the places of its stones."""

    @property
    def stones(self) -> list[dict[str, Any]]:
        """Place of each stone in the drawing; none if they are too many to see."""
        if self["whole"] > MOST_STONES:
            return []
        return [
            {
                "x": STONE_STEP * (n % self.a_row),
                "y": STONE_STEP * (n // self.a_row),
                "rest": n >= self["part"],
            }
            for n in range(self["whole"])
        ]

    @property
    def rows(self) -> int:
        """Rows of stones: as few as hold at most eleven each."""
        return -(-int(self["whole"]) // STONES_A_ROW)

    @property
    def a_row(self) -> int:
        """Stones in a row: shared evenly, so that no row is left with one."""
        return -(-int(self["whole"]) // self.rows)

    @property
    def width(self) -> int:
        """Width of the drawing in its own units."""
        return STONE_STEP * self.a_row

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return STONE_STEP * self.rows


class ShareBlock(blocks.StructBlock):
    """So many of so many, drawn as stones."""

    part = blocks.IntegerBlock(min_value=0, label=_("So many"))
    whole = blocks.IntegerBlock(
        min_value=1, label=_("Of so many"), help_text=_("Up to 30 are drawn as stones.")
    )
    text = _meaning()

    class Meta:
        icon = "tasks"
        label = _("So many of so many")
        template = "blocks/share_block.html"
        value_class = ShareValue

    def clean(self, value: Any) -> Any:
        """The part can't be more than the whole."""
        cleaned = super().clean(value)
        if cleaned["part"] > cleaned["whole"]:
            raise StructBlockValidationError(
                block_errors={"part": ValidationError(_("The first number can't be larger than the second."))}
            )
        return cleaned


class KeyFiguresBlock(blocks.StructBlock):
    """A part of the page with figures side by side."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"), help_text=_("What the figures show."))
    note = blocks.CharBlock(
        max_length=240,
        label=_("Source"),
        help_text=_("Where the figures come from, and from when. Every figure has a source."),
    )
    figures = blocks.StreamBlock(
        [("number", NumberBlock()), ("change", ChangeBlock()), ("share", ShareBlock())],
        min_num=1,
        max_num=6,
        label=_("Figures"),
    )

    class Meta:
        icon = "order"
        label = _("Key figures")
        group = _("Facts")
        template = "blocks/key_figures_block.html"
        description = _(
            "One to six figures: a number, before and after, or so many of so many. With heading and source."
        )
        preview_value = {
            "heading": "Så har det ändrats",
            "note": "Källa: den årliga enkäten till hyresgäster.",
            "figures": [
                {
                    "type": "change",
                    "value": {
                        "before": "46",
                        "after": "64",
                        "unit": "%",
                        "text": "känner sig trygga på Björkhöjden.",
                    },
                },
                {
                    "type": "share",
                    "value": {"part": 9, "whole": 10, "text": "nyanlända fick arbete eller började studera."},
                },
            ],
        }
