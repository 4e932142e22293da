"""Figures for monitoring: to those who may, from what is stored, and nothing of votes or of anybody."""

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from radslag.clock import database_now
from radslag.mail.tasks import deliver_mail_task
from radslag.models import JobRun, OutgoingMail
from radslag.operation import gauges

pytestmark = pytest.mark.django_db
OUTSIDE = "203.0.113.77"


def status(**meta: str) -> int:
    return Client().get("/metrics", **meta).status_code  # type: ignore[arg-type]


def figures(client: Client) -> dict[tuple[str, str], float]:
    """Value by name and first label."""
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("proxies", "meta", "allowed"),
    [
        (0, {"REMOTE_ADDR": "127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": "::1"}, True),
        (0, {"REMOTE_ADDR": "::ffff:127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": OUTSIDE}, False),
        (0, {"REMOTE_ADDR": OUTSIDE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": OUTSIDE}, False),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, False),
        (0, {"REMOTE_ADDR": ""}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": OUTSIDE}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"127.0.0.1, {OUTSIDE}"}, False),
        (1, {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}, False),
        (1, {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, True),
        (1, {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "inte en adress"}, False),
    ],
)
def test_figures_are_for_this_machine_alone_whatever_a_header_says(
    proxies: int, meta: dict[str, str], allowed: bool
) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert status(**meta) == (200 if allowed else 404)


@override_settings(RADSLAG_METRICS_ALLOW=["10.1.0.0/16", "2001:db8::/32"])
def test_the_networks_of_the_settings_may_read_them_and_no_others() -> None:
    asked = {
        address: status(REMOTE_ADDR=address)
        for address in ("10.1.2.3", "10.2.0.1", "2001:db8::7", "127.0.0.1")
    }
    assert asked == {"10.1.2.3": 200, "10.2.0.1": 404, "2001:db8::7": 200, "127.0.0.1": 404}


def test_figures_are_those_of_the_tables(client: Client) -> None:
    now = database_now()
    deliver_mail_task.enqueue(0)
    for gave_up in (None, now):
        mail = OutgoingMail.objects.create(
            message={}, recipients="a@example.org", subject="Kanarie", next_attempt_at=now, gave_up_at=gave_up
        )
    OutgoingMail.objects.filter(gave_up_at=None).update(created_at=now - dt.timedelta(hours=1))
    JobRun.objects.create(
        name="prune limits", started_at=now - dt.timedelta(minutes=2), finished_at=now, error="ValueError"
    )
    found = figures(client)
    assert mail.pk
    assert (found["radslag_tasks_waiting", ""], found["radslag_database_up", ""]) == (1, 1)
    assert (found["radslag_mail_waiting", ""], found["radslag_mail_given_up", ""]) == (1, 1)
    assert found["radslag_mail_oldest_seconds", ""] == pytest.approx(3600, abs=30)
    assert found["radslag_job_started_seconds", "prune limits"] == pytest.approx(120, abs=30)
    assert (found["radslag_job_failed", "prune limits"], found["radslag_job_failed", "count due rounds"]) == (
        1,
        0,
    )
    assert found["radslag_job_started_seconds", "count due rounds"] == float("inf")
    assert found["radslag_database_bytes", ""] > 1_000_000
    assert {"radslag_comments_waiting", "radslag_rounds_uncounted"} <= {name for name, _ in found}, (
        "other apps' too"
    )


def test_requests_are_counted_by_group_and_outcome(client: Client) -> None:
    before = figures(client)
    client.get("/healthz")
    client.post("/healthz")
    after = figures(client)
    key = ("radslag_request_seconds_count", "machines")
    assert after[key] - before.get(key, 0) == 3


def test_figures_name_nobody_and_no_votes(client: Client) -> None:
    names = {name for name, _label in figures(client)}
    assert not [
        name for name in names if any(word in name for word in ("ballot", "turnout", "voter", "receipt"))
    ]
    assert "@" not in client.get("/metrics").content.decode()


def test_sessions_are_told_too_coarsely_to_count_voters(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.sessions.models import Session

    for number in range(60):
        Session.objects.create(
            session_key=f"k{number}", session_data="", expire_date=database_now() + dt.timedelta(hours=1)
        )
    assert figures(client)["radslag_sessions", ""] == 100


def test_figures_take_few_queries_however_much_there_is(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        deliver_mail_task.enqueue(0)
    with django_assert_max_num_queries(25):
        client.get("/metrics")


def test_a_database_that_is_away_is_a_figure_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        found = figures(client)
    assert found["radslag_database_up", ""] == 0
    assert ("radslag_tasks_waiting", "") not in found


def test_a_source_is_asked_once_however_often_it_registers() -> None:
    assert gauges.register(gauges.storage) is gauges.storage
    assert gauges._sources.count(gauges.storage) == 1
