"""What "Mina sidor" shows: each app registers its own part, home assembles the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Part:
    """A part of "Mina sidor": a template and what it needs for the person of a request."""

    template: str
    context: Callable[[HttpRequest], dict[str, Any]]


_parts: list[Part] = []


def register(template: str, context: Callable[[HttpRequest], dict[str, Any]]) -> None:
    """Add a part. Call it in the app's `ready()`."""
    _parts.append(Part(template, context))


def parts() -> list[Part]:
    """The parts in the order they were added."""
    return list(_parts)
