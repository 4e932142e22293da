"""Shorthand for the blocks of a page's body, as the demo's texts write them. Each returns a block's stored form."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing of the demo that has no number yet: `kind` is page, contact, document or image; `key` its name in the texts."""

    kind: str
    key: str


Numbers = Callable[[Ref], int]
"""Gives the primary key of what a reference stands for. Raises KeyError for a key that no text defines."""


def heading(text: str, note: str = "") -> Block:
    """Begins a part of the page."""
    return {"type": "heading", "value": {"text": text, "note": note}}


def text(html: str) -> Block:
    """Running text; a link to another page of the demo is written `<a href="page:key">`."""
    return {"type": "paragraph", "value": html}


def quote(words: str, attribution: str) -> Block:
    """What somebody said."""
    return {"type": "quote", "value": {"text": words, "attribution": attribution}}


def figures(title: str, source: str, *numbers: Block) -> Block:
    """Key figures side by side."""
    return {"type": "key_figures", "value": {"heading": title, "note": source, "figures": list(numbers)}}


def number(value: str, meaning: str, *, prefix: str = "", unit: str = "") -> Block:
    """One figure."""
    return {"type": "number", "value": {"prefix": prefix, "value": value, "unit": unit, "text": meaning}}


def change(before: str, after: str, unit: str, meaning: str) -> Block:
    """A figure that has changed."""
    return {"type": "change", "value": {"before": before, "after": after, "unit": unit, "text": meaning}}


def share(part: int, whole: int, meaning: str) -> Block:
    """So many of so many."""
    return {"type": "share", "value": {"part": part, "whole": whole, "text": meaning}}


def advice(title: str, *items: str, note: str = "") -> Block:
    """A short list of recommendations."""
    return {"type": "recommendations", "value": {"heading": title, "note": note, "items": list(items)}}


def contacts(title: str, *keys: str) -> Block:
    """People to turn to."""
    return {
        "type": "contacts",
        "value": {"heading": title, "note": "", "contacts": [Ref("contact", key) for key in keys]},
    }


def document(key: str, label: str) -> Block:
    """A file to fetch."""
    return {"type": "document", "value": {"document": Ref("document", key), "label": label}}


def picture(key: str, alt_text: str, caption: str) -> Block:
    """A drawing in the text."""
    image = {"image": Ref("image", key), "alt_text": alt_text, "decorative": False}
    return {"type": "picture", "value": {"image": image, "caption": caption}}


def act(title: str, words: str, label: str, page: str) -> Block:
    """One thing to do, with a button to a page."""
    link = {"label": label, "page": Ref("page", page), "url": ""}
    return {"type": "call_to_action", "value": {"title": title, "text": words, "link": link}}


def link(label: str, *, page: str = "", url: str = "") -> dict[str, Any]:
    """A labelled link to a page of the demo or to an address."""
    return {"label": label, "page": Ref("page", page) if page else None, "url": url}


def stored(blocks: Sequence[Any], numbers: Numbers) -> str:
    """The blocks as a StreamField stores them, every reference replaced by a primary key."""
    return json.dumps(resolved(list(blocks), numbers), ensure_ascii=False)


def resolved(value: Any, numbers: Numbers) -> Any:
    """`value` with every reference in it, also those in links of rich text, replaced by a primary key."""
    if isinstance(value, Ref):
        return numbers(value)
    if isinstance(value, dict):
        return {key: resolved(part, numbers) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(part, numbers) for part in value]
    if isinstance(value, str):
        return rich_text(value, numbers)
    return value


def rich_text(html: str, numbers: Numbers) -> str:
    """Wagtail's own form of links: `<a linktype="page" id="7">`."""

    def internal(match: re.Match[str]) -> str:
        return f'<a linktype="page" id="{numbers(Ref("page", match[1]))}">'

    return re.sub(r'<a href="page:([a-z0-9-]+)">', internal, html)
