"""Voting with electronic identification: one person is one voter, and nothing that the broker tells is kept."""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from budgeting.models import Ballot, Receipt, Round
from budgeting.rules.ballots import key_of_eid
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from radslag.clock import at
from radslag.models import User
from radslag.openid.provider import born
from radslag.tests.background import run_tasks
from radslag.tests.eid_provider import (
    NAME,
    PERSONAL_NUMBER,
    STREET,
    at_the_broker,
    broker,
    come_back,
    forget_broker,
    path_back,
)
from radslag.tests.people import log_in_by_code

from .builders import TICK, make_programme, make_proposals, make_round, make_round_page, make_user, pause
from .test_admin import as_posted, make_official, url
from .test_round_form import first_form

pytestmark = pytest.mark.django_db
DONE = "/rosta/e-legitimation/klar/"


def door(round_):
    return f"/omgang/{round_.pk}/rosta/e-legitimation/"


def ballot(round_):
    return f"/omgang/{round_.pk}/rosta/"


@pytest.fixture
def provider():
    with broker() as running:
        yield running


@pytest.fixture
def round_():
    return make_round(identity="eid", least_age=None)


def vote(browser, round_, *choices, **said):
    sent = {"choices": [proposal.pk for proposal in choices]} | said
    return browser.post(ballot(round_), sent)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_person_identifies_themselves_and_votes(client, provider, round_):
    one, two = make_proposals(round_, 2)
    assert client.get(ballot(round_)).headers["Location"] == door(round_)
    page = client.get(door(round_))
    assert "Vi sparar inte ditt namn eller personnummer" in text_of(page)
    assert come_back(client, provider, round_.pk).headers["Location"] == ballot(round_)
    assert client.get(ballot(round_)).status_code == 200
    assert vote(client, round_, one, two).status_code == 422, "where they live is declared"
    assert not Ballot.objects.exists()
    assert vote(client, round_, one, two, declared="1").status_code == 302
    (stored,) = Ballot.objects.all()
    assert stored.choices.count() == 2
    subject = provider.claims({"name": NAME}, [])["sub"]
    secret = bytes(round_.secret.voter_secret)
    assert stored.voter_key == key_of_eid(secret, issuer=provider.client.issuer, subject=subject)
    assert client.get(ballot(round_)).status_code == 200, "who has come in is not asked again"
    assert "Fortsätt med rösten som påbörjades" in text_of(client.get(door(round_)))


def test_what_is_asked_is_what_the_standard_wants(client, provider, round_):
    address = client.post(door(round_)).headers["Location"]
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["prompt"] == "login" and asked["scope"] == "openid profile address"
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{DONE}"
    again = dict(parse_qsl(urlsplit(client.post(door(round_)).headers["Location"]).query))
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))


def refused(client, provider, round_, caplog):
    """Come back with a fault: told so, not let in, and nothing of the person in the log."""
    caplog.set_level(logging.DEBUG)
    response = come_back(client, provider, round_.pk)
    assert response.status_code in (400, 503)
    assert client.get(ballot(round_)).headers["Location"] == door(round_)
    assert "Logga in" not in text_of(response).split("<main")[1]
    assert_forgotten(caplog.text, text_of(response))
    return response


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("other key", "Vi kunde inte lita på svaret från Testlegitimation"),
        ("token:500", "Testlegitimation fungerar inte just nu"),
        ("jwks:html", "Testlegitimation fungerar inte just nu"),
    ],
)
def test_what_does_not_hold_lets_nobody_in(client, provider, round_, caplog, fault, words):
    """All the faults there are: radslag/tests/test_openid.py."""
    (one,) = make_proposals(round_, 1)
    come_back(client, provider, round_.pk)
    vote(client, round_, one, declared="1")
    provider.fault, stranger = fault, Client()
    forget_broker()
    response = refused(stranger, provider, round_, caplog)
    assert words in text_of(response)
    assert bool(response.headers.get("Retry-After")) == (response.status_code == 503)
    provider.fault = ""
    forget_broker()
    assert come_back(stranger, provider, round_.pk).status_code == 302, "without the fault it works"
    assert Ballot.objects.count() == 1, "the ballot from before stands"


def test_a_broker_that_does_not_say_who_it_is_is_not_used(client, provider, round_):
    provider.fault = "configuration:500"
    for answer in (client.get(door(round_)), client.post(door(round_))):
        assert answer.status_code == 503 and "fungerar inte just nu" in text_of(answer)
        assert "Fortsätt till" not in text_of(answer)
    assert len(provider.asked) == 1, "it is not asked again at once"


