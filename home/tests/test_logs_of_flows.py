"""Somebody with a name, an address, a number, codes and a receipt goes through the site: none of it comes into a log.

Everything that is written is looked at as a server would write it, what goes wrong included.
"""

import logging
import re
import smtplib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.core import mail
from django.db import DataError, IntegrityError
from django.test import Client
from django.urls import reverse

from budgeting.models import Receipt
from budgeting.rules.eligibility import grouped_code
from budgeting.rules.phases import Phase
from budgeting.tests.builders import make_proposals, make_round
from budgeting.tests.test_voting_codes import make_coded, make_codes
from budgeting.tests.test_writing import SEND, begin
from comments.models import Comment
from comments.tests.builders import make_page
from comments.tests.test_views import private_address, send, write_address
from home.tests import builders as make
from radslag import schedule
from radslag.models import OutgoingMail
from radslag.operation import logs
from radslag.tests.background import run_tasks

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Kanarina Gulfjäder", "19811218-9876"
EMAIL, ADDRESS, BROWSER = "kanarina@gulfjader.example.org", "203.0.113.77", "Gulfjader/1.0"
WORDS = "En hemlig gulfjäder i parken."


class Trail:
    """What was written, and what must not be in it: more as the person goes on."""

    def __init__(self) -> None:
        self.out = StringIO()
        self.private: dict[str, str] = {
            NAME: "name", "Gulfjäder": "name", NUMBER: "number", "811218": "number", EMAIL: "address",
            "gulfjader.example": "address", ADDRESS: "network", BROWSER: "browser", WORDS: "words",
        }  # fmt: skip

    def keep_secret(self, kind: str, *values: str) -> None:
        self.private |= dict.fromkeys(values, kind)

    @property
    def found(self) -> set[str]:
        text = self.out.getvalue().lower()
        return {kind for value, kind in self.private.items() if value.lower() in text}


@pytest.fixture
def trail() -> Iterator[Trail]:
    trail = Trail()
    handler = logging.StreamHandler(trail.out)
    handler.setFormatter(logs.formatter(structlog.processors.JSONRenderer(ensure_ascii=False)))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield trail
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def person() -> Client:
    return Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)


def log_in(person: Client, trail: Trail) -> None:
    person.post("/konto/logga-in/", {"email": EMAIL})
    run_tasks()
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert code
    trail.keep_secret("log-in code", code[0])
    person.post("/konto/logga-in/kod/", {"code": "000000"})
    assert person.post("/konto/logga-in/kod/", {"code": code[0]}).status_code == 302
    trail.keep_secret("session", person.cookies["sessionid"].value)


def test_who_logs_in_writes_votes_and_comments_leaves_no_trace(person: Client, trail: Trail) -> None:
    log_in(person, trail)
    round_ = make_round(Phase.SUBMISSION)
    assert person.post(begin(round_), SEND | {"what": WORDS}).status_code == 302
    voting = make_round(Phase.VOTING)
    chosen, _other = make_proposals(voting, 2)
    saved = person.post(
        reverse("budgeting:ballot", args=[voting.pk]), {"choices": [chosen.pk], "declared": "1"}
    )
    receipt = Receipt.objects.get(round=voting)
    trail.keep_secret("receipt", receipt.code, receipt.code.replace("-", ""), receipt.voter_key)
    assert saved.status_code == 302
    person.get(saved["Location"])
    person.get(reverse("budgeting:receipt_lookup", args=[voting.pk]), {"kvitto": receipt.code})
    send(person, write_address(make_page()), comment=WORDS, name=NAME, email=EMAIL)
    comment = Comment.objects.latest("pk")
    private = private_address(comment)
    trail.keep_secret("token", private.strip("/").split("/")[-1])
    person.get(private)
    run_tasks()
    assert trail.out.getvalue().count('"event": "request"') >= 8, "all of it was told"
    assert trail.found == set()


def test_a_voting_code_is_not_in_the_log_whether_right_or_wrong(person: Client, trail: Trail) -> None:
    round_ = make_coded()
    code = make_codes(round_, 1)[0].code
    chosen, _other = make_proposals(round_, 2)
    trail.keep_secret("code", code, grouped_code(code))
    door = reverse("budgeting:voting_code", args=[round_.pk])
    person.post(door, {"code": "K7QP-X2MW-9R4T"})
    person.get(door, {"code": grouped_code(code)})
    assert person.post(door, {"code": grouped_code(code)}).status_code == 302
    person.post(reverse("budgeting:ballot", args=[round_.pk]), {"choices": [chosen.pk], "declared": "1"})
    trail.keep_secret("receipt", Receipt.objects.get(round=round_).code)
    assert trail.found == set()


def test_what_is_typed_into_addresses_headers_and_forms_leaves_no_trace(person: Client, trail: Trail) -> None:
    make.make_home()
    contact = make.make_contact()
    person.get("/sok/", {"q": f"{NAME} {NUMBER}"})
    person.get(f"/{NUMBER}/{EMAIL}/")
    person.get("/", HTTP_HOST=EMAIL)
    person.get("/", HTTP_HOST=f"{NUMBER}.example.org")
    person.post(reverse("contact", args=[contact.pk]), {"name": NAME, "email": EMAIL, "message": WORDS})
    person.post("/admin/login/", {"username": EMAIL, "password": NAME})
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=ADDRESS)
    strict.cookies["csrftoken"] = "gulfjader" * 4
    strict.post("/konto/logga-in/", {"email": EMAIL}, HTTP_REFERER=f"https://x.example.org/?q={NAME}")
    person.cookies["sessionid"] = "k7qpx2mw9r4tk7qpx2mw9r4tk7qpx2mw"
    trail.keep_secret("session", "k7qpx2mw9r4t")
    person.get("/mina-sidor/")
    assert trail.found == set()


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(f"duplicate key\nDETAIL:  Key (email)=({EMAIL}) already exists for {NAME}."),
        DataError(f"value too long: {WORDS}"),
        ValueError(NAME),
        KeyError(NUMBER),
        UnicodeEncodeError("ascii", NAME, 0, 3, WORDS),
    ],
)
def test_an_error_that_tells_of_a_person_is_told_without(
    person: Client, trail: Trail, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(WORDS) from error

    monkeypatch.setattr("home.views.search", fail)
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", fail)
    assert person.get("/sok/", {"q": NAME}).status_code == 500
    failing = schedule.Job("gulfvinge", schedule.DAY, "budgeting.services.sealing.seal_due_rounds")
    monkeypatch.setattr("budgeting.services.sealing.seal_due_rounds", fail)
    schedule.run_due_jobs((failing,))
    assert "RuntimeError" in trail.out.getvalue() and type(error).__name__ in trail.out.getvalue()
    assert trail.found == set()


def test_a_mail_server_that_refuses_is_told_without_the_address(
    person: Client, trail: Trail, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"

    def refuse(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({EMAIL: (550, f"no such person: {NAME}".encode())})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    person.post("/konto/logga-in/", {"email": EMAIL})
    run_tasks()
    assert OutgoingMail.objects.get().attempts == 1
    assert "550" in trail.out.getvalue()
    assert trail.found == set()


def test_the_eyes_see_what_a_careless_line_would_write(trail: Trail) -> None:
    """The control: without our formatter every one of them is found."""
    handler = logging.StreamHandler(trail.out)
    logger = logging.getLogger("careless")
    logger.addHandler(handler)
    logger.warning(" ".join(trail.private))
    logger.removeHandler(handler)
    assert trail.found == set(trail.private.values())
