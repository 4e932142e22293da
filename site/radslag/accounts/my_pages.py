"""What "Mina sidor" shows: each app registers its own part, home assembles the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from radslag.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """A part of "Mina sidor": a template and what it needs for one person."""

    template: str
    context: Callable[[User], dict[str, Any]]


_parts: list[Part] = []


def register(template: str, context: Callable[[User], dict[str, Any]]) -> None:
    """Add a part. Call it in the app's `ready()`."""
    _parts.append(Part(template, context))


def parts() -> list[Part]:
    """The parts in the order they were added."""
    return list(_parts)
