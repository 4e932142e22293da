"""What the limits are called in words, and what they count by: each app registers its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NUMBERED = re.compile(r"-[0-9]+\Z")


class By(StrEnum):
    """What a limit counts by. Staff can name an address or a network; the rest they find in the list."""

    ADDRESS = "address"
    NETWORK = "network"
    OTHER = "other"
    ONCE = "once"
    """Something that is done once: no limit that anybody meets, and in no list."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One limit: its words, and what it counts by."""

    words: Any
    by: By


_kinds: dict[str, Kind] = {}


def register(by: By, words: Mapping[str, Any]) -> None:
    """Name limits: name in code → words. Call it in the app's `ready()`."""
    _kinds.update({name: Kind(text, by) for name, text in words.items()})


def kind_of(name: str) -> Kind | None:
    """The limit of that name; those of single things (`voting-code-7`) are called alike. None for one nobody has named."""
    return _kinds.get(name) or _kinds.get(NUMBERED.sub("", name))


def words_for(name: str) -> str:
    """The limit in words; its name in the program when nobody has named it."""
    kind = kind_of(name)
    return str(kind.words) if kind else name


def names_by(by: By) -> list[str]:
    """The names of the limits that count by it, in the order they were registered."""
    return [name for name, kind in _kinds.items() if kind.by is by]


def shown() -> dict[str, str]:
    """Every limit that staff may see, by name, in words."""
    return {name: str(kind.words) for name, kind in _kinds.items() if kind.by is not By.ONCE}
