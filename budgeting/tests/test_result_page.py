"""The result as its page shows it: what got money first, why each did or did not, by every rule; earlier counts and recounts."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.counting.steps import Code
from budgeting.display.results import DECISIONS
from budgeting.models import Outcome, Proposal, PublicDraw, Round
from budgeting.rules.phases import Phase
from budgeting.services import draws, locks
from budgeting.services.counting import count_round
from budgeting.services.recounts import recount
from radslag.clock import TICK, at

from .builders import KRONA, make_ballot, make_proposal, make_round_page, make_user
from .test_count import make_voted_round
from .test_recounts import damage, override
from .test_views import text_of

pytestmark = pytest.mark.django_db
SHARES = "equal_shares_add1_fill"


def page_of(round_: Round) -> str:
    return Client().get(round_.pages.get().url).content.decode()


def words_of(round_: Round) -> str:
    return text_of(Client().get(round_.pages.get().url)).replace("\xa0", " ")


def make_counted(**terms):
    round_ = make_voted_round(Phase.RESULT, **terms)
    count_round(round_id=round_.pk)
    return round_


def ranks(html: str) -> list[int]:
    return [int(rank) for rank in re.findall(r'results__rank">(\d+)<', html)]


def test_what_gets_money_stands_first_and_keeps_its_place_in_the_count():
    html = page_of(make_counted())
    assert ranks(html) == [1, 3, 4, 2]
    first, second = re.findall(r"<h3>([^<]*pengar)</h3>", html)
    assert first == "3 får pengar" and second == "1 får inga pengar"


def test_the_same_stands_in_a_table():
    html = page_of(make_counted())
    table = html[html.index("Visa som tabell") :]
    table = table[: table.index("</table>")]
    assert re.findall(r'<th scope="row">(\w)</th>', table) == ["A", "C", "D", "B"]
    assert table.count("<td") == 5 * 4 and "Ryms inte" in table and 'scope="col"' in table


def test_every_decision_has_words():
    assert set(DECISIONS) == set(Code)


def test_equal_shares_tell_how_it_went_and_how_close_each_loser_was():
    round_ = make_voted_round(Phase.RESULT, rule="equal_shares", costs=(60, 50, 90), votes=(9, 7, 5))
    count_round(round_id=round_.pk)
    words, html = words_of(round_), page_of(round_)
    assert "Alla 9 som röstade på något förslag som är med fick en lika stor andel av pengarna" in words
    assert "hade tillsammans" in words and re.search(r"\d+ av 90 kr kvar", words)
    assert html.count('<svg class="bar"') == 3 + 2, "how much of the cost the losers had"
    assert "Först går det förslag där flest delar på varje krona." in words


def test_what_few_people_held_is_told_by_no_bar_and_no_number():
    round_ = make_voted_round(Phase.RESULT, rule="equal_shares", costs=(60, 90), votes=(9, 4))
    count_round(round_id=round_.pk)
    assert "hade inte nog kvar tillsammans" in words_of(round_)
    assert page_of(round_).count('<svg class="bar"') == 2


def test_points_are_called_points():
    page = make_round_page(Phase.RESULT, ballot_kind="points", points_total=10, points_most=5, threshold=4)
    one, other = (make_proposal(page.round, title=title) for title in ("Ett", "Två"))
    for n in range(6):
        make_ballot(
            page.round,
            one,
            *([other] if not n else []),
            points={one.pk: 5, other.pk: 3} if not n else {one.pk: 5},
        )
    count_round(round_id=page.round_id)
    words = words_of(page.round)
    assert "30 poäng" in words and "Fick 3 poäng. Det krävs minst 4." in words
    assert "Alla som röstar har 10 poäng att dela ut" in words


def test_a_share_of_the_voters_is_told_before_and_after():
    round_ = make_counted(threshold_percent=60)
    words = words_of(round_)
    assert "Fick 5 röster. Det krävs minst 60 procent av dem som röstade, alltså 6." in words
    assert "Minst 60 procent av dem som röstar måste ha valt förslaget." in words


def test_alternatives_are_told_on_every_page_where_one_chooses():
    round_ = make_voted_round(Phase.VOTING)
    damage(
        "UPDATE budgeting_proposal SET alternative = 'Torget' WHERE round_id = %s AND number < 3", round_.pk
    )
    told = "Bara ett av förslagen om Torget kan få pengar: A eller B."
    assert told in words_of(round_)
    paper = text_of(Client().get(reverse("budgeting:print_proposals", args=[round_.pk])))
    assert told in paper and "Förslaget med flest röster får pengar först." in paper
    with at(round_.result_at):
        count_round(round_id=round_.pk)
        assert told in words_of(round_) and "A får pengar i stället." in words_of(round_)


def test_a_lot_that_was_drawn_in_public_tells_how():
    round_ = make_voted_round(Phase.VOTING, lot_source="drawn", costs=(60, 60), votes=(5, 5))
    assert "Lotten dras offentligt när röstningen har stängt" in words_of(round_)
    assert "Lottens sigill" not in words_of(round_) and round_.lot_commitment not in page_of(round_)
    with at(round_.voting_closes):
        draws.type_in_draw(round_id=round_.pk, seed="4 8 15", how="Tre tärningar på torget.", by=make_user())
        draws.type_in_again(round_id=round_.pk, seed="4 8 15", by=make_user())
        count_round(round_id=round_.pk)
        assert "tärningar" not in words_of(round_)
    with at(round_.result_at):
        words = words_of(round_)
    assert "Tre tärningar på torget." in words and "4 8 15" in words and "dragen efter röstningen" in words
    assert PublicDraw.objects.count() == 1


def test_an_earlier_count_stays_to_be_seen_with_the_reason():
    round_ = make_counted()
    with at(round_.result_at):
        override(round_, withdrawn=[1], reason="Sökanden har flyttat.")
    words = words_of(round_)
    assert (
        "Tidigare räkningar" in words and "Räkning 1, " in words and words.count("Sökanden har flyttat.") == 2
    )
    before = words[words.index("Fick pengar då, men får det inte nu") :][:160]
    assert "A" in before and "B" in before
    assert "Inte med längre" in words
    assert ranks(page_of(round_)) == [1, 2, 3, 4]


def test_a_recount_is_told_and_one_that_differs_stands_first():
    round_ = make_counted()
    assert "Omräknad" not in words_of(round_)
    recount(round_id=round_.pk)
    words = words_of(round_)
    assert "Omräknad" in words and "samma resultat" in words and "inte samma" not in words
    damage("UPDATE budgeting_proposal SET cost_ore = cost_ore + 100 WHERE round_id = %s", round_.pk)
    recount(round_id=round_.pk)
    words = words_of(round_)
    assert "omräkningen gav inte samma resultat" in words and "inte samma resultat." in words
    assert words.index("omräkningen gav inte samma") < words.index("Varje förslag")


def test_two_hundred_proposals_are_a_small_page_and_no_more_queries():
    asked = []
    for n in (4, 200):
        page = make_round_page(Phase.RESULT)
        first = make_proposal(page.round, cost_ore=100 * KRONA)
        copies = []
        for number in range(2, n + 1):
            copy = Proposal.objects.get(pk=first.pk)
            copy.pk, copy.number, copy.title = None, number, f"Ett förslag om bänkar vid ån nummer {number}"
            copies.append(copy)
        with locks.decided_at(page.round.voting_opens - TICK):
            Proposal.objects.bulk_create(copies)
        for _ballot in range(3):
            make_ballot(page.round, first)
        count_round(round_id=page.round_id)
        recount(round_id=page.round_id)
        Client().get(page.url)
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(page.url)
        asked.append(len(queries))
        assert len(response.content) <= 60_000
    assert asked[0] == asked[1] <= 25
    assert Outcome.objects.filter(count__round=page.round).count() == 200
    last = Client().get(f"{page.url}?resultat=7").content.decode()
    assert len(ranks(last)) == 20 and "Visar 181–200 av 200" in text_of(
        Client().get(f"{page.url}?resultat=7")
    )
