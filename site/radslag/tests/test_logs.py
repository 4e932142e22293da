"""Logs: one JSON object a line, with what went wrong and where, and nothing of anybody."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings
from hypothesis import strategies as st

from radslag.operation import logs, redaction, requests, traffic
from radslag.operation.redaction import redact, redact_all
from radslag.tests.background import run_tasks
from radslag.tests.scale import scaled
from radslag.urls import urlpatterns as the_site

PRIVATE = {
    "an address": "anna.lind@example.org",
    "an address with a sign": "anna+rost@sub.example.org",
    "a personal number": "19811218-9876",
    "a short personal number": "811218+9876",
    "a number without a hyphen": "198112189876",
    "a voting code": "DEM0-SAND-BY01",
    "a voting code in small letters": "k7qp-x2mw-9r4t",
    "a voting code in one": "DEM0SANDBY01",
    "a receipt": "K7Q-P4X-2MW",
    "a receipt in one": "K7QP4X2MW",
    "a log-in code": "481516",
    "a signed number": "12.kU7w8f0Qy3cRk1Qx2mWzP4aBcDeFgHiJkLmNoPqRsT0",
    "a signed object": "eyJhIjoxfQ:1tKzWq:q3ZrT8yL0pQmXwVuTsRqPoNmLkJiHgFeDcBa9876543",
    "a key": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "a session": "rq3w0k2v7m5zq8x1c4b6n9a2s5d8f1g3",
    "an IPv4 address": "203.0.113.77",
    "an IPv6 address": "2001:db8:85a3::8a2e:370:7334",
    "a short IPv6 address": "2001:db8::1",
}


@pytest.mark.parametrize("what", PRIVATE)
@pytest.mark.parametrize(
    "line", ["{}", "Not sent to {}, again later", "key=({}) is taken", "/bekrafta/{}/", "<{}>", "'{}'"]
)
def test_what_stands_for_a_person_is_taken_out_of_any_line(what: str, line: str) -> None:
    cleaned = redact(line.format(PRIVATE[what]))
    assert PRIVATE[what] not in cleaned
    assert "[…]" in cleaned
    for part in (
        part for part in PRIVATE[what].replace("@", ".").split(".") if len(part) > 5 and part != "example"
    ):
        assert part not in cleaned


@pytest.mark.parametrize(
    "line",
    [
        "Round 17 is not counted yet: waits_for_draw",
        "The periodic job 'count due rounds' failed: ValueError (site/radslag/schedule.py:120)",
        "Mail 18234 was not delivered (attempt 3): SMTPRecipientsRefused 550",
        "VACUUM (FULL, ANALYZE) of budgeting_ballotchoice had to give way: OperationalError",
        "2026-11-29T13:05:00Z 12:30:59 1234567 rows, 99.5 %",
        "/nyheter/om-medborgarbudgeten/",
    ],
)
def test_what_says_what_happened_stays(line: str) -> None:
    assert redact(line) == line


@settings(max_examples=scaled(200, least=60))
@given(st.text(alphabet="aZ9-@?=:. _", max_size=60))
def test_what_one_look_lets_through_no_pattern_fits(text: str) -> None:
    slow = redaction.QUERY.sub("?…", text)
    for pattern in redaction.PATTERNS:
        slow = pattern.sub(redaction.GONE, slow)
    assert redact(text) == slow


def test_cookies_passwords_and_queries_are_taken_out() -> None:
    assert "abc" not in redact("Cookie: __Host-session=abc; other=abc")
    assert "hemligt" not in redact("password=hemligt") + redact("postgresql://radslag:hemligt@db/radslag")
    assert "anna" not in redact("GET /sok/?q=anna lind HTTP/1.1".replace(" lind", "+lind"))


def test_values_are_cleaned_however_deep_and_things_become_their_kind() -> None:
    value = {"a": ["anna@example.org", 7], "anna@example.org": (object(), None, True)}
    assert redact_all(value) == {"a": ["[…]", 7], "[…]": ["object", None, True]}


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What a server would write to its log."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.formatter(structlog.processors.JSONRenderer(ensure_ascii=False)))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def lines(out: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_of_an_exception_its_kind_and_places_are_told_and_of_its_causes(written: StringIO) -> None:
    try:
        try:
            int("Anna Lind")
        except ValueError as error:
            raise RuntimeError("what Anna Lind wrote") from error
    except RuntimeError:
        logging.getLogger("radslag.somewhere").exception("It failed: %s", "for row 7")
    (line,) = lines(written)
    assert (line["event"], line["error"], line["level"]) == ("It failed: for row 7", "RuntimeError", "error")
    assert line["at"][-1].startswith("radslag/tests/test_logs.py:")
    assert line["because_of"][0]["error"] == "ValueError"
    assert "Anna" not in written.getvalue()
    assert len(written.getvalue().splitlines()) == 1, "one line, whatever is told"


@pytest.mark.parametrize("arguments", [("Anna Lind", 7), ({"who": "Anna Lind", "n": 7},)])
def test_others_programs_keep_their_words_and_numbers_but_no_values(
    written: StringIO, arguments: Any
) -> None:
    words = "sent to %(who)s after %(n)d tries" if len(arguments) == 1 else "sent to %s after %d tries"
    logging.getLogger("some.library").warning(words, *arguments)
    assert lines(written)[0]["event"] == "sent to […] after 7 tries"


@pytest.mark.parametrize(("words", "arguments"), [("%s and %s", ("Anna",)), ("%d %x", ("Anna", "Lind"))])
def test_a_line_that_is_broken_is_written_all_the_same(words: str, arguments: tuple[str, ...]) -> None:
    formatter = logs.formatter(structlog.processors.JSONRenderer())
    line = formatter.format(
        logging.LogRecord("some.library", logging.WARNING, "x.py", 1, words, arguments, None)
    )
    assert json.loads(line)["event"] == words


def test_lines_written_with_values_beside_the_words_are_cleaned_too(written: StringIO) -> None:
    structlog.get_logger("radslag.somewhere").info("found anna@example.org", who="anna@example.org", n=3)
    line = lines(written)[0]
    assert (line["event"], line["who"], line["n"]) == ("found […]", "[…]", 3)


def fails(request: Any, token: str) -> HttpResponse:
    raise ValueError(f"what {token} wrote")


class Addresses:
    handler500 = "radslag.views.server_error"
    urlpatterns = [path("prov/<token>/", fails), *the_site]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=Addresses)
def test_a_request_leaves_one_line_without_who_and_an_error_has_its_number(written: StringIO) -> None:
    client = Client(raise_request_exception=False, HTTP_USER_AGENT="Canary/1", REMOTE_ADDR="203.0.113.77")
    answer = client.get("/prov/HEMLIG-bricka/?q=anna")
    told = [line for line in lines(written) if line["event"] == "request"]
    assert len(told) == 1
    line = told[0]
    assert set(line) == {
        "event",
        "level",
        "logger",
        "timestamp",
        "method",
        "route",
        "status",
        "ms",
        "request_id",
    }
    assert (line["method"], line["route"], line["status"]) == ("GET", "/prov/<token>/", 500)
    assert line["request_id"] == answer["X-Request-ID"] and answer["X-Request-ID"] in answer.content.decode()
    fault = next(line for line in lines(written) if line["logger"] == "django.request")
    assert (fault["error"], fault["request_id"]) == ("ValueError", line["request_id"])
    for secret in ("HEMLIG", "anna", "Canary", "203.0.113"):
        assert secret not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/finns-inte/811218-9876/", "/wp-login.php?user=anna"])
def test_an_address_that_leads_nowhere_is_not_written_down(
    client: Client, written: StringIO, address: str
) -> None:
    client.get(address)
    line = next(line for line in lines(written) if line["event"] == "request")
    assert line["status"] == 404 and "path" not in line
    assert "811218" not in written.getvalue() and "anna" not in written.getvalue()


@pytest.mark.parametrize(
    ("proxies", "theirs", "kept"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "x\nforged: 1", False),
        (1, "anna", False),
    ],
)
def test_only_our_own_proxy_may_number_requests(proxies: int, theirs: str, kept: bool) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        request = RequestFactory().get("/healthz", HTTP_X_REQUEST_ID=theirs)
        answer = requests.told(lambda _: HttpResponse())(request)
    assert (answer["X-Request-ID"] == theirs) is kept
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.parametrize(
    ("path", "status", "route", "group"),
    [
        ("/nyheter/bron/", 200, "kept", "kept"),
        ("/nyheter/bron/", 304, "kept", "kept"),
        ("/nyheter/bron/", 301, "-", "other"),
        ("/static/css/site.css", 200, "static", "static"),
        ("/nagot/", 400, "-", "other"),
    ],
)
def test_what_is_answered_before_any_view_is_told_by_what_it_is(
    path: str, status: int, route: str, group: str
) -> None:
    request, response = RequestFactory().get(path), HttpResponse(status=status)
    line = requests._line(request, response, 0.1)
    assert (line["route"], line.get("path")) == (route, path if route == "kept" else None)
    before = traffic.SECONDS.labels(group)._sum.get()
    traffic.count(request, status, 2.0)
    assert traffic.SECONDS.labels(group)._sum.get() == before + 2.0


def test_figures_are_too_coarse_to_tell_how_many_have_voted() -> None:
    """A ballot that is stored (POST, 302) counts in the same figure as a page that is read."""
    assert traffic.REQUESTS._labelnames == ("group", "outcome")
    assert {traffic.outcome_of(status) for status in (200, 204, 302, 304)} == {"ok"}
    assert [traffic.outcome_of(status) for status in (404, 500, 503)] == ["refused", "failed", "away"]


@pytest.mark.django_db
def test_of_a_failed_task_the_place_is_kept_and_not_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from radslag.mail.tasks import deliver_mail_task

    def refuse(**_: Any) -> None:
        raise ValueError("anna.lind@example.org is not to be had")

    monkeypatch.setattr("radslag.mail.services.deliver_mail", refuse)
    deliver_mail_task.enqueue(7)
    run_tasks()
    kept = DBTaskResult.objects.failed().get()
    assert kept.exception_class_path.endswith("ValueError")
    assert "radslag/mail/tasks.py:" in kept.traceback and "anna" not in kept.traceback
    kept.save()
    assert "radslag/mail/tasks.py:" in kept.traceback, "saved again it stays"


def test_servers_log_to_stdout_as_json_and_gunicorn_writes_no_access_lines() -> None:
    config = logs.config(as_json=True)
    assert config["root"]["handlers"] == ["out"]
    assert config["loggers"]["gunicorn.access"] == {"handlers": [], "level": "CRITICAL", "propagate": False}
