"""What an editor has put into a page: its headings, links, pictures and files, in the order in which they are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from radslag.blocks.actions import ButtonBlock, CallToActionBlock
from radslag.blocks.links import LinkBlock
from radslag.incoming.row_numbers import row_number

HEADING = re.compile(r"h[2-6]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level in the page (2 is the largest under the title) and its text."""

    level: int
    text: str
    field: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, and the page, the document or the address it leads to; none of them when that is gone."""

    text: str
    field: str
    page_id: int | None = None
    document_id: int | None = None
    url: str = ""


@dataclass
class Content:
    """Everything found. `fields` tells which of the page's own fields hold something, `aimless` where a box leads nowhere."""

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[tuple[Any, str]] = field(default_factory=list)
    documents: list[tuple[Any, str]] = field(default_factory=list)
    contacts: list[tuple[Any, str]] = field(default_factory=list)
    fields: dict[str, bool] = field(default_factory=dict)
    aimless: list[str] = field(default_factory=list)


def content_of(page: Page) -> Content:
    """The content of the page as it stands in memory; a draft is read as a draft."""
    content = Content()
    for own in page._meta.get_fields():
        if isinstance(own, RichTextField):
            source = getattr(page, own.name) or ""
            content.fields[own.name] = bool(source)
            _read_html(source, own.name, content)
        elif isinstance(own, StreamField):
            value = getattr(page, own.name)
            content.fields[own.name] = bool(value)
            _read_blocks(value, own.name, content)
        elif own.is_relation and own.many_to_one and own.related_model is get_document_model():
            document = getattr(page, own.name)
            content.documents += [(document, own.name)] if document else []
    return content


def _read_blocks(stream: Any, name: str, content: Content) -> None:
    from radslag.models import Contact

    for block, value in _leaves(stream.stream_block, stream):
        if isinstance(block, blocks.RichTextBlock):
            _read_html(getattr(value, "source", "") or "", name, content)
        elif isinstance(block, ButtonBlock) and not block.is_filled(value):
            continue
        elif isinstance(block, LinkBlock):
            page = value.get("page")
            content.links.append(
                Link(
                    value.get("label") or "",
                    name,
                    page_id=page.pk if page else None,
                    url=value.get("url") or "",
                )
            )
        elif isinstance(block, CallToActionBlock):
            content.aimless.append(name)
        elif isinstance(block, ImageBlock):
            content.images.append((value, name))
        elif isinstance(block, DocumentChooserBlock):
            content.documents.append((value, name))
        elif isinstance(block, blocks.ChooserBlock) and block.model_class is Contact:
            content.contacts.append((value, name))
        elif isinstance(block, _HeadingLeaf):
            content.headings.append(Heading(2, str(value), name))


class _HeadingLeaf(blocks.CharBlock):
    """Stands for the heading of a block that begins a part of the page."""


def _leaves(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(block, (ImageBlock, LinkBlock)) or value is None:
        yield block, value
    elif isinstance(block, blocks.StreamBlock):
        for child in value:
            if child.block_type == "heading" and isinstance(child.value, dict):
                yield _HeadingLeaf(), child.value.get("text") or ""
            else:
                yield from _leaves(child.block, child.value)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _leaves(block.child_block, item)
    elif isinstance(block, blocks.StructBlock):
        if value.get("heading") and isinstance(value.get("heading"), str):
            yield _HeadingLeaf(), value["heading"]
        if isinstance(block, CallToActionBlock) and value.leads_nowhere:
            yield block, value
        for name, child in block.child_blocks.items():
            yield from _leaves(child, value.get(name))
    else:
        yield block, value


def _read_html(source: str, name: str, content: Content) -> None:
    reader = _Reader(name)
    reader.feed(source)
    content.headings += reader.headings
    content.links += reader.links


class _Reader(HTMLParser):
    """Reads running text as it is stored: links carry the id of a page or a document."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self._inside: dict[str, tuple[dict[str, str | None], list[str]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to gather the words of a heading or a link."""
        if tag == "a" or HEADING.fullmatch(tag):
            self._inside[tag] = (dict(attrs), [])

    def handle_data(self, data: str) -> None:
        """Words belong to the heading and to the link they stand in."""
        for _attrs, words in self._inside.values():
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """The heading or the link is whole."""
        if tag not in self._inside:
            return
        attrs, words = self._inside.pop(tag)
        text = " ".join("".join(words).split())
        if tag == "a":
            self.links.append(self._link(attrs, text))
        else:
            self.headings.append(Heading(int(tag[1]), text, self.name))

    def _link(self, attrs: dict[str, str | None], text: str) -> Link:
        pk = row_number(attrs.get("id") or "") or 0
        if attrs.get("linktype") == "page":
            return Link(text, self.name, page_id=pk)
        if attrs.get("linktype") == "document":
            return Link(text, self.name, document_id=pk)
        return Link(text, self.name, url=attrs.get("href") or "")
