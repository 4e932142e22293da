"""Measures: what has been done, in groups with a name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class MeasureGroupBlock(blocks.StructBlock):
    """A kind of measures, such as Fysisk miljö, with examples."""

    name = blocks.CharBlock(
        max_length=120, label=_("Name of the group"), help_text=_("Such as Fysisk miljö.")
    )
    text = blocks.TextBlock(
        required=False,
        max_length=600,
        rows=3,
        label=_("Text"),
        help_text=_("One or two sentences on what was done and why."),
    )
    examples = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Example"), help_text=_("One thing that was done.")),
        min_num=0,
        max_num=12,
        default=[],
        label=_("Examples"),
        help_text=_("Shown as a list under the text."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Group of measures")

    def clean(self, value: Any) -> Any:
        """A group says something: a text or examples."""
        cleaned = super().clean(value)
        is_empty = not cleaned["text"].strip() and not cleaned["examples"]
        if is_empty and not self.is_deferred_validation:
            message = ValidationError(_("Write a text, or give examples."))
            raise StructBlockValidationError({"text": message})
        return cleaned


class MeasuresBlock(blocks.StructBlock):
    """A part of the page with measures in named groups."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"), help_text=_("Such as Det har vi gjort."))
    note = blocks.CharBlock(
        required=False, max_length=240, label=_("Note"), help_text=_("A short line under the heading.")
    )
    groups = blocks.ListBlock(
        MeasureGroupBlock(),
        min_num=1,
        max_num=8,
        label=_("Groups"),
        help_text=_("Each has a name of its own."),
    )

    class Meta:
        icon = "tasks"
        label = _("Measures in groups")
        group = _("Facts")
        template = "blocks/measures_block.html"
        description = _(
            "What was done, in groups with a name: each with a short text and a list of examples."
        )
        preview_value = {
            "heading": "Det har vi gjort",
            "note": "Tillsammans med kommunen, polisen och skolorna.",
            "groups": [
                {
                    "name": "Fysisk miljö",
                    "text": "Det ska vara ljust, och dörrarna ska gå att låsa.",
                    "examples": ["Ny belysning på gårdarna", "Klippta buskar vid gångvägen"],
                },
                {
                    "name": "Social styrka",
                    "text": "Grannar som känner varandra märker när något är fel.",
                    "examples": ["Läxhjälp varje vecka", "Sommarjobb i området"],
                },
            ],
        }
