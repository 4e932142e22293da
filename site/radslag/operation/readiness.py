"""Whether this process can serve, and whether the background work keeps up. Asked by balancers and by monitoring."""

import datetime as dt
import logging
from dataclasses import dataclass
from functools import cache as once

from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Case, Max, Min, When
from django.db.models.functions import Greatest
from django_tasks_db.models import DBTaskResult, get_date_max

from radslag.clock import database_now
from radslag.models import JobRun

from . import elsewhere

logger = logging.getLogger(__name__)

PATIENCE_MILLISECONDS = 2_000
LONGEST_WAIT = dt.timedelta(minutes=10)
"""A task that waits longer, or a worker that began no job for as long, is a fault."""

# A task for later waits from then on; the library writes the end of time for "at once".
WAITS_SINCE = Case(
    When(run_after__lt=get_date_max(), then=Greatest("run_after", "enqueued_at")), default="enqueued_at"
)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was looked at, each true when it is well; ages in whole seconds, None when there is nothing to be old."""

    serving: dict[str, bool]
    working: dict[str, bool]
    oldest_task_seconds: int | None = None
    last_job_seconds: int | None = None

    @property
    def can_serve(self) -> bool:
        """Whether a page can be had from this process."""
        return all(self.serving.values())

    @property
    def keeps_up(self) -> bool:
        """Whether, besides, the background work is done in time."""
        return self.can_serve and all(self.working.values())


def look(*, everywhere: bool = False) -> Readiness:
    """Look at everything; at the bucket of the files, which may take long to refuse, only `everywhere`.

    Never raises for what is away, and waits a few seconds at most. A cache that pages can do without counts as work.
    """
    serving = dict.fromkeys(("database", "migrations"), False)
    working = dict.fromkeys(("tasks", "jobs"), False)
    of_cache = working if elsewhere.cache_may_be_away() else serving
    of_cache["cache"] = False
    try:
        with transaction.atomic():
            be_impatient()
            serving["database"] = True
            serving["migrations"] = migrations_are_applied()
            task, job = oldest_task_age(), last_job_age()
        of_cache["cache"] = elsewhere.cache_keeps()
    except Error as error:
        logger.warning("Not ready: %s", type(error).__name__)
        return Readiness(serving, working)
    working["tasks"] = task is None or task <= LONGEST_WAIT
    working["jobs"] = job is not None and job <= LONGEST_WAIT
    if everywhere and elsewhere.has_bucket():
        working["media"] = elsewhere.bucket_answers()
    return Readiness(serving, working, _seconds(task), _seconds(job))


def migrations_are_applied() -> bool:
    """Whether the database has every migration of this program; it may have more, those of a newer one."""
    applied = MigrationRecorder(connection).applied_migrations()
    return all(
        name in applied or (replaced and replaced <= applied.keys())
        for name, replaced in _migrations_of_the_program().items()
    )


def oldest_task_age() -> dt.timedelta | None:
    """How long the oldest task has waited for a worker; None when none waits."""
    oldest = DBTaskResult.objects.ready().aggregate(oldest=Min(WAITS_SINCE))["oldest"]
    return None if oldest is None else database_now() - oldest


def last_job_age() -> dt.timedelta | None:
    """How long ago a worker began a periodic job; None when none ever has."""
    last = JobRun.objects.aggregate(last=Max("started_at"))["last"]
    return None if last is None else database_now() - last


@once
def _migrations_of_the_program() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Each migration, and those that it stands for when it was made of others."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {name: set(migration.replaces) for name, migration in migrations.items()}


def be_impatient() -> None:
    """Let no statement of this transaction last longer than two seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE_MILLISECONDS)])


def _seconds(age: dt.timedelta | None) -> int | None:
    return None if age is None else max(0, int(age.total_seconds()))
