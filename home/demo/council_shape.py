"""What the demo says of one residents' council: its fields, and how a point of an agenda and an idea are written."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from home.demo.blocks import Block

EVERYONE = ("residents", "associations", "business", "elected", "officials")


def point(time: str, words: str, note: str = "") -> Block:
    """A point of an agenda."""
    return {"type": "point", "value": {"time": f"{time}:00" if time else None, "text": words, "note": note}}


def area(title: str, *ideas: str | tuple[str, list[str]], words: str = "") -> Block:
    """An area with its ideas; an idea with parts is a pair."""
    pairs = [(idea, []) if isinstance(idea, str) else idea for idea in ideas]
    listed = [{"text": idea, "parts": parts} for idea, parts in pairs]
    return {"type": "area", "value": {"title": title, "text": words, "ideas": listed}}


@dataclass(frozen=True, slots=True)
class CouncilText:
    """One council. Only a season is known of some: then `date` is any day in it and `precision` says season."""

    key: str
    number: int
    theme: str
    lead: str
    body: list[Block]
    picture: str
    date: dt.date
    published: dt.datetime
    precision: str = "day"
    starts: dt.time | None = None
    ends: dt.time | None = None
    place: str = ""
    ideas: list[Block] = field(default_factory=list)
    document: str = ""
    groups: tuple[str, ...] = EVERYONE
    invitation: str = ""
    agenda: list[Block] = field(default_factory=list)
    thanks: str = ""
    areas: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of the page, such as how one joins on the net."""
    registration: str = ""
    """Key of the contact whom one writes to."""
    thread: tuple[str, str] = ("", "")
    """Heading and question of the conversation; empty when there is none."""