def test_a_broker_that_hangs_or_is_gone_is_waited_for_only_shortly(client, round_):
    with broker() as provider, patch("radslag.openid.web.PATIENCE", (0.2, 0.2)):
        began = client.post(door(round_))
        back = path_back(at_the_broker(provider, began.headers["Location"]))
        provider.fault = "token:hangs"
        begun = dt.datetime.now(dt.UTC)
        response = client.get(back)
        assert response.status_code == 503 and dt.datetime.now(dt.UTC) - begun < dt.timedelta(seconds=3)
    assert client.get(door(round_)).status_code == 503, "nobody listens any more"


def test_who_cancels_can_begin_again(client, provider, round_):
    response = come_back(client, provider, round_.pk, answer="no")
    assert response.status_code == 200 and "Du avbröt" in text_of(response)
    assert "Fortsätt till Testlegitimation" in text_of(response)
    assert come_back(client, provider, round_.pk).status_code == 302


@pytest.mark.parametrize("error", ["server_error", "login_required", "<script>alert(1)</script>", "x" * 5000])
def test_another_error_of_the_broker_is_told_in_our_own_words(client, provider, round_, caplog, error):
    state = dict(parse_qsl(urlsplit(client.post(door(round_)).headers["Location"]).query))["state"]
    response = client.get(DONE, {"state": state, "error": error, "error_description": f"<b>{NAME}</b>"})
    assert response.status_code == 400 and "Legitimeringen blev inte klar" in text_of(response)
    assert "<script>alert" not in text_of(response) and NAME not in text_of(response) + caplog.text


def test_an_answer_to_nothing_that_this_browser_asked_is_refused(client, provider, round_):
    began = client.post(door(round_))
    back = path_back(at_the_broker(provider, began.headers["Location"]))
    stranger = Client()
    for browser, address in (
        (stranger, back),  # somebody sends their own answer to another person
        (client, DONE),
        (client, back.replace("state=", "state=x")),
        (client, f"{DONE}?state=&code=a"),
    ):
        response = browser.get(address)
        assert response.status_code == 400 and "Vi vet inte vilken röstning" in text_of(response)
        assert not response.cookies
    assert "POST /token" not in provider.asked
    assert client.get(back).status_code == 302, "and the right one still works"


def test_an_answer_counts_once(client, provider, round_):
    """The page loaded again leads on; the same address for who has left again does not."""
    began = client.post(door(round_))
    back = path_back(at_the_broker(provider, began.headers["Location"]))
    kept = client.cookies["sessionid"].value
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400 and provider.asked.count("POST /token") == 1
    client.cookies["sessionid"] = kept
    assert client.get(back).status_code == 400, "the session of before is no more"


def test_a_code_that_is_used_or_of_another_attempt_is_refused(client, provider, round_):
    one = at_the_broker(provider, client.post(door(round_)).headers["Location"])
    two = at_the_broker(provider, client.post(door(round_)).headers["Location"])
    code = dict(parse_qsl(urlsplit(one).query))["code"]
    mixed = re.sub(r"code=[^&]+", f"code={code}", path_back(two))
    response = client.get(mixed)  # the verifier of the second attempt does not fit the first one's code
    assert response.status_code == 400 and "Legitimeringen blev inte klar" in text_of(response)
    assert client.get(path_back(one)).status_code == 302, "two windows do not disturb each other"


def test_who_takes_too_long_begins_again(client, provider, round_):
    back = path_back(at_the_broker(provider, client.post(door(round_)).headers["Location"]))
    with at(timezone.now() + dt.timedelta(minutes=10)):
        response = client.get(back)
    assert response.status_code == 400 and "Det tog för lång tid" in text_of(response)
    assert "POST /token" not in provider.asked


def answers_at_once(provider, round_):
    """Load the way back in eight windows of one browser at the same time: status and cookie of each, and the browser."""
    browser = Client()
    back = path_back(at_the_broker(provider, browser.post(door(round_)).headers["Location"]))
    cookie = browser.cookies["sessionid"].value

    def load(_number):
        window = Client(raise_request_exception=False)
        window.cookies["sessionid"] = cookie
        try:
            return window.get(back).status_code, window.cookies["sessionid"].value
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(load, range(8))), browser


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_answers_that_come_at_the_same_time_one_counts(provider):
    round_ = make_round(identity="eid")
    answers, browser = answers_at_once(provider, round_)
    assert sorted(status for status, _cookie in answers) == [302] + [400] * 7
    assert provider.asked.count("POST /token") == 1
    (let_in,) = [kept for status, kept in answers if status == 302]
    browser.cookies["sessionid"] = let_in
    assert browser.get(ballot(round_)).status_code == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_count_of_attempts_the_broker_is_asked_more_than_once(provider):
    """The control: what the test above looks at does happen when nothing prevents it."""
    with patch.object(sys.modules["budgeting.views.eid"], "use_attempt", lambda state: True):
        answers_at_once(provider, make_round(identity="eid"))
    assert provider.asked.count("POST /token") > 1


