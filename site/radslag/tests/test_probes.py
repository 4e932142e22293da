"""What balancers and monitoring ask: the process, the database, migrations, cache and the background work."""

import contextlib
import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from home.tests.builders import make_home
from radslag.clock import database_now
from radslag.mail.tasks import deliver_mail_task
from radslag.models import JobRun
from radslag.operation import readiness

STRANGER = {"HTTP_HOST": "10.0.0.7:8000"}


@pytest.fixture
def working(db: None) -> None:
    """A worker began a job just now."""
    JobRun.objects.create(name="a job", started_at=database_now())


def state(client: Client, query: str = "") -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/readyz{query}")
    return answer.status_code, answer.json()


def test_the_process_is_well_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """This test has no database: a query would be refused."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["example.org"])
def test_a_balancer_asks_without_tls_and_by_an_address(working: None) -> None:
    for path in ("/healthz", "/readyz"):
        assert Client().get(path, **STRANGER).status_code == 200, path
    page = Client().get("/healthz/nagot", **STRANGER)
    assert page.status_code in (301, 400), "all other addresses stay as strict as they were"
    with override_settings(SECURE_SSL_REDIRECT=False):
        assert Client().get("/", **STRANGER).status_code == 400


def test_probes_set_no_cookie_are_not_kept_and_hold_nothing_of_the_request(working: None) -> None:
    for path in ("/healthz", "/readyz"):
        answer = Client(HTTP_COOKIE="session=abc").get(path, {"x": "canary"}, HTTP_HOST="canary.example.org")
        assert not answer.cookies and "no-store" in answer["Cache-Control"]
        assert b"canary" not in answer.content + str(answer.headers).encode()


def test_a_site_that_is_well_says_so(client: Client, working: None) -> None:
    status, told = state(client, "?worker=1")
    assert status == 200 and told["status"] == "ok"
    assert told["checks"] == dict.fromkeys(("database", "migrations", "cache", "tasks", "jobs"), "ok")
    assert told["oldest_task_seconds"] is None and told["last_job_seconds"] < 60
    assert set(told) == {"status", "checks", "oldest_task_seconds", "last_job_seconds"}, (
        "nothing more for strangers"
    )


def test_looking_takes_the_same_few_queries_however_much_waits(
    client: Client, working: None, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        deliver_mail_task.enqueue(0)
    with django_assert_max_num_queries(20):
        client.get("/readyz")


def test_a_database_that_is_away_is_told_at_once_and_to_be_asked_again_soon(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("password authentication failed for canary@db.example.org")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        answer = client.get("/readyz")
    assert answer.status_code == 503 and answer["Retry-After"] == "10"
    assert set(answer.json()["checks"].values()) == {"fail"}
    assert b"canary" not in answer.content
    assert client.get("/healthz").status_code == 200


def test_a_migration_that_is_missing_makes_the_process_unfit(client: Client, working: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="radslag").order_by("-id").first().delete()
    status, told = state(client)
    assert (status, told["checks"]["migrations"], told["checks"]["database"]) == (503, "fail", "ok")


def test_migrations_of_a_newer_program_do_no_harm(client: Client, working: None) -> None:
    MigrationRecorder(connection).record_applied("radslag", "9999_of_a_newer_program")
    assert state(client)[0] == 200


def test_a_cache_that_keeps_nothing_makes_the_process_unfit(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(cache._connections[cache._alias]), "set", lambda *_, **__: None)  # type: ignore[attr-defined]
    status, told = state(client)
    assert (status, told["checks"]["cache"]) == (503, "fail")


def test_work_that_is_late_is_told_without_taking_servers_away(client: Client, working: None) -> None:
    deliver_mail_task.enqueue(0)
    late = database_now() - readiness.LONGEST_WAIT - dt.timedelta(seconds=5)
    DBTaskResult.objects.update(enqueued_at=late)
    status, told = state(client)
    assert (status, told["checks"]["tasks"], told["oldest_task_seconds"]) == (200, "fail", 605)
    assert state(client, "?worker=1")[0] == 503
    DBTaskResult.objects.update(run_after=database_now() + dt.timedelta(hours=1))
    assert state(client, "?worker=1")[0] == 200, "a task for later does not wait"


@pytest.mark.parametrize("began", [None, dt.timedelta(minutes=11)])
def test_a_worker_that_stands_still_is_told(client: Client, db: None, began: dt.timedelta | None) -> None:
    if began is not None:
        JobRun.objects.create(name="a job", started_at=database_now() - began)
    status, told = state(client)
    assert (status, told["checks"]["jobs"]) == (200, "fail")
    assert state(client, "?worker=1")[0] == 503


def fetch(path: str) -> HttpResponse:
    """As a new thread of the server, which has no connection yet."""

    def ask() -> HttpResponse:
        try:
            return Client(raise_request_exception=False).get(path)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(ask).result()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_when_no_connection_is_left_pages_say_so_and_are_back_as_soon_as_there_is_one() -> None:
    make_home()
    path, held = "/konto/logga-in/", []
    params = {name: connection.get_connection_params()[name] for name in ("host", "user", "dbname")}
    assert fetch(path).status_code == 200
    try:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                held.append(psycopg.connect(**params))
        answer = fetch(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "räkna med att det inte är sparat" in answer.content.decode()
        assert (fetch("/readyz").status_code, fetch("/healthz").status_code) == (503, 200)
    finally:
        for each in held:
            each.close()
    back_by = time.monotonic() + 10
    while fetch(path).status_code != 200:
        assert time.monotonic() < back_by
        time.sleep(0.1)
    assert len(held) > 50, "the control: there were many to take"
