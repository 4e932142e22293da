"""The ballot's address for whom has not come in: what the log-in is for, and first of all when nobody can vote."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from budgeting.models import VoterIdentity
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from home.models import StandardPage
from home.tests.builders import make_standard_page
from radslag.clock import TICK, at
from radslag.templatetags.dates import moment
from radslag.tests.people import log_in_by_code

from .builders import cancel, make_ballot, make_proposal, make_round, make_user, pause
from .test_views import text_of

pytestmark = pytest.mark.django_db


def address(round_) -> str:
    return reverse("budgeting:ballot", args=[round_.pk])


def log_in_to(round_) -> str:
    return f"{reverse('account_login')}?next={address(round_)}"


def test_the_log_in_says_for_which_round_it_is_and_that_a_code_comes_by_mail(client):
    round_ = make_round()
    make_proposal(round_)
    answer = client.get(address(round_))
    assert answer["Location"] == log_in_to(round_)
    html = client.get(answer["Location"]).content.decode()
    assert "Logga in för att rösta</h1>" in html and round_.page_in("sv").title in html
    assert "Du får en kod med mejl" in html


@pytest.mark.parametrize("goal", ["", "/omgang/99999/rosta/", "/mina-sidor/", "/omgang/1/rosta/klar/"])
def test_the_log_in_says_nothing_of_votes_when_it_leads_elsewhere(client, goal):
    html = client.get(reverse("account_login"), {"next": goal}).content.decode()
    assert "Logga in</h1>" in html and "rösta</h1>" not in html


def test_the_log_in_does_not_name_a_round_that_not_everyone_may_see(client):
    round_ = make_round()
    page = round_.page_in("sv")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert page.title not in text_of(client.get(log_in_to(round_)))


def states(round_):
    with at(round_.voting_opens - TICK):
        yield "Röstningen har inte öppnat", False
    with at(round_.voting_closes):
        yield "Röstningen är stängd", True
    pause(round_)
    yield "Omgången är pausad", True
    cancel(round_)
    yield "Omgången är inställd", True


def test_that_nobody_can_vote_is_told_before_a_log_in_and_who_voted_is_shown_the_way(client):
    round_ = make_round()
    make_proposal(round_)
    for title, can_look in states(round_):
        answer = client.get(address(round_))
        html = answer.content.decode()
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        assert f"{title}" in html.partition("<h1>")[2].partition("</h1>")[0]
        assert (log_in_to(round_) in html) is can_look
        if can_look:
            assert "Logga in för att se din röst</h1>" in client.get(log_in_to(round_)).content.decode()


def test_after_the_log_in_the_stored_vote_is_there(client):
    round_ = make_round()
    user = make_user()
    make_ballot(round_, make_proposal(round_, title="Cykelställ"), voter=Voter.of(user))
    with at(round_.voting_closes + dt.timedelta(hours=1)):
        log_in_by_code(client, user)
        assert "Cykelställ" in text_of(client.get(address(round_)))


@pytest.mark.parametrize("identity", [VoterIdentity.CODES, VoterIdentity.EID])
def test_the_other_doors_tell_it_themselves(client, identity):
    round_ = make_round(identity=identity)
    make_proposal(round_)
    with at(round_.voting_closes):
        answer = client.get(address(round_), follow=True)
    assert answer.redirect_chain and "stäng" in text_of(answer)


def test_a_sealed_round_promises_nothing_to_who_did_not_vote(client):
    round_ = make_round(Phase.RESULT)
    make_proposal(round_)
    count_round(round_id=round_.pk)
    with at(round_.seal_at):
        seal_round(round_id=round_.pk)
    html = client.get(address(round_)).content.decode()
    assert log_in_to(round_) not in html
    assert reverse("budgeting:receipt_lookup", args=[round_.pk]) in html
    log_in_by_code(client, make_user())
    text = text_of(client.get(address(round_)))
    assert "Har du röstat" in text and "Ditt kvitto visar" not in text


def test_receipts_of_a_cancelled_round_are_promised_to_nobody(client):
    round_ = make_round()
    cancel(round_)
    seal_round(round_id=round_.pk)
    text = text_of(client.get(reverse("budgeting:receipts", args=[round_.pk])))
    assert "inställd" in text and "Till dess" not in text and "innan rösterna är räknade" not in text
    log_in_by_code(client, make_user())
    assert "räknad" not in text_of(client.get(address(round_))).partition("Min röst")[2]


def test_the_card_of_a_programme_says_until_when_one_can_vote_and_asks_no_more_queries(client):
    index = make_standard_page()

    def programme_in(phase):
        round_ = make_round(phase)
        make_proposal(round_)
        round_.programme.move(StandardPage.objects.get(pk=index.pk), pos="last-child")
        return round_

    def cards():
        with CaptureQueriesContext(connection) as queries:
            html = client.get(index.url).content.decode()
        return re.findall(r'<article class="card">.*?</article>', html, re.DOTALL), len(queries)

    voting, _review = programme_in(Phase.VOTING), programme_in(Phase.REVIEW)
    cards()
    (first, second), few = cards()
    assert f"Röstning pågår till {moment(voting.voting_closes)}" in first and "Röstning" not in second
    programme_in(Phase.VOTING)
    again, many = cards()
    assert sum("Röstning pågår" in card for card in again) == 2 and many <= few
    pause(voting)
    assert sum("Röstning pågår" in card for card in cards()[0]) == 1
