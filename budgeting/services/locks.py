"""Advisory locks of PostgreSQL, held until the transaction ends. Nothing else in this app takes any.

Ballots share a lock, so they do not wait for each other; the count, a decision about a proposal and a change of the
round take it alone, so they wait for every ballot in flight. Row locks would starve the exclusive side. Submissions
queue for a lock of their own; a change of the round takes that one too, so that none is judged by terms that are
about to change. Who takes several takes them in this order: the programme's row, SUBMISSIONS, BALLOTS.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

BALLOTS = 7301
SUBMISSIONS = 7302
PAYMENTS = 7304
"""Of one proposal; the trigger of migration 0009 takes the same one."""


def _lock(function: str, kind: int, number: int) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a lock that ends with the transaction needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s::int, %s::int)", [kind, number])


def share_ballots(round_id: int) -> None:
    """Hold the round open for a ballot: others may do the same, the count waits."""
    _lock("pg_advisory_xact_lock_shared", BALLOTS, round_id)


def close_ballots(round_id: int) -> None:
    """Be alone with the round's ballots and candidates: waits for ballots in flight and holds new ones back."""
    _lock("pg_advisory_xact_lock", BALLOTS, round_id)


def queue_submission(round_id: int) -> None:
    """One submission at a time in a round, so that public numbers have no gaps and limits hold."""
    _lock("pg_advisory_xact_lock", SUBMISSIONS, round_id)


def queue_payment(proposal_id: int) -> None:
    """One payment at a time to a proposal, so that what is left of what it was given is known."""
    _lock("pg_advisory_xact_lock", PAYMENTS, proposal_id)


@contextmanager
def decided_at(now: datetime) -> Iterator[None]:
    """Tell the database's guards by which instant the writes inside are decided. Else they use their own clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('radslag.instant', %s, true)", [now.isoformat()])
        yield
        cursor.execute("SELECT set_config('radslag.instant', '', true)")
