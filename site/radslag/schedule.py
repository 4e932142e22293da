"""The one table of periodic jobs, and how one worker among many runs those that are due."""

import datetime as dt
import hashlib
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string

from radslag.clock import database_now
from radslag.models.jobs import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A service without arguments that is called again and again, `interval` from one start to the next."""

    name: str
    interval: dt.timedelta
    service: str  # dotted path

    @property
    def lock_key(self) -> int:
        """A 64-bit key of its own for pg_try_advisory_lock; locks with two 32-bit keys never meet it."""
        digest = hashlib.sha256(f"radslag.schedule:{self.name}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)

    def call(self) -> object:
        service: Callable[[], object] = import_string(self.service)
        return service()


DAY = dt.timedelta(days=1)
FORGET = "comments.services.retention"

JOBS = (
    Job("count due rounds", dt.timedelta(seconds=5), "budgeting.services.counting.count_due_rounds"),
    Job("compare counts", dt.timedelta(seconds=10), "budgeting.services.comparing.compare_due_counts"),
    Job("make files of ballots", dt.timedelta(seconds=30), "budgeting.services.ballot_files.make_due_files"),
    Job("publish scheduled pages", dt.timedelta(seconds=20), "radslag.editors.publishing.publish_scheduled"),
    Job("retry waiting mail", dt.timedelta(seconds=30), "radslag.mail.services.retry_waiting_mail"),
    Job(
        "revive abandoned tasks",
        dt.timedelta(minutes=1),
        "radslag.operation.task_table.revive_abandoned_tasks",
    ),
    Job("note facts of files", dt.timedelta(hours=1), "radslag.media.document_facts.note_missing_facts"),
    Job("prune unused accounts", dt.timedelta(hours=1), "radslag.accounts.services.prune_unused_accounts"),
    Job("prune finished tasks", dt.timedelta(hours=1), "radslag.operation.task_table.prune_finished_tasks"),
    Job("clear expired sessions", dt.timedelta(hours=6), "radslag.accounts.sessions.clear_expired_sessions"),
    Job("remind of silent matters", dt.timedelta(hours=12), "councils.services.reminders.remind_of_silence"),
    Job("mail what is new in conversations", dt.timedelta(hours=1), "comments.services.digests.send_digests"),
    Job(
        "remind of questions",
        dt.timedelta(hours=6),
        "comments.services.question_reminders.remind_of_questions",
    ),
    Job("alarm of old queues", dt.timedelta(hours=1), "comments.services.queue_alarm.alarm_of_old_queues"),
    Job("delete unconfirmed comments", DAY, f"{FORGET}.delete_unconfirmed_comments"),
    Job("delete unconfirmed followers", DAY, f"{FORGET}.delete_unconfirmed_follows"),
    Job("forget addresses without comments", DAY, f"{FORGET}.forget_empty_participants"),
    Job("erase texts out of sight", DAY, f"{FORGET}.erase_texts_out_of_sight"),
    Job("forget who reported", DAY, f"{FORGET}.forget_reporters"),
    Job("forget who was told", DAY, f"{FORGET}.delete_old_notices"),
    Job("delete files without rows", DAY, "budgeting.services.stored_files.delete_files_without_rows"),
    Job("remind of drafts", dt.timedelta(hours=1), "budgeting.services.draft_reminders.remind_of_drafts"),
    Job("delete old drafts", DAY, "budgeting.services.draft_reminders.delete_old_drafts"),
    Job("delete declined updates", DAY, "budgeting.services.forgetting_updates.delete_declined_updates"),
    Job("keep projects", dt.timedelta(minutes=1), "budgeting.services.projects.keep_projects"),
    Job(
        "tell followers of rounds",
        dt.timedelta(minutes=1),
        "budgeting.services.telling_followers.tell_followers",
    ),
    Job(
        "tell followers of projects",
        dt.timedelta(minutes=10),
        "budgeting.services.telling_of_news.tell_of_news",
    ),
    Job("recount what is new", DAY, "budgeting.services.recounts.recount_recent"),
    Job(
        "remind of silent projects",
        dt.timedelta(hours=12),
        "budgeting.services.telling_of_projects.remind_of_silence",
    ),
    Job("seal finished rounds", dt.timedelta(hours=1), "budgeting.services.sealing.seal_due_rounds"),
    Job("sweep up after sealing", dt.timedelta(hours=1), "budgeting.services.sweeping.sweep_again"),
    Job(
        "forget voters in sessions",
        dt.timedelta(hours=1),
        "budgeting.services.voter_sessions.forget_voters",
    ),
    Job("forget followers of rounds", DAY, "budgeting.services.following.forget_followers"),
    Job("check the audit log", DAY, "radslag.audit.nightly.check_audit_log"),
    Job("prune limits", dt.timedelta(hours=1), "radslag.limits.services.prune_limits"),
    Job("forget given-up mail", dt.timedelta(days=1), "radslag.mail.services.forget_given_up_mail"),
    Job("finish erasures", dt.timedelta(minutes=10), "radslag.privacy.erasures.finish_erasures"),
    Job("delete archive packages", DAY, "radslag.archives.services.delete_old_packages"),
    Job("forget erasures", DAY, "radslag.privacy.erasures.forget_erasures"),
)


def run_due_jobs(jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Run the jobs that are due and that no other worker is running; return the names of those run.

    A job that fails is reported and does not stop the others; it is tried again at its next time. Raises
    OperationalError or InterfaceError when the database is away.
    """
    return [job.name for job in _due(jobs) if _run_if_due(job)]


def _due(jobs: tuple[Job, ...]) -> list[Job]:
    """Those that seem to be due: one look at all of them, for a worker that has nothing to do looks twice a second."""
    last = dict(JobRun.objects.values_list("name", "started_at"))
    now = database_now()
    return [job for job in jobs if job.name not in last or now - last[job.name] >= job.interval]


def _run_if_due(job: Job) -> bool:
    with _lock(job) as locked:
        if not locked or not _is_due(job):
            return False
        run, _ = JobRun.objects.update_or_create(
            name=job.name, defaults={"started_at": database_now(), "finished_at": None, "error": ""}
        )
        try:
            said = job.call()
            run.removed = said if isinstance(said, int) else None
        except (OperationalError, InterfaceError):
            raise
        except (
            Exception
        ) as error:  # whatever a job raises; only its kind is kept, its text may be a resident's
            run.error = type(error).__name__
            logger.error("The periodic job %r failed: %s (%s)", job.name, run.error, _place(error))
        run.finished_at = database_now()
        run.save(update_fields=["finished_at", "error", "removed"])
    return True


def _place(error: Exception) -> str:
    """The innermost line of code that raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _is_due(job: Job) -> bool:
    last = JobRun.objects.filter(name=job.name).values_list("started_at", flat=True).first()
    return last is None or database_now() - last >= job.interval


@contextmanager
def _lock(job: Job) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [job.lock_key])
        locked = bool(cursor.fetchone()[0])
    try:
        yield locked
    finally:
        if locked and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [job.lock_key])
