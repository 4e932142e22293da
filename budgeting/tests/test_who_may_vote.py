"""What the page of a round says about who may vote and how, and how many have: for each identity and ballot."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgeting.models import Proposal
from budgeting.rules.phases import Phase
from budgeting.services import locks
from budgeting.services.counting import count_round

from .builders import KRONA, make_ballot, make_proposal, make_proposals, make_round_page, pause
from .test_views import text_of

pytestmark = pytest.mark.django_db
HEADING = "Vem får rösta, och hur"
POINTS = {"ballot_kind": "points", "points_total": 10, "points_most": 5}


def shown(phase=Phase.VOTING, **terms) -> str:
    page = make_round_page(phase, **terms)
    make_proposal(page.round)
    return text_of(Client().get(page.url))


@pytest.mark.parametrize(
    ("terms", "sentences"),
    [
        (
            {},
            [
                "Du som bor i Närlunda får rösta.",
                "skriver din e-postadress",
                "Du behöver komma åt din e-post.",
            ],
        ),
        ({"least_age": 13}, ["Du som bor i Närlunda och har fyllt 13 år får rösta.", "och har fyllt 13 år."]),
        ({"postal_codes": "25440 25441"}, ["254\xa040, 254\xa041"]),
        (
            {"identity": "codes"},
            ["Du som har fått en röstkod får rösta.", "på papper", "Du behöver din röstkod."],
        ),
        ({"identity": "codes", "least_age": 13}, ["till dem som bor i Närlunda och har fyllt 13 år."]),
        (
            {"identity": "eid", "least_age": 13},
            ["BankID eller Freja", "sparar inte ditt personnummer", "13 år får"],
        ),
        ({"identity": "eid", "postal_codes": "25440"}, ["något av de här: 254\xa040."]),
        ({}, ["Du väljer högst 3 förslag.", "Varje val är en röst."]),
        ({"ballot_min": 3}, ["Du väljer 3 förslag."]),
        ({"ballot_min": 2}, ["Du väljer minst 2 och högst 3 förslag."]),
        ({"ballot_kind": "knapsack"}, ["ryms i 100\xa0000\xa0kr.", "vad förslaget än kostar"]),
        (
            POINTS,
            [
                "Du delar ut 10 poäng mellan förslagen, högst 5",
                "Det med flest poäng",
                "lika många poäng",
            ],
        ),
    ],
)
def test_each_way_to_vote_is_told_while_voting_is_open(terms, sentences):
    text = shown(**terms)
    assert HEADING in text
    for sentence in sentences:
        assert sentence.replace("\xa0", " ") in text.replace("\xa0", " ")


@pytest.mark.parametrize("identity", ["codes", "eid"])
def test_who_does_not_vote_by_email_is_not_told_of_it(identity):
    assert "e-postadress" not in shown(identity=identity) and "e-post." not in shown(identity=identity)


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW])
def test_who_may_vote_is_told_long_before(phase):
    text = text_of(Client().get(make_round_page(phase, least_age=13).url))
    assert HEADING in text and "har fyllt 13 år får rösta" in text
    assert "har röstat" not in text and "Du behöver komma åt" not in text


@pytest.mark.parametrize("phase", [Phase.COUNTING, Phase.RESULT, Phase.CANCELLED])
def test_it_is_not_told_when_nobody_can_vote_any_longer(phase):
    assert HEADING not in text_of(Client().get(make_round_page(phase).url))


def test_a_paused_round_tells_it_without_a_button():
    page = make_round_page()
    make_proposal(page.round)
    pause(page.round)
    text = text_of(Client().get(page.url))
    assert HEADING in text and "Du behöver komma åt" not in text


def test_english_pages_tell_it_in_english():
    page = make_round_page(identity="codes", **POINTS)
    make_proposal(page.round)
    text = text_of(Client().get(page.url, headers={"accept-language": "en"}))
    assert HEADING in text  # the language is the page's, not the browser's


def test_the_time_is_told_with_its_zone():
    assert "svensk tid" in shown()


def test_the_turnout_is_a_number_and_nothing_about_the_proposals():
    page = make_round_page()
    first, second = make_proposals(page.round, 2)
    assert "Ingen har röstat än." in text_of(Client().get(page.url))
    before = Client().get(page.url).content.decode()
    for _ in range(3):
        make_ballot(page.round, first)
    make_ballot(page.round, second)
    after = Client().get(page.url).content.decode()
    assert "4 har röstat hittills." in after
    assert after.replace("4 har röstat hittills.", "Ingen har röstat än.") == before


def test_the_page_takes_as_many_queries_with_200_proposals_as_with_10():
    page = make_round_page(proposals_per_person=50, budget_ore=10_000_000 * KRONA)
    first, *_others = make_proposals(page.round, 10)
    make_ballot(page.round, first)
    Client().get(page.url)
    with CaptureQueriesContext(connection) as few:
        Client().get(page.url)
    for number in range(11, 201):
        first.pk, first.number, first.title, first.slug = (
            None,
            number,
            f"Förslag {number}",
            f"forslag-{number}",
        )
        first._state.adding = True
        with locks.decided_at(page.round.submission_opens):
            Proposal.objects.bulk_create([first])
    with CaptureQueriesContext(connection) as many:
        response = Client().get(page.url)
    assert "200 förslag" in text_of(response)
    assert len(many) == len(few) <= 25, len(many)
    assert len(response.content) < 60_000


def test_points_are_called_points_with_the_result():
    page = make_round_page(Phase.RESULT, **POINTS)
    first, second, third = make_proposals(page.round, 3)
    make_ballot(page.round, first, points={first.pk: 5})
    make_ballot(page.round, first, second, points={first.pk: 3, second.pk: 1})
    count_round(round_id=page.round_id)
    text = text_of(Client().get(page.url))
    for said in (
        "8 poäng",
        "1 poäng",
        "poäng, högst 10 var",
        "Fick inga poäng.",
        "Flest poäng går först",
    ):
        assert said in text
    assert "9 poäng" in text.replace("9 poäng, högst", "9 poäng")
    assert "8 röster" not in text and "Fick inga röster" not in text
    alone = text_of(Client().get(first.get_absolute_url()))
    assert "8 poäng" in alone and "8 röster" not in alone
    assert third.title in text
