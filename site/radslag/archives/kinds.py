"""What can be packed: each app says which things, who may, and what is in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

File = tuple[str, bytes]
"""A path in the package, with slashes, and its bytes."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to keep: its number, what it is called, and whether it can be packed now or only be said to need no package."""

    pk: int
    title: str
    is_packable: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. Who holds any of `rights` may have some; `things` lists those for which `user` answers, `one` gives one
    if there is something to keep (else None), `files` the contents of one that can be packed: only what everyone could read,
    and the log of what was decided."""

    name: str
    title: str | Promise
    things: Callable[[Any], Iterable[Thing]]
    one: Callable[[int], Thing | None]
    files: Callable[[int], Iterator[File]]
    rights: tuple[str, ...]


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
