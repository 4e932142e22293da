"""The editors' page about a round's voting: turnout, what to look into, challenges by two people, sealing; never how it goes."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from budgeting.admin.waiting.votes import challenges_to_confirm
from budgeting.display import patterns as display
from budgeting.models import Ballot, Challenge, Channel, Receipt, Round, Sealing, VoterIdentity
from budgeting.rules.patterns import is_burst, usual_hour
from budgeting.rules.phases import Phase
from budgeting.services import challenges
from budgeting.services.ballots import stored_ballot
from budgeting.services.counting import count_round
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import (
    DAY,
    cancel,
    make_ballot,
    make_programme,
    make_proposal,
    make_round,
    make_staff,
    make_user,
    pause,
)
from .test_acts_admin import browser_of, text_of, url
from .test_admin import make_official

pytestmark = pytest.mark.django_db
SIV = Voter(email="siv@example.org")
WHY = "Lånad kod."
HOUR = dt.timedelta(hours=1)


def receipts(round_: Round, n: int, **fields) -> list[Receipt]:
    """First votes without their ballots: what patterns are made of."""
    serial = Receipt.objects.count()
    fields = {"made_at": round_.voting_opens} | fields
    return Receipt.objects.bulk_create(
        Receipt(round=round_, voter_key=f"k{serial + i}", code=f"c{serial + i}", **fields) for i in range(n)
    )


@pytest.fixture
def round_() -> Round:
    made = make_round()
    proposal = make_proposal(made)
    make_ballot(made, proposal, voter=SIV)
    make_ballot(made, proposal)
    return made


@pytest.fixture
def browser(round_) -> Client:
    return browser_of(make_official(round_.programme))


def ballot_of_siv(round_: Round) -> int:
    code = stored_ballot(round_=round_, voter=SIV).receipt
    return int(Receipt.objects.get(code=code).pk)


def requested(round_: Round) -> Challenge:
    return challenges.ask_to_challenge(
        round_id=round_.pk, receipt_id=ballot_of_siv(round_), by=make_staff(), reason=WHY
    )


def test_the_rule_of_bursts_needs_both_many_and_many_more_than_usual():
    assert usual_hour([]) == 0 and usual_hour([1, 9, 2]) == 2 and usual_hour([2, 4]) == 2
    assert is_burst(20, 4) and not is_burst(19, 1) and not is_burst(24, 5) and is_burst(25, 5)


def test_an_hour_far_above_the_usual_one_stands_out_and_no_other(round_):
    Receipt.objects.all().delete()
    start = round_.voting_opens.replace(minute=0, second=0, microsecond=0) + HOUR
    for hour in range(10):
        receipts(round_, 4, made_at=start + hour * HOUR)
    burst = receipts(round_, 21, made_at=start + 3 * HOUR + dt.timedelta(minutes=20))
    (row,) = display.patterns(round_)
    assert row.n == 25 and "25" in row.text and "4" in row.text
    assert {handle.pk for handle in row.handles} >= {receipt.pk for receipt in burst}
    assert len(row.handles) + row.more == 25


def test_many_from_one_network_and_throw_away_addresses_are_listed(round_):
    receipts(round_, 4, network="few")
    many = receipts(round_, 5, network="many")
    (thrown,) = receipts(round_, 1, domain="mailinator.com")
    rows = display.patterns(round_)
    assert [{handle.pk for handle in row.handles} for row in rows] == [{r.pk for r in many}, {thrown.pk}]
    assert "mailinator.com" in rows[1].text and "many" not in rows[0].text


def test_a_row_names_no_more_ballots_than_one_can_read_and_says_how_many_more(round_):
    receipts(round_, 45, network="library")
    row = next(row for row in display.patterns(round_) if "nätverk" in row.text)
    assert len(row.handles) == display.MOST_HANDLES and row.more == 15


def test_fifty_thousand_votes_take_as_many_queries_as_two_and_little_time(round_):
    with CaptureQueriesContext(connection) as few:
        receipts(round_, 5, network="n")
        before = len(few)
        display.patterns(round_)
        asked = len(few) - before
    for hour in range(50):
        receipts(
            round_, 100, made_at=round_.voting_opens + hour * HOUR, network=f"n{hour}", domain="yopmail.com"
        )
    began = time.monotonic()
    with CaptureQueriesContext(connection) as many:
        display.patterns(round_)
    assert len(many) == asked <= 5
    assert time.monotonic() - began < 5


def test_the_page_shows_turnout_and_neither_choices_addresses_nor_codes(round_, browser):
    receipts(round_, 3, made_at=round_.voting_opens + DAY)
    receipts(round_, 6, network="n")
    response = browser.get(url("voting", round_))
    text, html = text_of(response), response.content.decode()
    assert "11 personer har röstat" in text and "På webben" in text and "På papper" not in text
    assert "siv@example.org" not in html and stored_ballot(round_=round_, voter=SIV).receipt not in html
    assert round_.proposals.get().title not in html
    assert "6 första röster på ett dygn från ett och samma nätverk" in text


def test_in_a_round_with_codes_the_turnout_is_told_for_web_and_paper():
    round_ = make_round(identity=VoterIdentity.CODES)
    receipts(round_, 3, channel=Channel.PAPER)
    receipts(round_, 2)
    text = text_of(browser_of(make_official(round_.programme)).get(url("voting", round_)))
    assert "På papper" in text and "Tillsammans 2 3" in text


def test_the_page_takes_no_more_queries_with_more_rows(round_, browser):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("voting", round_)).status_code == 200
        return len(queries)

    requested(round_)
    receipts(round_, 5, network="a")
    asked()
    few = asked()
    for n in range(6):
        (receipt, *_rest) = receipts(round_, 6, network=f"n{n}", made_at=round_.voting_opens + n * DAY / 2)
        challenges.ask_to_challenge(round_id=round_.pk, receipt_id=receipt.pk, by=make_staff(), reason=WHY)
    assert asked() <= few


def test_a_ballot_is_found_by_who_contacts_us_and_its_number_stands_in_no_address(round_, browser):
    receipts(round_, 6, network="n")
    handle = ballot_of_siv(round_)
    sent = [{"find": "1", "typed": "siv@example.org"}, {"choose": handle}]
    for post in sent:
        answer = browser.post(url("voting", round_), post)
        html = answer.content.decode()
        assert answer.status_code == 200 and re.search(
            rf'name="ballot"[^>]*value="{handle}"|value="{handle}"[^>]*name="ballot"', html
        )
        assert '<details class="review__more" id="ask" open>' in html
        assert not re.search(r'(href|action)="[^"]*ballot=', html)
    ignored = browser.get(url("voting", round_), {"ballot": handle}).content.decode()
    assert f'value="{handle}"' not in ignored
    unknown = browser.post(url("voting", round_), {"find": "1", "typed": "ingen@example.org"})
    assert unknown.status_code == 200 and "Ingen röstsedel hittades" in text_of(unknown)


def test_one_asks_another_confirms_and_the_ballot_is_not_counted(round_, browser):
    handle = ballot_of_siv(round_)
    answer = browser.post(url("voting", round_), {"ask": "1", "ballot": handle, "reason": WHY}, follow=True)
    challenge = Challenge.objects.get()
    assert "Väntar på en person till" in text_of(answer) and challenge.waits
    own = browser.post(url("challenge", round_, challenge.pk), {"step": "confirm"}, follow=True)
    assert "någon annan" in text_of(own).lower()
    challenge.refresh_from_db()
    assert challenge.waits
    other = browser_of(make_official(round_.programme))
    page = other.get(url("challenge", round_, challenge.pk))
    assert "Ja, räkna den inte" in text_of(page) and WHY in text_of(page)
    other.post(url("challenge", round_, challenge.pk), {"step": "confirm"})
    challenge.refresh_from_db()
    assert challenge.holds and Ballot.objects.counted(round_.pk).count() == 1
    other.post(url("challenge", round_, challenge.pk), {"step": "ask_lift"})
    assert "Räkna den här röstsedeln ändå" in text_of(browser.get(url("voting", round_)))
    browser.post(url("challenge", round_, challenge.pk), {"step": "lift"})
    assert Ballot.objects.counted(round_.pk).count() == 2


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(round_, browser):
    answer = browser.post(url("voting", round_), {"ask": "1", "ballot": ballot_of_siv(round_), "reason": " "})
    assert answer.status_code == 200 and not Challenge.objects.exists()
    assert 'aria-invalid="true"' in answer.content.decode()
    answer = browser.post(url("voting", round_), {"ask": "1", "ballot": "9999999", "reason": WHY})
    assert "Ingen röstsedel hittades" in text_of(answer) and WHY in answer.content.decode()
    for post in (
        {"ask": "1", "ballot": "x" * 50, "reason": WHY},
        {"find": "1", "typed": ""},
        {},
        {"step": "x"},
    ):
        assert browser.post(url("voting", round_), post).status_code in (200, 302)
    assert browser.post(url("challenge", round_, requested(round_).pk), {"step": "x"}).status_code == 302


def test_a_challenge_of_another_round_is_not_found_here(round_, browser):
    other = make_round(programme=make_programme())
    make_ballot(other, make_proposal(other), voter=SIV)
    assert browser.get(url("challenge", round_, requested(other).pk)).status_code == 404


def test_what_waits_stands_on_the_first_page_of_colleagues_and_not_of_who_asked(round_):
    colleague, asked = make_official(round_.programme), requested(round_)

    def waiting(person):
        request = RequestFactory().get("/")
        request.user = person
        return challenges_to_confirm(request)

    (line,) = waiting(colleague)
    assert round_.name in line.title and line.url == url("challenge", round_, asked.pk)
    assert waiting(asked.asked_by) == [] and waiting(make_official(make_programme())) == []
    challenges.confirm_challenge(challenge_id=asked.pk, by=colleague)
    assert waiting(make_staff()) == []
    challenges.ask_to_lift(challenge_id=asked.pk, by=colleague)
    assert len(waiting(asked.asked_by)) == 1 and waiting(colleague) == []
    cancel(round_)
    assert waiting(asked.asked_by) == []


def test_nobody_seals_by_a_button_while_somebody_may_appeal_and_the_page_says_why():
    round_ = make_round(Phase.RESULT)
    make_ballot(round_, make_proposal(round_), voter=SIV)
    count_round(round_id=round_.pk)
    browser = browser_of(make_official(round_.programme))
    for page in ("voting", "seal"):
        text = text_of(browser.get(url(page, round_)))
        assert "överklaga" in text and "Försegla omgången nu" not in text and "för gott</button>" not in text
    browser.post(url("seal", round_))
    run_tasks()
    assert not Sealing.objects.exists()


def test_a_cancelled_round_is_sealed_by_the_button_in_the_background(round_):
    person = make_official(round_.programme)
    browser = browser_of(person)
    cancel(round_)
    assert "Försegla omgången nu" in text_of(browser.get(url("voting", round_)))
    asked = text_of(browser.get(url("seal", round_)))
    assert "Det går inte att ångra" in asked and "Säkerhetskopior" in asked and not Sealing.objects.exists()
    begun = text_of(browser.post(url("seal", round_), follow=True))
    assert "Förseglingen pågår" in begun and "Försegla omgången nu" not in begun
    assert "Förseglingen pågår" in text_of(browser.get(url("seal", round_))) and not Sealing.objects.exists()
    run_tasks()
    assert Sealing.objects.get().by == person
    assert "Omgången förseglades" in text_of(browser.get(url("voting", round_)))
    assert "redan förseglad" in text_of(browser.get(url("seal", round_)))


def test_after_sealing_the_page_has_numbers_and_nothing_to_look_into():
    round_ = make_round(Phase.RESULT)
    make_ballot(round_, make_proposal(round_), voter=SIV)
    receipts(round_, 6, network="n")
    count_round(round_id=round_.pk)
    with at(round_.seal_at):
        seal_round(round_id=round_.pk)
    text = text_of(browser_of(make_official(round_.programme)).get(url("voting", round_)))
    assert "7 personer har röstat" in text and "nätverk från" not in text
    assert "Första rösten" not in text and "Ingen ser hur det går" not in text
    assert "Det skedde av sig självt" in text


def test_a_paused_round_names_no_day_of_sealing(round_, browser):
    day = "av sig själv"
    before = text_of(browser.get(url("voting", round_)))
    assert day in before and "30 dagar efter resultatet" not in before
    assert "Ingen ser hur det går" in before
    pause(round_)
    assert "30 dagar efter resultatet" in text_of(browser.get(url("voting", round_)))


def test_the_list_of_rounds_leads_to_the_page(round_):
    html = browser_of(make_official(round_.programme)).get(url_of_list()).content.decode()
    assert url("voting", round_) in html


def url_of_list() -> str:
    from django.urls import reverse

    return reverse("budgeting_round_modeladmin_index")


def test_nothing_of_the_page_writes_when_it_is_looked_at(round_, browser):
    requested(round_)
    before = list(Challenge.objects.values_list()), Ballot.objects.count()
    with at(round_.voting_closes):
        for page in (
            url("voting", round_),
            url("seal", round_),
            url("challenge", round_, Challenge.objects.get().pk),
        ):
            assert browser.get(page).status_code == 200
    assert (list(Challenge.objects.values_list()), Ballot.objects.count()) == before
    assert make_user().is_staff is False
