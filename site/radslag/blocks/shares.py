"""A share as stones: so many of so many."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .numbers import meaning_field, source_field

MOST_STONES = 30
STONES_A_ROW = 11
STONE_STEP = 24


class ShareValue(blocks.StructValue):
    """A share with the places of its stones; a draft may lack its numbers."""

    @property
    def is_known(self) -> bool:
        """Whether there are two numbers to show."""
        return self["part"] is not None and bool(self["whole"])

    @property
    def stones(self) -> list[dict[str, Any]]:
        """Place of each stone in the drawing; none if they are too many to see, or not known."""
        if not self.is_known or self["whole"] > MOST_STONES:
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
        return -(-int(self["whole"] or 0) // STONES_A_ROW)

    @property
    def a_row(self) -> int:
        """Stones in a row: shared evenly, so that no row is left with one."""
        return -(-int(self["whole"]) // self.rows) if self.rows else 0

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

    part = blocks.IntegerBlock(
        min_value=0, label=_("So many"), help_text=_("The smaller number: 9 in 9 of 10.")
    )
    whole = blocks.IntegerBlock(
        min_value=1, label=_("Of so many"), help_text=_("Up to 30 are drawn as stones.")
    )
    text = meaning_field()
    source = source_field()

    class Meta:
        icon = "tasks"
        label = _("So many of so many")
        template = "blocks/share_block.html"
        value_class = ShareValue

    def clean(self, value: Any) -> Any:
        """The part can't be more than the whole."""
        cleaned = super().clean(value)
        part, whole = cleaned["part"], cleaned["whole"]
        if part is not None and whole is not None and part > whole:
            raise StructBlockValidationError(
                block_errors={"part": ValidationError(_("The first number can't be larger than the second."))}
            )
        return cleaned
