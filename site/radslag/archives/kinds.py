"""What can be packed: each app says which things, who may, and what is in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

File = tuple[str, bytes]
"""A path in the package, with slashes, and its bytes."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be packed now: its number, and what it is called."""

    pk: int
    title: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. `things` lists those that `user` may pack, `one` gives one if it can be packed (else None),
    `files` its contents: only what everyone could read, and the log of what was decided."""

    name: str
    title: str | Promise
    things: Callable[[Any], Iterable[Thing]]
    one: Callable[[int], Thing | None]
    files: Callable[[int], Iterator[File]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind. Call it in the app's `ready()`."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """All kinds."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    """The kind of that name."""
    return _kinds.get(name)
