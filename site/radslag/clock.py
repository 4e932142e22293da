"""The one clock. Every decision on time asks the database, so that all workers agree."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

TICK = dt.timedelta(microseconds=1)
"""The smallest step of the clock: one tick before an instant is the last moment of what it ends."""

_set_instant: ContextVar[dt.datetime | None] = ContextVar("radslag_instant", default=None)


def database_now() -> dt.datetime:
    """Return the database's clock at this very moment (aware; not the start of the transaction).

    Inside `at(...)` it returns that instant.
    """
    fixed = _set_instant.get()
    if fixed is not None:
        return fixed
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    return now


def set_instant() -> dt.datetime | None:
    """The instant that `at(...)` holds the clock at, for a statement that otherwise reads the database's clock itself."""
    return _set_instant.get()


def machine_now() -> dt.datetime:
    """This machine's clock (aware), or what `at(...)` holds: for keys that live a day, never for what is in time."""
    return _set_instant.get() or dt.datetime.now(dt.UTC)


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock at `instant` (aware) inside the block: for demo content, previews and tests, never for requests."""
    if instant.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    token = _set_instant.set(instant)
    try:
        yield
    finally:
        _set_instant.reset(token)
