"""Letting in again whom a limit keeps out."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from radslag.audit.services import record
from radslag.models import LimitCount

KEY_SHOWN = 12
"""So much of a keyed hash tells two entries of the log apart."""


@transaction.atomic
def lift(rows: QuerySet[LimitCount], *, by: Any) -> int:
    """Let the windows begin anew, and note who did it: which limit and its keyed hash, never for whom. How many were lifted."""
    lifted = list(rows.select_for_update().order_by("key"))
    for row in lifted:
        facts = {"limit": row.name, "times": row.used, "key": row.key[:KEY_SHOWN]}
        record("radslag.lift_limit", by=by, facts=facts)
    LimitCount.objects.filter(key__in=[row.key for row in lifted]).delete()
    return len(lifted)
