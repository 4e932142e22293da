"""Periodic jobs: each at its interval, by one worker at a time, whatever the others do."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import OperationalError, connection
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from radslag.clock import at, database_now
from radslag.mail.tasks import deliver_mail_task
from radslag.models import JobRun, OutgoingMail
from radslag.operation.task_table import ABANDONED_AFTER, prune_finished_tasks, revive_abandoned_tasks
from radslag.operation.worker import Worker
from radslag.schedule import JOBS, Job, run_due_jobs
from radslag.tests.background import run_tasks

PROJECT = Path(__file__).resolve().parents[3]
MINUTE = dt.timedelta(minutes=1)
calls: list[str] = []


def count() -> None:
    calls.append("count")


def fail() -> None:
    raise ValueError("anna@example.org wrote something")


COUNT = Job("count", MINUTE, f"{__name__}.count")
FAIL = Job("fail", MINUTE, f"{__name__}.fail")


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_of_the_table_is_a_service_that_exists(job):
    assert callable(import_string(job.service))


def test_every_job_of_the_table_has_a_lock_and_a_name_of_its_own():
    assert len({job.lock_key for job in JOBS}) == len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.django_db
def test_every_job_of_the_table_runs_on_an_empty_site():
    assert run_due_jobs() == [job.name for job in JOBS]
    assert not JobRun.objects.exclude(error="").exists()


@pytest.mark.django_db
def test_a_job_runs_again_when_its_interval_has_passed_and_not_before():
    now = database_now()
    ran = []
    for instant in (now, now + MINUTE - dt.timedelta(microseconds=1), now + MINUTE):
        with at(instant):
            ran.append(run_due_jobs((COUNT,)))
    assert ran == [["count"], [], ["count"]]


@pytest.mark.django_db
def test_a_worker_with_nothing_to_do_asks_little_however_many_jobs_there_are(django_assert_max_num_queries):
    run_due_jobs()
    with at(JobRun.objects.latest("started_at").started_at), django_assert_max_num_queries(2):
        assert run_due_jobs() == []


@pytest.mark.django_db
def test_a_job_that_fails_is_noted_and_does_not_stop_the_next(caplog):
    assert run_due_jobs((FAIL, COUNT)) == ["fail", "count"]
    assert calls == ["count"]
    assert JobRun.objects.get(name="fail").error == "ValueError"
    assert "ValueError" in caplog.text
    assert "anna@example.org" not in caplog.text


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_is_running_is_left_alone():
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [COUNT.lock_key])
        assert run_due_jobs((COUNT,)) == []
        with other.cursor() as cursor:  # a closed connection gives its locks back a moment later
            cursor.execute("SELECT pg_advisory_unlock(%s)", [COUNT.lock_key])
    finally:
        other.close()
    assert run_due_jobs((COUNT,)) == ["count"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_run_a_job_once():
    def work() -> None:
        try:
            run_due_jobs((COUNT,))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert calls == ["count"]


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_runs_again():
    deliver_mail_task.enqueue(1)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=database_now())
    assert revive_abandoned_tasks() == 0
    with at(database_now() + ABANDONED_AFTER):
        assert revive_abandoned_tasks() == 1
    run_tasks()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
def test_finished_tasks_are_pruned_and_waiting_ones_are_not():
    deliver_mail_task.enqueue(1)
    run_tasks()
    deliver_mail_task.enqueue(2)
    assert prune_finished_tasks() == 0
    with at(database_now() + dt.timedelta(days=2)):
        assert prune_finished_tasks() == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [2]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_after_the_database_was_away(settings, monkeypatch):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    troubles = [OperationalError("the connection is closed")]

    def sometimes() -> None:
        if troubles:
            raise troubles.pop()

    monkeypatch.setattr("radslag.operation.worker.run_due_jobs", sometimes)
    worker = Worker()
    thread = threading.Thread(target=worker.run)
    thread.start()
    with connection.cursor() as cursor:  # as a restart of the server would
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    send_mail("Din kod", "Koden är 483920", None, ["anna@example.org"])
    deadline = time.monotonic() + 15
    while not mail.outbox and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.stop()
    thread.join(timeout=10)
    assert [message.subject for message in mail.outbox] == ["Din kod"]
    assert not thread.is_alive()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_command_works_until_it_is_asked_to_stop(settings):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    database = connection.settings_dict["NAME"]
    address = f"postgresql://postgres@/{database}?host={connection.embedded.socket_folder()}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=PROJECT,
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "radslag.settings.test",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Working")
        send_mail("Din kod", "Koden är 483920", None, ["anna@example.org"])
        deadline = time.monotonic() + 10
        while OutgoingMail.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not OutgoingMail.objects.exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.wait()
