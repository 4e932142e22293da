"""Taking voters out of sessions: an hour after they came in, or when their round is sealed. What else is there stays."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

from budgeting.models import Sealing
from budgeting.services.voters import SESSION_KEY
from radslag.clock import database_now


def forget_voters() -> int:
    """Take out every voter whose time is over or whose round is sealed; return of how many sessions.

    Each session is read again under a lock, so that nothing is lost that a request wrote meanwhile. A request that was
    in flight may write a voter back: the next run, within an hour, takes it out.
    """
    sealed = {str(pk) for pk in Sealing.objects.values_list("pk", flat=True)}
    rows = Session.objects.filter(expire_date__gt=database_now())
    keys = [row.pk for row in rows.iterator(chunk_size=500) if _over(row.get_decoded(), sealed)]
    return sum(_forgotten(key, sealed) for key in keys)


def _over(kept: dict[str, Any], sealed: set[str]) -> list[str]:
    """The rounds whose voter the session holds no longer with a reason."""
    now = database_now().timestamp() if SESSION_KEY in kept else 0
    return [pk for pk, known in kept.get(SESSION_KEY, {}).items() if pk in sealed or known["until"] < now]


@transaction.atomic
def _forgotten(key: str, sealed: set[str]) -> bool:
    row = Session.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return False
    kept = row.get_decoded()
    over = _over(kept, sealed)
    kept[SESSION_KEY] = {pk: known for pk, known in kept.get(SESSION_KEY, {}).items() if pk not in over}
    row.session_data = SessionStore().encode(kept)
    row.save(update_fields=["session_data"])
    return bool(over)
