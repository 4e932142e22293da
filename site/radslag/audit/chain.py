"""How the hashes of the audit log are made, a second time: the database makes them (migration 0010), this checks them.

The hash of an entry is the SHA-256 of its lines: the hash of the one before (64 zeros for the first), number, instant in UTC
to the microsecond, number of the person, action, kind, number of the thing, what it belongs to, label, and the facts as the
database writes them. What is empty is an empty line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

BEGINNING = "0" * 64


class Entry(NamedTuple):
    """One entry as it is stored; `facts` is the text of PostgreSQL's jsonb."""

    number: int
    at: dt.datetime
    user_id: int | None
    action: str
    kind: str
    object_id: str
    within: str
    label: str
    facts: str
    previous: str
    hash: str


def hash_of(entry: Entry) -> str:
    """What the hash of the entry must be."""
    who = "" if entry.user_id is None else str(entry.user_id)
    instant = entry.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines = [
        entry.previous,
        str(entry.number),
        instant,
        who,
        entry.action,
        entry.kind,
        entry.object_id,
        entry.within,
        entry.label,
        entry.facts,
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def fits(entry: Entry, *, after: Entry | None) -> bool:
    """Whether the entry is what its hash says, and the very next after `after` (None: it is the first)."""
    number, previous = (after.number + 1, after.hash) if after else (1, BEGINNING)
    return (entry.number, entry.previous) == (number, previous) and hash_of(entry) == entry.hash