def test_one_person_with_two_browsers_is_one_voter(provider, round_):
    one, two = make_proposals(round_, 2)
    phone, library = Client(), Client()
    for browser, choice in ((phone, one), (library, two)):
        come_back(browser, provider, round_.pk, name="Ulla-Bella")
        assert vote(browser, round_, choice, declared="1").status_code == 302
    assert Ballot.objects.count() == Receipt.objects.count() == 1
    assert [row.proposal for row in Ballot.objects.get().choices.all()] == [two]
    come_back(Client(), provider, round_.pk, name="En annan")
    somebody = Client()
    come_back(somebody, provider, round_.pk, name="En tredje")
    vote(somebody, round_, one, declared="1")
    assert Ballot.objects.count() == 2


def test_a_voter_is_another_one_in_another_round(provider, round_):
    other = make_round(identity="eid", least_age=None)
    (one,), (two,) = make_proposals(round_, 1), make_proposals(other, 1)
    browser = Client()
    come_back(browser, provider, round_.pk)
    assert browser.get(ballot(other)).headers["Location"] == door(other), "each round asks by itself"
    come_back(browser, provider, other.pk)
    vote(browser, round_, one, declared="1"), vote(browser, other, two, declared="1")
    assert len(set(Ballot.objects.values_list("voter_key", flat=True))) == 2


def age(years, days=0):
    """A date of birth as a claim: `years` ago today, and so many days later."""
    today = timezone.localdate()
    return (today.replace(year=today.year - years) + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("birthdate", "status"),
    [(age(13), 302), (age(13, 1), 403), ("1990", 302)],
    ids=["today", "tomorrow", "long ago"],
)
def test_who_is_too_young_is_told_so(client, provider, birthdate, status):
    round_ = make_round(identity="eid", least_age=13)
    provider.says = {"claims": {"birthdate": birthdate}}
    response = come_back(client, provider, round_.pk)
    assert response.status_code == status
    if status == 403:
        assert "Den som har fyllt 13 år kan rösta i den här omgången" in text_of(response)
        assert "Fortsätt till" not in text_of(response), "another try ends the same way"
        assert client.get(ballot(round_)).headers["Location"] == door(round_)


@pytest.mark.parametrize("by_userinfo", [False, True])
def test_what_the_broker_says_is_not_asked_once_more(client, provider, by_userinfo):
    provider.says = {"userinfo": {}} if by_userinfo else {}
    round_ = make_round(identity="eid", least_age=13, postal_codes="25440 25441")
    (one,) = make_proposals(round_, 1)
    come_back(client, provider, round_.pk, age="40", postal_code="254 41")
    page = text_of(client.get(ballot(round_)))
    assert 'name="declared"' not in page and 'name="postal_code"' not in page
    assert vote(client, round_, one).status_code == 302
    quiet = Client()
    come_back(quiet, provider, round_.pk, name="Tystlåten")
    page = text_of(quiet.get(ballot(round_)))
    assert 'name="declared"' in page and 'name="postal_code"' in page
    assert vote(quiet, round_, one).status_code == 422


def test_who_lives_elsewhere_is_told_so(client, provider):
    round_ = make_round(identity="eid", least_age=None, postal_codes="25440")
    response = come_back(client, provider, round_.pk, postal_code="111 20")
    assert response.status_code == 403 and "Ditt postnummer hör inte till" in text_of(response)
    assert client.get(ballot(round_)).headers["Location"] == door(round_)


def everything_stored():
    """Every text in the database, and what the sessions hold."""
    names = [name for name in connection.introspection.table_names() if not name.startswith("pg_")]
    rows = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT row_to_json(kept)::text FROM "{name}" kept')  # noqa: S608
            rows += [row[0] for row in cursor.fetchall()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows + sessions)


def assert_forgotten(*texts):
    claims = [NAME, "Kanariesson", PERSONAL_NUMBER, STREET, "Fjäril", "254 41", born(40).isoformat()]
    for text in texts:
        assert not [claim for claim in claims if claim in text]


