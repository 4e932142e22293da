"""The set of blocks of a page's body, and how a body becomes the rows of a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .actions import CallToActionBlock, prepare_calls
from .contacts import ContactsBlock
from .figures import KeyFiguresBlock
from .links import ReadMoreBlock
from .measures import MeasuresBlock
from .media import DocumentBlock, PictureBlock
from .recommendations import RecommendationsBlock
from .text import HeadingBlock, ParagraphBlock, QuoteBlock


class BodyBlock(blocks.StreamBlock):
    """Every block an editor can put in the body of a page."""

    heading = HeadingBlock(template="blocks/heading_block.html")
    paragraph = ParagraphBlock(template="blocks/paragraph_block.html")
    quote = QuoteBlock(template="blocks/quote_block.html")
    picture = PictureBlock(template="blocks/picture_block.html")
    document = DocumentBlock(template="blocks/document_block.html")
    key_figures = KeyFiguresBlock()
    measures = MeasuresBlock()
    recommendations = RecommendationsBlock()
    read_more = ReadMoreBlock()
    contacts = ContactsBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        required = False
        label = _("Content")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Words alone: fields that hold nothing would be found, and shown, as “None”."""
        words: list[str] = super().get_searchable_content(value)
        return [word for word in words if word not in ("", "None")]


@dataclass
class Section:
    """A row of the page: a heading in the margin column and the blocks beside it."""

    heading: str = ""
    note: str = ""
    anchor: str = ""
    blocks: list[Any] = field(default_factory=list)
    is_closed: bool = False
    """A block with a heading of its own has its row to itself."""


def sections(body: Iterable[Any]) -> list[Section]:
    """Divide a body into rows. A heading, or a block that has a heading of its own, begins a new one."""
    rows: list[Section] = []
    body = list(body)
    _prepare(body)
    for block in body:
        is_heading = block.block_type == "heading"
        own = _own_heading(block.value)
        heading = block.value["text"] if is_heading else own
        if heading or not rows or rows[-1].is_closed:
            note = block.value.get("note", "") if heading else ""
            rows.append(Section(heading, note, f"del-{block.id}", is_closed=bool(own)))
        if not is_heading:
            rows[-1].blocks.append(block)
    return rows


def _prepare(body: Iterable[Any]) -> None:
    """What blocks need of the database, asked for once for all of them."""
    by_type: dict[str, list[Any]] = {}
    for block in body:
        by_type.setdefault(block.block_type, []).append(block.value)
    prepare_calls(by_type.get("call_to_action", []))
    documents = [value["document"] for value in by_type.get("document", []) if value["document"]]
    prefetch_related_objects(documents, "facts")


def _own_heading(value: Any) -> str:
    return value.get("heading", "") if isinstance(value, blocks.StructValue) else ""
