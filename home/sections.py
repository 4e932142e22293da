"""The parts of the home page, which an editor may put in another order, give a heading of their own, or leave out."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

SECTIONS = {
    "now": (_("Right now"), _("Open rounds, the next council and what you have pinned there."), "time"),
    "money": (_("The money this year"), _("What the participatory budgets have and have given."), "decimal"),
    "guide": (_("How it works"), _("The steps that you write under How it works."), "list-ol"),
    "conversation": (_("From the conversation"), _("The latest answer from the municipality."), "comment"),
    "news": (_("News"), _("What you have pinned there, then the newest."), "doc-full"),
    "reports": (_("Reports"), _("The latest trainee reports."), "openquote"),
    "body": (_("More content"), _("What you write under More content."), "pilcrow"),
}
"""In the usual order: the heading, what the part shows, and its icon."""


def section_block(name: str) -> blocks.StructBlock:
    """The block with which an editor chooses the part `name`."""
    label, shows, icon = SECTIONS[name]
    heading = blocks.CharBlock(
        required=False,
        max_length=60,
        label=_("Heading"),
        help_text=_("Leave empty for the usual one. The part More content has no heading of its own."),
    )
    return blocks.StructBlock(
        [("heading", heading)], icon=icon, label=label, description=shows, help_text=shows
    )


def section_blocks() -> list[tuple[str, blocks.Block]]:
    """All parts."""
    return [(name, section_block(name)) for name in SECTIONS]


def usual_sections() -> list[tuple[str, dict[str, Any]]]:
    """Every part in the usual order, as a StreamField takes it."""
    return [(name, {"heading": ""}) for name in SECTIONS]