def test_nothing_that_the_broker_told_is_kept(client, provider, caplog):
    caplog.set_level(logging.DEBUG)
    round_ = make_round(identity="eid", least_age=13, postal_codes="25440 25441")
    (one,) = make_proposals(round_, 1)
    users = set(User.objects.values_list("pk", flat=True))
    subject = provider.claims({"name": NAME}, [])["sub"]
    back = path_back(
        at_the_broker(provider, client.post(door(round_)).headers["Location"], age="40", postal_code="254 41")
    )
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    client.get(back)
    assert vote(client, round_, one).status_code == 302
    run_tasks()
    kept, logged = everything_stored(), caplog.text
    assert str(Ballot.objects.get().voter_key) in kept, "the dump sees what there is"
    assert_forgotten(kept, logged)
    for secret in (subject, code, "id_token", "access_token", "eyJ"):
        assert secret not in kept and secret not in logged, secret
    assert set(User.objects.values_list("pk", flat=True)) == users, "no account is made"
    assert not client.session.get("_auth_user_id")
    assert set(client.session.keys()) == {"radslag_voters", "_session_expiry"}


def test_a_resident_who_is_logged_in_is_not_mixed_up_with_the_voter(client, provider, round_):
    (one,) = make_proposals(round_, 1)
    resident = make_user()
    log_in_by_code(client, resident)
    assert client.get(ballot(round_)).headers["Location"] == door(round_), "an e-mail is no identity here"
    come_back(client, provider, round_.pk)
    vote(client, round_, one, declared="1")
    assert client.session["_auth_user_id"] == str(resident.pk), "the log-in is left as it was"
    subject = provider.claims({"name": NAME}, [])["sub"]
    key = key_of_eid(bytes(round_.secret.voter_secret), issuer=provider.client.issuer, subject=subject)
    assert Ballot.objects.get().voter_key == key
    by_mail = make_round(least_age=None)
    (other,) = make_proposals(by_mail, 1)
    vote(client, by_mail, other, declared="1")
    assert Ballot.objects.filter(round=by_mail).exclude(voter_key=key).count() == 1


def test_an_identification_can_not_lead_elsewhere(client, provider, round_):
    """The way on is always the ballot of the round that the session holds."""
    for wish in ("https://evil.example.org/", "//evil.example.org", "/admin/"):
        began = client.post(f"{door(round_)}?next={wish}", {"next": wish, "redirect_uri": wish})
        asked = dict(parse_qsl(urlsplit(began.headers["Location"]).query))
        assert asked["redirect_uri"] == f"http://127.0.0.1:8000{DONE}"
        back = path_back(at_the_broker(provider, began.headers["Location"]))
        browser_back = client.get(f"{back}&next={wish}&redirect_uri={wish}&round={round_.pk + 1}")
        assert browser_back.headers["Location"] == ballot(round_)
        client.get(f"/omgang/{round_.pk}/rosta/klar/")
        client.session.flush()


def test_an_answer_in_the_name_of_another_broker_is_refused(client, provider, round_):
    back = path_back(at_the_broker(provider, client.post(door(round_)).headers["Location"]))
    assert client.get(f"{back}&iss=https://another.example.org").status_code == 400
    assert "POST /token" not in provider.asked


def test_who_votes_in_english_comes_back_in_english(client, provider):
    page = make_round_page(identity="eid")
    began = client.post(f"/en{door(page.round)}")
    back = at_the_broker(provider, began.headers["Location"])
    assert path_back(back).startswith(DONE), "the broker knows one address"
    response = client.get(path_back(back))
    assert response.headers["Location"] == f"/en{ballot(page.round)}"
    assert "Go on with the vote that was begun" in text_of(client.get(f"/en{door(page.round)}"))
    stranger = Client()
    cancelled = come_back_in_english(stranger, provider, page.round)
    assert "You cancelled" in text_of(cancelled) and '<html lang="en"' in text_of(cancelled)
    assert cancelled.headers["Content-Language"] == "en"


def come_back_in_english(browser, provider, round_):
    began = browser.post(f"/en{door(round_)}")
    return browser.get(path_back(at_the_broker(provider, began.headers["Location"], answer="no")))


