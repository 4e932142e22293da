"""What applicants wrote of projects and nobody published: it goes with its author, and what was declined after a while."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from budgeting.models import ProjectUpdate
from budgeting.privacy import periods
from radslag.clock import database_now
from radslag.models import User


def delete_unpublished_of(instance: User, **kwargs: Any) -> None:
    """Receiver of pre_delete of users: their texts that are not public go with them, with the pictures."""
    ProjectUpdate.objects.filter(published_at=None).filter(written_by=instance.pk).delete()


def delete_declined_updates() -> int:
    """Delete texts that were declined, with their pictures, when their authors have had time to read why; return how many."""
    _rows, deleted = old_declined_updates(database_now()).delete()
    return deleted.get("budgeting.ProjectUpdate", 0)


def old_declined_updates(now: dt.datetime) -> QuerySet[ProjectUpdate]:
    """Declined texts that have been kept long enough."""
    rows: QuerySet[ProjectUpdate] = ProjectUpdate.objects.filter(
        declined_at__lte=now - periods.DECLINED_UPDATES.length
    )
    return rows
