"""Whether the chain of the audit log is whole, from the first entry to the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from radslag.models.audit import AuditEntry

from .chain import BEGINNING, Entry, fits

AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """How far the chain was followed. `head` is the hash of its last good entry (64 zeros: there is none)."""

    entries: int
    head: str
    broken_at: int | None = None
    """The number of the first entry that is wrong, missing, or moved."""


def check_chain(*, noted: tuple[int, str] | None = None) -> Found:
    """Follow the chain. `noted` is a number and its hash as somebody wrote them down: the log must still hold them."""
    before: Entry | None = None
    for entry in _entries():
        wanted = before.number + 1 if before else 1
        if not fits(entry, after=before) or (noted and noted[0] == wanted and noted[1] != entry.hash):
            return Found(wanted - 1, before.hash if before else BEGINNING, broken_at=wanted)
        before = entry
    count, head = (before.number, before.hash) if before else (0, BEGINNING)
    gone = noted is not None and noted[0] > count
    return Found(count, head, broken_at=count + 1 if gone else None)


def _entries() -> Iterator[Entry]:
    """All that has a number, in order, a few thousand at a time."""
    rows = AuditEntry.objects.exclude(number=None).order_by("number")
    names = [name for name in Entry._fields if name != "facts"]
    found = rows.annotate(facts_text=Cast("facts", TextField())).values_list(*names, "facts_text")
    for row in found.iterator(chunk_size=AT_A_TIME):
        values = dict(zip([*names, "facts"], row, strict=True))
        yield Entry(**values)
