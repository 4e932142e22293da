"""Letting in again whom a limit keeps out."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from radslag.audit.services import record
from radslag.limits.kinds import By, kind_of
from radslag.models import LimitCount

KEY_SHOWN = 12
"""So much of a keyed hash tells two entries of the log apart."""


@transaction.atomic
def lift(rows: QuerySet[LimitCount], *, by: Any) -> int:
    """Let the windows begin anew, and note who did it and for which limit, never for whom. How many were lifted.

    The keyed hash of a network tells two entries apart for a day; that of an address would lead to it as long as the log.
    """
    lifted = list(rows.select_for_update().order_by("key"))
    for row in lifted:
        kind = kind_of(row.name)
        facts = {"limit": row.name, "times": row.used}
        if kind is not None and kind.by is By.NETWORK:
            facts["key"] = row.key[:KEY_SHOWN]
        record("radslag.lift_limit", by=by, facts=facts)
    LimitCount.objects.filter(key__in=[row.key for row in lifted]).delete()
    return len(lifted)
