"""Upkeep of the task table (django-tasks, database backend)."""

import datetime as dt

from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from radslag.clock import database_now
from radslag.privacy.site_periods import FAILED_TASKS, FINISHED_TASKS

ABANDONED_AFTER = dt.timedelta(minutes=15)


def revive_abandoned_tasks() -> int:
    """Let tasks run again whose worker was killed in the middle of them; return how many.

    Tasks here are written to be run twice without harm and take seconds, so a quarter of an hour is proof enough.
    """
    started_before = database_now() - ABANDONED_AFTER
    abandoned = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=started_before)
    return abandoned.update(status=TaskResultStatus.READY, started_at=None)


def prune_finished_tasks() -> int:
    """Delete tasks that went well or failed and have been kept long enough; return how many."""
    now = database_now()
    deleted, _ = (old_finished_tasks(now) | old_failed_tasks(now)).delete()
    return deleted


def old_finished_tasks(now: dt.datetime) -> QuerySet[DBTaskResult]:
    """Tasks that went well, as a rule a day ago."""
    return DBTaskResult.objects.successful().filter(finished_at__lte=now - FINISHED_TASKS.length)


def old_failed_tasks(now: dt.datetime) -> QuerySet[DBTaskResult]:
    """Tasks that failed, as a rule a month ago."""
    return DBTaskResult.objects.failed().filter(finished_at__lte=now - FAILED_TASKS.length)
