"""A site that is closed for a while: who gets in, what the others read, and when it must not be closed."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from radslag.clock import at, database_now
from radslag.models import Maintenance, User
from radslag.models.audit import AuditEntry
from radslag.operation import maintenance
from radslag.operation.services import close, reopen

pytestmark = pytest.mark.django_db
WHY = "Vi byter databas."
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def looks(settings: Any) -> Any:
    settings.RADSLAG_MAINTENANCE_LOOK_SECONDS = 0
    yield
    maintenance._memory.seen = maintenance._memory.at = None


@pytest.fixture
def closed() -> None:
    close(until=database_now() + HOUR, why=WHY)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Vi har stängt en stund"),
        ("/en/", "We are closed for a while"),
        ("/sok/?q=x", WHY),
        ("/finns-inte/", WHY),
    ],
)
def test_everybody_reads_why_and_until_when(closed: None, client: Client, path: str, words: str) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 503
        assert words in answer.content.decode() and WHY in answer.content.decode()
        assert 3500 < int(answer["Retry-After"]) <= 3600 and "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        assert "style-src 'self'" in answer["Content-Security-Policy"], "else the page has no style"


def test_the_machines_are_told_how_the_process_is_all_the_same(closed: None, client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_editors_side_is_for_superusers_alone(closed: None, admin_client: Client, client: Client) -> None:
    assert admin_client.get("/admin/reports/site-history/").status_code != 503
    assert admin_client.get("/").status_code == 503, "what everybody sees"
    editor = User.objects.create_user(email="redaktor@example.org", is_staff=True)
    client.force_login(editor)
    assert client.get("/admin/").status_code == 503
    assert Client().get("/admin/").status_code == 503


@pytest.mark.parametrize("path", ["/admin/login/", "/konto/logga-in/personal/", "/konto/logga-ut/"])
def test_staff_can_log_in_and_out(closed: None, client: Client, path: str) -> None:
    assert client.get(path).status_code != 503


def test_residents_can_not_log_in_meanwhile(closed: None, client: Client) -> None:
    assert client.post("/konto/logga-in/", {"email": "a@example.org"}).status_code == 503


def test_it_opens_by_hand_alone_and_says_soon_when_it_takes_longer(closed: None, client: Client) -> None:
    with at(database_now() + 2 * HOUR):
        late = client.get("/")
    assert late.status_code == 503 and late["Retry-After"] == "60" and "snart" in late.content.decode()
    assert reopen() and client.get("/").status_code != 503
    assert not reopen()


def test_a_page_that_is_kept_is_not_served_while_the_site_is_closed(client: Client, settings: Any) -> None:
    settings.RADSLAG_KEEP_PAGES = True
    before = Client().get("/sok/").status_code
    close(until=database_now() + HOUR, why=WHY)
    assert (before, Client().get("/sok/").status_code) == (200, 503)


def test_it_stays_closed_when_the_database_goes_away(
    closed: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    client.get("/")
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        answer = client.get("/")
    assert answer.status_code == 503 and WHY in answer.content.decode()


def test_a_process_looks_again_after_some_seconds_and_not_at_every_request(
    client: Client, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.RADSLAG_MAINTENANCE_LOOK_SECONDS = 3600
    maintenance.forget()
    assert maintenance.closed_now() is None
    Maintenance.objects.create(since=database_now(), until=database_now() + HOUR, why=WHY)
    with django_assert_num_queries(0):
        assert maintenance.closed_now() is None
    settings.RADSLAG_MAINTENANCE_LOOK_SECONDS = 0
    assert maintenance.closed_now() is not None


@pytest.mark.parametrize(
    ("ahead", "why", "said"),
    [(-HOUR, WHY, "ahead"), (dt.timedelta(days=4), WHY, "ahead"), (HOUR, " ", "why")],
)
def test_it_is_not_closed_without_a_reason_or_without_end(ahead: dt.timedelta, why: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        close(until=database_now() + ahead, why=why)
    assert not Maintenance.objects.exists()


def test_it_is_not_closed_while_people_would_miss_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "_reasons", [lambda start, end: ["round 17 takes votes"]])
    with pytest.raises(CommandError, match=r"round 17 takes votes.*--force"):
        close(until=database_now() + HOUR, why=WHY)
    assert not Maintenance.objects.exists()
    close(until=database_now() + HOUR, why=WHY, force=True)
    noted = AuditEntry.objects.get(action="radslag.command")
    assert (noted.action, noted.facts) == ("radslag.command", {"command": "maintenance_on", "forced": True})
    close(until=database_now() + 2 * HOUR, why="Det tar längre tid.", force=True)
    assert Maintenance.objects.get().why == "Det tar längre tid."


def test_the_command_closes_tells_and_opens(capsys: pytest.CaptureFixture[str]) -> None:
    tomorrow = (database_now() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    call_command("maintenance", "on", until=tomorrow, why=WHY)
    call_command("maintenance", "off")
    said = capsys.readouterr().out
    assert WHY in said and said.endswith("open\n")
    for wrong in ({"until": "i morgon"}, {}):
        with pytest.raises(CommandError, match="--until"):
            call_command("maintenance", "on", why=WHY, **wrong)
    with pytest.raises(CommandError, match="not closed"):
        call_command("maintenance", "off")
