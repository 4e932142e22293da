"""The set of blocks of a page's body, and how a body becomes the rows of a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .actions import CallToActionBlock
from .contacts import ContactsBlock
from .figures import KeyFiguresBlock
from .media import DocumentBlock, PictureBlock
from .recommendations import RecommendationsBlock
from .text import HeadingBlock, ParagraphBlock, QuoteBlock

RUNNING_TEXT = {"paragraph"}


class BodyBlock(blocks.StreamBlock):
    """Every block an editor can put in the body of a page."""

    heading = HeadingBlock(template="blocks/heading_block.html")
    paragraph = ParagraphBlock(template="blocks/paragraph_block.html")
    quote = QuoteBlock(template="blocks/quote_block.html")
    picture = PictureBlock(template="blocks/picture_block.html")
    document = DocumentBlock(template="blocks/document_block.html")
    key_figures = KeyFiguresBlock()
    recommendations = RecommendationsBlock()
    contacts = ContactsBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        required = False
        label = _("Content")


@dataclass
class Section:
    """A row of the page: a heading in the margin column and the blocks beside it."""

    heading: str = ""
    note: str = ""
    anchor: str = ""
    blocks: list[Any] = field(default_factory=list)


def sections(body: Iterable[Any]) -> list[Section]:
    """Divide a body into rows. A heading, or a block that has a heading of its own, begins a new one."""
    rows: list[Section] = []
    for block in body:
        value = block.value
        heading = value["text"] if block.block_type == "heading" else _own_heading(value)
        if heading or not rows:
            note = value.get("note", "") if heading else ""
            rows.append(Section(heading, note, f"del-{block.id}"))
        if block.block_type != "heading":
            rows[-1].blocks.append(block)
    return rows


def _own_heading(value: Any) -> str:
    return value.get("heading", "") if isinstance(value, blocks.StructValue) else ""
