"""Figures read from the database when somebody asks, in the words of Prometheus. Each app registers what it knows.

    @gauges.register
    def counts_due() -> list[Gauge]: ...

Never how votes fall, nor how many have voted before the page of the round says so.
"""

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import Error, connection, transaction
from django.db.models import Count, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from radslag.clock import database_now
from radslag.models import JobRun, OutgoingMail
from radslag.schedule import JOBS

from . import elsewhere
from .readiness import be_impatient, oldest_task_age
from .traffic import REGISTRY

logger = logging.getLogger(__name__)
SESSIONS_IN_STEPS_OF = 100
"""Nearer, the number of sessions would tell how many are voting."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure: its name after `radslag_`, what it is with its unit, and the labels that tell it from others of the name."""

    name: str
    says: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


Source = Callable[[], Iterable[Gauge]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Let `source` tell its figures, with the same few queries however much there is; also as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def exposition() -> tuple[bytes, str]:
    """The text for Prometheus and its content type. Never raises for a database that is away: then that is the figure."""
    return generate_latest(_of_processes()) + generate_latest(_Figures()), CONTENT_TYPE_LATEST


def _of_processes() -> CollectorRegistry:
    """What the processes of this machine have counted together, where gunicorn gives them a folder for it; else this one."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


class _Figures(CollectorRegistry):
    """The figures as a registry of their own, read once."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for gauge in _read():
            names = [name for name, _ in gauge.labels]
            family = families.setdefault(
                gauge.name, GaugeMetricFamily(f"radslag_{gauge.name}", gauge.says, labels=names)
            )
            family.add_metric([value for _, value in gauge.labels], gauge.value)
        return families.values()


def _read() -> list[Gauge]:
    try:
        with transaction.atomic():
            be_impatient()
            found = [gauge for source in _sources for gauge in source()]
    except Error as error:
        logger.warning("Figures can't be read: %s", type(error).__name__)
        return [Gauge("database_up", "Whether the database answers", 0)]
    return [Gauge("database_up", "Whether the database answers", 1), *found]


@register
def background() -> list[Gauge]:
    """Tasks, mail and periodic jobs."""
    tasks = dict(DBTaskResult.objects.values_list("status").annotate(n=Count("pk")).order_by())
    mail = OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=Q(gave_up_at=None)),
        given_up=Count("pk", filter=~Q(gave_up_at=None)),
        oldest=Min("created_at", filter=Q(gave_up_at=None)),
    )
    now, oldest = database_now(), oldest_task_age()
    return [
        Gauge("tasks_waiting", "Tasks that wait for a worker", tasks.get(TaskResultStatus.READY, 0)),
        Gauge("tasks_running", "Tasks that a worker is at", tasks.get(TaskResultStatus.RUNNING, 0)),
        Gauge("tasks_failed", "Tasks that failed within a month", tasks.get(TaskResultStatus.FAILED, 0)),
        Gauge(
            "task_oldest_seconds",
            "Age of the task that has waited longest",
            oldest.total_seconds() if oldest else 0,
        ),
        Gauge("mail_waiting", "Messages on their way out", mail["waiting"]),
        Gauge("mail_given_up", "Messages given up within a month", mail["given_up"]),
        Gauge(
            "mail_oldest_seconds",
            "Age of the oldest message on its way out",
            (now - mail["oldest"]).total_seconds() if mail["oldest"] else 0,
        ),
        *_jobs(),
    ]


def _jobs() -> Iterable[Gauge]:
    now, runs = database_now(), {run.name: run for run in JobRun.objects.all()}
    for job in JOBS:
        run = runs.get(job.name)
        label = (("job", job.name),)
        begun = (now - run.started_at).total_seconds() if run else float("inf")
        yield Gauge("job_started_seconds", "Seconds since a periodic job last began", begun, label)
        yield Gauge(
            "job_interval_seconds", "Seconds from one start to the next", job.interval.total_seconds(), label
        )
        failed = bool(run and run.error)
        yield Gauge("job_failed", "Whether the last run of a periodic job failed", failed, label)


@register
def storage() -> list[Gauge]:
    """The size of the database, connections to it, and sessions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), current_setting('max_connections')::int,"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
        )
        size, most, used = cursor.fetchone()
    sessions = Session.objects.filter(expire_date__gt=database_now()).count()
    coarse = round(sessions / SESSIONS_IN_STEPS_OF) * SESSIONS_IN_STEPS_OF
    return [
        Gauge("database_bytes", "Size of the database", size),
        Gauge("database_connections", "Connections to the database server", used),
        Gauge("database_connections_most", "Connections that the database server takes", most),
        Gauge("sessions", f"Sessions, to the nearest {SESSIONS_IN_STEPS_OF}", coarse),
    ]


@register
def shared() -> Iterable[Gauge]:
    """What lies on other machines; nothing of a site with its cache in the database and its files in a folder."""
    if elsewhere.cache_may_be_away():
        yield Gauge("cache_up", "Whether the shared cache keeps what it is given", elsewhere.cache_keeps())
    if elsewhere.has_bucket():
        yield Gauge("media_up", "Whether the bucket of the files answers", elsewhere.bucket_answers())
