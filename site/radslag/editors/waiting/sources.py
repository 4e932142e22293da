"""Who knows what waits, and everything that waits for one person."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do, and the address where it is done.

    `title` says what it is; `text` says more, such as where or until when; `count` says how many there are. `urgent` things
    stand first. With `at` it is no thing to do but a date to know; dates stand apart, the nearest first.
    """

    title: str
    text: str
    url: str
    count: int = 1
    urgent: bool = False
    at: dt.datetime | None = None


Source = Callable[[HttpRequest], list[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Let `source` tell what waits; also as a decorator. Registering it twice changes nothing."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """Everything that waits for the person of `request`: the urgent first, then in the order of the sources."""
    found = [thing for source in _sources for thing in source(request)]
    return sorted(found, key=lambda thing: not thing.urgent)
