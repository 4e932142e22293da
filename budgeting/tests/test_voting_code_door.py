"""The door of a round with voting codes, as a resident meets it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.rules.eligibility import grouped_code
from budgeting.rules.sealing import KEPT_FOR
from budgeting.services.code_tries import WITHIN, WRONG_TRIES
from budgeting.services.counting import count_round
from budgeting.services.sealing import seal_round
from budgeting.services.voting_codes import find_code, revoke_codes
from radslag.clock import TICK, at, database_now
from radslag.models.limits import LimitCount

from .builders import cancel, make_proposals, make_round, pause
from .test_voting_codes import WHY, make_coded, make_codes, places_of, vote

pytestmark = pytest.mark.django_db


def door(round_):
    return reverse("budgeting:voting_code", args=[round_.pk])


def ballot(round_):
    return reverse("budgeting:ballot", args=[round_.pk])


def text_of(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).replace("\N{NO-BREAK SPACE}", " ")


def errors_of(response):
    return [str(error) for error in response.context["form"].errors.get("code", [])]


@pytest.fixture
def round_():
    return make_coded()


@pytest.fixture
def code(round_):
    return make_codes(round_, 1)[0].code


def test_who_has_no_code_yet_is_led_to_the_door_and_with_it_to_the_ballot(client, round_, code):
    make_proposals(round_, 2)
    assert client.get(ballot(round_)).url == door(round_)
    page = client.get(door(round_))
    assert page.status_code == 200 and "Röstkod" in text_of(page)
    for attribute in ('autocapitalize="characters"', 'spellcheck="false"', 'autocomplete="off"'):
        assert attribute in page.content.decode()
    assert client.post(door(round_), {"code": grouped_code(code).lower()}).url == ballot(round_)
    assert client.get(ballot(round_)).status_code == 200
    assert "Gå vidare till den rösten" in text_of(client.get(door(round_)))


def test_the_door_keeps_a_pseudonym_for_one_round_and_never_the_code(client, round_, code):
    client.post(door(round_), {"code": code})
    session = client.session
    assert find_code(round_, code).key in str(dict(session))
    assert code not in str(dict(session)) and grouped_code(code) not in str(dict(session))
    other = make_coded()
    assert client.get(ballot(other)).url == door(other)


def test_coming_in_changes_the_key_of_the_session(client, round_, code):
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    client.post(door(round_), {"code": code})
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_one_and_the_same_sentence_for_everything_that_is_no_code_of_the_round(client, round_, code):
    foreign = make_codes(make_coded(), 1)[0].code
    said = set()
    for typed in ("K7QF-2M9D-XR4P", foreign, code[:-1], "x" * 61):
        answer = client.post(door(round_), {"code": typed})
        assert answer.status_code == 422
        said |= {*errors_of(answer)}
    assert len(said) == 1
    assert errors_of(client.post(door(round_), {"code": " "})) == ["Skriv koden som står på ditt papper."]


def test_a_revoked_code_says_so(client, round_, code):
    revoke_codes(round_id=round_.pk, numbers=[1], reason=WHY, by=None)
    answer = client.post(door(round_), {"code": code})
    assert answer.status_code == 422
    assert "gäller inte längre" in errors_of(answer)[0]


def test_five_wrong_codes_are_slowed_down_with_an_honest_time(client, round_, code):
    now = database_now().replace(hour=12, minute=4, second=30, microsecond=0)
    with at(now):
        for _ in range(WRONG_TRIES):
            assert client.post(door(round_), {"code": "fel"}).status_code == 422
        slowed = client.post(door(round_), {"code": code})
        assert slowed.status_code == 429
        assert client.get(ballot(round_)).url == door(round_)
    (said,) = errors_of(slowed)
    local = re.search(r"Vänta till kl\. (\d+)\.(\d\d)", said.replace("\N{NO-BREAK SPACE}", " "))
    assert local and local[2] == "15", "rounded up to the whole minute"
    with at(now):
        assert Client().post(door(round_), {"code": code}).status_code == 302
    with at(now + WITHIN):
        assert client.post(door(round_), {"code": code}).status_code == 302


def test_browser_and_network_are_counted_under_hashes(round_):
    browser = Client(REMOTE_ADDR="203.0.113.9")
    browser.post(door(round_), {"code": "fel"})
    keys = LimitCount.objects.values_list("key", flat=True)
    kept = browser.session.session_key
    assert len(keys) == 2 and not [key for key in keys if kept in key or len(key) != 64]


def test_a_wrong_code_begins_a_session_that_ends_with_the_browser_and_looking_begins_none(client, round_):
    client.get(door(round_))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    client.post(door(round_), {"code": "fel"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == "" and "fel" not in str(dict(client.session))


def test_before_the_voting_the_door_says_when_and_takes_nothing(client, round_, code):
    with at(round_.voting_opens - TICK):
        page = client.get(door(round_))
        assert page.status_code == 200 and 'name="code"' not in page.content.decode()
        sent = client.post(door(round_), {"code": code})
        assert sent.status_code == 409 and "har inte öppnat" in text_of(sent)
    with at(round_.voting_opens):
        assert client.post(door(round_), {"code": code}).status_code == 302


@pytest.fixture
def voted(round_, code):
    (proposal,) = make_proposals(round_, 1)
    vote(round_, code, proposal)
    return proposal


def looked_at(round_, code):
    """What a browser that nobody has come in with before shows of a vote."""
    browser = Client()
    page = browser.get(door(round_))
    came = browser.post(door(round_), {"code": code})
    assert (page.status_code, came.status_code, came.url) == (200, 302, ballot(round_))
    return text_of(page), text_of(browser.get(ballot(round_)))


@pytest.mark.parametrize("instant", ["voting_closes", "result_at"])
def test_after_the_close_a_code_shows_what_is_stored_and_changes_nothing(round_, code, voted, instant):
    with at(round_.result_at - TICK):
        count_round(round_id=round_.pk)
    with at(getattr(round_, instant)):
        page, mine = looked_at(round_, code)
        assert "Röstningen är stängd" in page and "Titta på min röst" in page and "Rösta före" not in page
        assert "Röstningen är stängd" in mine and voted.title in mine
        assert Client().post(door(round_), {"code": "fel"}).status_code == 422


@pytest.mark.parametrize(("stop", "said"), [(pause, "pausad"), (cancel, "inställd")])
def test_a_stopped_round_says_that_it_is_stopped_and_shows_what_is_stored(round_, code, voted, stop, said):
    stop(round_)
    page, mine = looked_at(round_, code)
    assert said in page and said in mine and voted.title in mine


def test_when_the_votes_are_sealed_no_code_is_taken_any_more(client, round_, code, voted):
    with at(round_.result_at):
        count_round(round_id=round_.pk)
    with at(round_.result_at + KEPT_FOR):
        seal_round(round_id=round_.pk)
        page = client.get(door(round_))
        assert 'name="code"' not in page.content.decode() and "förseglade" in text_of(page)
        assert client.post(door(round_), {"code": code}).status_code == 409


def test_a_round_with_another_identity_leads_to_its_own_door(client):
    other = make_round()
    assert client.get(door(other)).url == ballot(other)
    assert client.post(door(other), {"code": "fel"}).url == ballot(other)


def test_a_round_without_a_page_has_no_door(client, round_):
    round_.pages.get().unpublish()
    assert client.get(door(round_)).status_code == 404


def test_looking_writes_nothing_and_nothing_is_kept_by_caches(client, round_):
    client.get(door(round_))  # the settings of the site are made by whoever comes first
    with CaptureQueriesContext(connection) as queries:
        page = client.get(door(round_))
    assert not [q for q in queries.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "same-origin"
    assert len(queries) <= 25


def test_without_a_token_nothing_is_taken(round_, code):
    assert Client(enforce_csrf_checks=True).post(door(round_), {"code": code}).status_code == 403


def test_typed_codes_right_and_wrong_stand_nowhere_in_the_database(client, round_, code):
    (proposal,) = make_proposals(round_, 1)
    client.post(door(round_), {"code": "K7QF-2M9D-XR4P"})
    client.post(door(round_), {"code": code})
    client.post(ballot(round_), {"choices": [proposal.pk]})
    assert not places_of([code, "K7QF2M9DXR4P"])


def test_what_was_typed_stands_in_no_report_of_an_error(client, round_):
    answer = client.post(door(round_), {"code": "fel"})
    assert "code" in answer.wsgi_request.sensitive_post_parameters
