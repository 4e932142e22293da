"""What staff type in, and what their browsers say of themselves, is shown as text, and is no formula in a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

import comments.tests
from radslag.audit.services import record
from radslag.privacy.services import decide_retention
from radslag.tests.people import log_in_by_code

from .builders import make_area, make_editor, make_home
from .test_data_protection import make_protection

pytestmark = pytest.mark.django_db
CORPUS = Path(comments.tests.__file__).with_name("payloads.txt")
PAYLOADS = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if "<" in line]
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1")


@pytest.fixture
def boss():
    make_home()
    return make_editor()


def shown(client: Client, *paths: str) -> str:
    """The pages, one after the other."""
    answers = [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def test_the_number_of_a_decision_is_text_wherever_it_is_shown(client, boss):
    log_in_by_code(client, boss)
    page = make_protection()
    where = [
        reverse("privacy_retention"),
        reverse("privacy_register"),
        reverse("privacy:personal_data"),
        page.url,
    ]
    where.append(reverse("privacy_decide", args=["reporters"]))
    for text in (payload[:60] for payload in PAYLOADS[::9]):
        decide_retention(name="reporters", days=40, decision=text, decided_on=dt.date(2026, 5, 4), by=boss)
        html = shown(client, *where)
        assert "&lt;" in html and text not in html, text


def test_names_of_passkeys_are_text(client, boss):
    log_in_by_code(client, boss)
    names = [payload[:60] for payload in PAYLOADS[::3]]
    for name in names:
        data = {"name": name, "credential": {}}
        Authenticator.objects.create(user=boss, type=Authenticator.Type.WEBAUTHN, data=data)
    html = shown(client, reverse("mfa_index"))
    assert "&lt;" in html and not [name for name in names if name in html]


def test_a_browser_is_called_by_its_name_whatever_it_says_of_itself(boss):
    for payload in PAYLOADS[::3]:
        client = Client(headers={"user-agent": f"Firefox {payload} Android"})
        log_in_by_code(client, boss)
        assert payload not in shown(client, reverse("account_sessions"))


def test_the_log_shows_names_as_text_and_its_table_has_no_formulas(client, boss):
    log_in_by_code(client, boss)
    for name in (*PAYLOADS[::3], *FORMULAS):
        record("test.act", by=boss, about=make_area(name=name[:60]))
    log = reverse("radslag_auditentry_modeladmin_index")
    html = shown(client, log)
    assert "&lt;" in html and not [payload for payload in PAYLOADS if payload[:60] in html]
    answer = client.get(f"{log}?export=csv")
    table = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [
        cell for row in csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";") for cell in row
    ]
    assert len(cells) > len(FORMULAS)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
