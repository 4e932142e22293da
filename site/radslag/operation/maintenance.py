"""Closing the site for a while: one row in the database, which every process of every machine looks at every few seconds.

A process remembers what it saw, so that a database that is then taken away, or a table that a migration holds, changes
nothing. Apps register why it must not be closed just now.
"""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection

Reasons = Callable[[dt.datetime, dt.datetime], list[str]]
_reasons: list[Reasons] = []


@dataclass(frozen=True, slots=True)
class Closed:
    """Until when the site is expected to be closed (aware), and why."""

    until: dt.datetime
    why: str


class _Memory:
    """What this process saw last, and when by the clock that never jumps; threads share it."""

    seen: Closed | None = None
    at: float | None = None


_memory = _Memory()


def register(reasons: Reasons) -> None:
    """Let `reasons` say what goes on from one instant to another that the site must not be closed for."""
    if reasons not in _reasons:
        _reasons.append(reasons)


def closed_now() -> Closed | None:
    """Whether the site is closed, as seen within the last seconds. Never raises for a database that is away."""
    every = settings.RADSLAG_MAINTENANCE_LOOK_SECONDS
    if every is None:
        return None
    if _memory.at is None or time.monotonic() - _memory.at >= every:
        _look()
    return _memory.seen


def _look() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT until, why FROM radslag_maintenance")
            row = cursor.fetchone()
    except Error:
        _memory.at = time.monotonic()  # away, or not there yet: what was seen last holds
    else:
        _memory.seen, _memory.at = (Closed(*row) if row else None), time.monotonic()


def held_open_by(start: dt.datetime, end: dt.datetime) -> list[str]:
    """Why the site must not be closed from one instant to another; empty when it may."""
    return [reason for reasons in _reasons for reason in reasons(start, end)]


def forget() -> None:
    """Look anew at the next request."""
    _memory.at = None
