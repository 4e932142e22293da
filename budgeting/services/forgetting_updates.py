"""What applicants wrote of projects and nobody published: it goes with its author, and what was declined after a while."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from budgeting.models import ProjectUpdate
from radslag.clock import database_now
from radslag.models import User

DECLINED_KEPT: Final = dt.timedelta(days=90)
"""So long its author can read why a text was not published."""


def delete_unpublished_of(instance: User, **kwargs: Any) -> None:
    """Receiver of pre_delete of users: their texts that are not public go with them, with the pictures."""
    ProjectUpdate.objects.filter(published_at=None).filter(written_by=instance.pk).delete()


def delete_declined_updates() -> int:
    """Delete texts that were declined 90 days ago, with their pictures; return how many."""
    old = ProjectUpdate.objects.filter(declined_at__lte=database_now() - DECLINED_KEPT)
    _rows, deleted = old.delete()
    return deleted.get("budgeting.ProjectUpdate", 0)