@pytest.mark.parametrize(
    ("phase", "title", "button"),
    [
        (Phase.REVIEW, "Röstningen har inte öppnat", False),
        (Phase.COUNTING, "Röstningen är stängd", True),
    ],
)
def test_outside_the_voting_the_door_says_so(client, provider, phase, title, button):
    round_ = make_round(phase, identity="eid")
    page = client.get(door(round_))
    assert page.status_code == 200 and title in text_of(page)
    assert ("Fortsätt till" in text_of(page)) == button, "after the close one can see what is saved"
    assert (client.post(door(round_)).status_code == 302) == button
    if button:
        assert come_back(client, provider, round_.pk).headers["Location"] == ballot(round_)
        assert client.get(ballot(round_)).status_code == 200


def test_a_paused_round_says_so_and_shows_what_is_saved(client, provider, round_):
    pause(round_)
    page = client.get(door(round_))
    assert "Omgången är pausad" in text_of(page) and "Fortsätt till" in text_of(page)
    assert come_back(client, provider, round_.pk).status_code == 302


def test_a_sealed_round_knows_nobody(client, provider):
    round_ = make_round(Phase.RESULT, identity="eid")
    began = client.post(door(round_))
    back = path_back(at_the_broker(provider, began.headers["Location"]))
    make_proposals(round_, 1)
    count_round(round_id=round_.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM budgeting_roundsecret WHERE round_id = %s", [round_.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert "Fortsätt till" not in text_of(client.get(door(round_)))
    assert client.post(door(round_)).status_code == 409
    response = client.get(back)
    assert response.status_code != 302 and "Röstningen är stängd" in text_of(response)


def test_the_voting_opens_for_the_door_at_its_instant(client, provider):
    round_ = make_round(Phase.VOTING, identity="eid")
    for instant, status in ((round_.voting_opens - TICK, 409), (round_.voting_opens, 302)):
        with at(instant):
            assert client.post(door(round_)).status_code == status


def test_without_a_broker_the_door_says_so_and_no_round_can_ask_for_it(client, settings):
    round_ = make_round(identity="eid")
    settings.RADSLAG_EID = None
    for response in (client.get(door(round_)), client.post(door(round_))):
        assert response.status_code == 503 and "fungerar inte på webbplatsen just nu" in text_of(response)
        assert "Fortsätt till" not in text_of(response)


def test_only_a_site_that_is_set_up_can_make_a_round_that_asks_for_it(client, settings):
    programme = make_programme()
    client.force_login(make_official(programme))
    sent = first_form(client) | {"identity": "eid"}
    before, settings.RADSLAG_EID = settings.RADSLAG_EID, None
    refused = client.post(url("round", "create"), sent).context["form"]
    assert refused.errors["identity"] == ["E-legitimation är inte inkopplad på den här webbplatsen."]
    settings.RADSLAG_EID = before
    client.post(url("round", "create"), sent)
    made = Round.objects.get()
    assert made.identity == "eid"
    settings.RADSLAG_EID = None
    kept = client.get(url("round", "edit", made.pk)).context["form"]
    answer = client.post(url("round", "edit", made.pk), as_posted(kept) | {"cap_ore": "20 000"})
    assert answer.status_code == 302, "what is made already can be changed otherwise"


def test_in_a_round_of_another_kind_the_door_leads_to_its_own(client, provider):
    for identity in ("email", "codes"):
        round_ = make_round(identity=identity)
        for response in (client.get(door(round_)), client.post(door(round_))):
            assert response.headers["Location"] == ballot(round_)


def test_looking_at_the_door_writes_nothing_and_only_it_may_send_a_form_away(client, provider, round_):
    client.get("/")  # Wagtail makes the site's settings the first time
    with connection.execute_wrapper(_no_writing):
        page = client.get(door(round_))
        lost = client.get(DONE)
    assert not page.cookies.get("sessionid") and "no-store" in page.headers["Cache-Control"]
    policy = page.headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.client.issuer}" in policy.replace("; ", ";").replace(";", " ")
    other = re.search(r"form-action[^;]*", lost.headers["Content-Security-Policy"])
    assert other and other[0] == "form-action 'self'"


def _no_writing(execute, sql, params, many, context):
    assert not re.match(r"\s*(INSERT|UPDATE|DELETE)", sql), sql
    return execute(sql, params, many, context)


def test_the_post_needs_a_token_and_the_way_back_takes_none(round_, provider):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(door(round_)).status_code == 403
    assert browser.post(DONE).status_code in (403, 405)


def test_nobody_sees_a_round_without_a_page(client, provider):
    page = make_round_page(identity="eid")
    back = path_back(at_the_broker(provider, client.post(door(page.round)).headers["Location"]))
    page.unpublish()
    assert client.get(door(page.round)).status_code == client.get(back).status_code == 404
