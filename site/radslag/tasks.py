"""Upkeep of the task table (django-tasks, database backend)."""

import datetime as dt

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from radslag.clock import database_now

ABANDONED_AFTER = dt.timedelta(minutes=15)
SUCCESSFUL_KEPT = dt.timedelta(days=1)
FAILED_KEPT = dt.timedelta(days=30)


def revive_abandoned_tasks() -> int:
    """Let tasks run again whose worker was killed in the middle of them; return how many.

    Tasks here are written to be run twice without harm and take seconds, so a quarter of an hour is proof enough.
    """
    started_before = database_now() - ABANDONED_AFTER
    abandoned = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=started_before)
    return abandoned.update(status=TaskResultStatus.READY, started_at=None)


def prune_finished_tasks() -> int:
    """Delete tasks that went well a day ago and those that failed a month ago; return how many."""
    now = database_now()
    successful = DBTaskResult.objects.successful().filter(finished_at__lte=now - SUCCESSFUL_KEPT)
    failed = DBTaskResult.objects.failed().filter(finished_at__lte=now - FAILED_KEPT)
    deleted, _ = (successful | failed).delete()
    return deleted
