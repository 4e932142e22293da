"""Shorthand for the blocks of a page's body, as the demo's texts write them. Each returns a block's stored form."""

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.models import Page

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


def quote(words: str, attribution: str, role: str = "") -> Block:
    """What somebody said."""
    return {"type": "quote", "value": {"text": words, "attribution": attribution, "role": role}}


def figures(title: str, source: str, *numbers: Block) -> Block:
    """Key figures side by side. Without a common source each has its own."""
    return {"type": "key_figures", "value": {"heading": title, "note": source, "figures": list(numbers)}}


def number(value: str, meaning: str, *, prefix: str = "", unit: str = "", source: str = "") -> Block:
    """One figure."""
    parts = {"prefix": prefix, "value": value, "unit": unit, "text": meaning, "source": source}
    return {"type": "number", "value": parts}


def month(date: dt.date) -> dict[str, str]:
    """When something was measured, by its month."""
    return {"date": date.isoformat(), "precision": "month"}


def change(
    before: tuple[str, dt.date], after: tuple[str, dt.date], unit: str, meaning: str, *, source: str = ""
) -> Block:
    """A figure that has changed, with the month of each number."""
    parts = {
        "before": before[0],
        "before_time": month(before[1]),
        "after": after[0],
        "after_time": month(after[1]),
        "unit": unit,
        "text": meaning,
        "source": source,
    }
    return {"type": "change", "value": parts}


def places(
    meaning: str,
    unit: str,
    before: dt.date,
    after: dt.date,
    rows: dict[str, tuple[str, str]],
    *,
    source: str = "",
) -> Block:
    """A figure for several places: before and after for each."""
    parts = {
        "text": meaning,
        "unit": unit,
        "before_time": month(before),
        "time": month(after),
        "places": [{"place": name, "before": old, "value": new} for name, (old, new) in rows.items()],
        "source": source,
    }
    return {"type": "places", "value": parts}


def share(part: int, whole: int, meaning: str, *, source: str = "") -> Block:
    """So many of so many."""
    return {"type": "share", "value": {"part": part, "whole": whole, "text": meaning, "source": source}}


def measures(title: str, note: str, *groups: tuple[str, str, list[str]]) -> Block:
    """What was done, in groups: name, text, examples."""
    values = [{"name": name, "text": words, "examples": examples} for name, words, examples in groups]
    return {"type": "measures", "value": {"heading": title, "note": note, "groups": values}}


def read_more(*links: dict[str, Any]) -> Block:
    """Links to more; each by `link`."""
    return {"type": "read_more", "value": {"heading": "Läs mer", "note": "", "links": list(links)}}


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
    value = {"title": title, "text": words, "round": None, "link": link(label, page=page)}
    return {"type": "call_to_action", "value": value}


def act_in_round(words: str, round_page: str, title: str = "") -> Block:
    """One thing to do in a round; button and time follow its phase."""
    value = {"title": title, "text": words, "round": Ref("page", round_page), "link": link("")}
    return {"type": "call_to_action", "value": value}


def link(label: str, *, page: str = "", url: str = "", description: str = "") -> dict[str, Any]:
    """A labelled link to a page of the demo or to an address."""
    value = {"label": label, "page": Ref("page", page) if page else None, "url": url}
    return value | {"description": description} if description else value


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


def number_blocks(page: Page) -> None:
    """Let every block and list item of the page get the id it has when an editor makes it: translations go by ids.

    A stream reads its stored form piece by piece when asked, and gives ids only to what was read.
    """
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            _read(getattr(page, field.name))


def _read(value: Any) -> None:
    if isinstance(value, StreamValue):
        for block in value:
            _read(block.value)
    elif isinstance(value, StructValue):
        for part in value.values():
            _read(part)
    elif isinstance(value, ListValue):
        for part in value:
            _read(part)
