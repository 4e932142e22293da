"""Every krona has one use: what a round left, what was given back or carried over, and what a new count would give."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgeting import display
from budgeting.display.money import YearMoney
from budgeting.display.money_moves import moves_of
from budgeting.models import BudgetingPage, CarriedOver, Proposal, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import acts, carrying_over, money_decisions, project_updates
from budgeting.services.counting import count_round
from budgeting.services.payment_requests import enter_reversal
from budgeting.services.project_updates import Said
from budgeting.services.projects import keep_projects
from budgeting.services.rounds import change_round
from budgeting.services.terms import envelope_left
from radslag.clock import at, database_now

from .builders import (
    DAY,
    KRONA,
    cancel,
    make_ballot,
    make_payment,
    make_programme,
    make_proposal,
    make_round,
    make_schedule,
    make_user,
)
from .test_money_shown import key_of, sum_of
from .test_recounts import override
from .test_views import text_of

pytestmark = pytest.mark.django_db
SUMMER = timezone.make_aware(dt.datetime(2027, 7, 1, 12))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def in_the_middle_of_a_year():
    """So that no round of a test falls in another year."""
    with at(SUMMER):
        yield


def counted(costs: tuple[int, ...], *, pot: int = 100, **terms: Any) -> Round:
    """A round with a public result; the earlier a proposal stands, the more votes it has. Kronor."""
    schedule = terms.pop("schedule", None) or make_schedule(Phase.RESULT, now=SUMMER)
    round_ = make_round(
        Phase.RESULT, budget_ore=pot * KRONA, cap_ore=pot * KRONA, ballot_max=4, schedule=schedule, **terms
    )
    proposals = [make_proposal(round_, cost_ore=cost * KRONA) for cost in costs]
    for n in range(len(proposals)):
        make_ballot(round_, *proposals[: len(proposals) - n])
    count_round(round_id=round_.pk)
    return round_


def next_round(source: Round, *, pot: int = 100, days: int = 60) -> Round:
    """The round after it, that has not opened."""
    return make_round(
        Phase.BEFORE,
        programme=source.programme,
        budget_ore=pot * KRONA,
        cap_ore=pot * KRONA,
        schedule=make_schedule(Phase.BEFORE, now=SUMMER, shift=days * DAY),
    )


def carry(source: Round, goal: Round, kronor: int) -> CarriedOver:
    carried = carrying_over.carry_over(
        from_round_id=source.pk, to_round_id=goal.pk, amount_ore=kronor * KRONA, by=make_user()
    )
    goal.refresh_from_db()
    return carried


def give_back(proposal: Proposal) -> None:
    """The project stops without having been paid anything."""
    keep_projects()
    said = Said(date=SUMMER.date(), text="Det blev inget.", status="stopped", reason="Marken håller inte.")
    project_updates.say(project_id=proposal.project.pk, said=said, by=make_user())
    asked = money_decisions.give_back(proposal_id=proposal.pk, reason="Inget användes.", by=make_user())
    money_decisions.confirm_money(decision_id=asked.pk, by=make_user())


def left(round_: Round) -> int:
    """What can be carried over, in kronor."""
    return carrying_over.left_to_carry(round_, SUMMER) // KRONA


# What a round's page and the table of costs say


def numbers(html: str, cells: str) -> list[list[int]]:
    """The kronor of each row of a table that begins with `cells`."""
    table = html[html.index(cells) :]
    rows = re.findall(r"<tr>.*?</tr>", table[: table.index("</table>")], re.DOTALL)[1:]
    return [
        [int(re.sub(r"\D", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows
    ]


def test_the_round_shows_what_was_decided_and_what_has_become_of_it_as_the_table_of_costs_does():
    round_ = counted((50, 30), leftover="returned")
    first, second = round_.proposals.order_by("number")
    give_back(first)
    make_payment(second, 12, paid_on=SUMMER.date())
    more = money_decisions.ask_for_money(
        proposal_id=second.pk, amount_ore=5 * KRONA, reason="Dyrare virke.", by=make_user()
    )
    money_decisions.confirm_money(decision_id=more.pk, by=make_user())
    html = Client().get(round_.page_in("sv").url).content.decode()
    money = html[html.index('id="pengar"') :]
    assert numbers(money, 'id="sedan-rakningen"') == [[80, 35], [20, 70], [100, 105]]
    assert key_of(money) == [12, 23, 70] and sum_of(money) == 105
    costs = Client().get(f"{round_.programme.url}vad-projekten-kostar/").content.decode()
    assert numbers(costs, f'id="kostar-{round_.pk}"')[-1] == [35, 12, 23]
    assert "Projekt har lämnat tillbaka 50" in text_of(Client().get(round_.page_in("sv").url))


def test_a_round_whose_projects_have_what_the_count_gave_needs_no_table():
    round_ = counted((50, 30))
    keep_projects()
    html = Client().get(round_.page_in("sv").url).content.decode()
    assert "sedan-rakningen" not in html and key_of(html[html.index('id="pengar"') :]) == [0, 80, 20]


def test_a_project_that_was_paid_loses_its_money_only_when_that_is_put_right_and_all_sums_agree():
    round_ = counted((50, 30), leftover="returned")
    first, second = round_.proposals.order_by("number")
    keep_projects()
    paid = make_payment(first, 12, paid_on=SUMMER.date(), what="Virke")
    make_payment(second, 7, paid_on=SUMMER.date())
    more = money_decisions.ask_for_money(
        proposal_id=second.pk, amount_ore=5 * KRONA, reason="Dyrare virke.", by=make_user()
    )
    money_decisions.confirm_money(decision_id=more.pk, by=make_user())
    with pytest.raises(RuleViolation, match="override_paid"):
        override(round_, withdrawn=[first.number])
    acts.drop(act_id=round_.acts.get().pk, by=make_user())
    assert sums_told(round_) == ([19, 66, 20], [85, 19, 66], [85, 19, 20])

    enter_reversal(payment_id=paid.pk, reason="Föreningen har betalat tillbaka", by=make_user())
    override(round_, withdrawn=[first.number])
    keep_projects()
    assert sums_told(round_) == ([7, 28, 70], [35, 7, 28], [35, 7, 70])
    told = text_of(Client().get(first.get_absolute_url()))
    assert "Omgången räknades om och projektet har inga pengar längre." in told
    assert "Virke" in told and "Föreningen har betalat tillbaka" in told


def sums_told(round_: Round) -> tuple[list[int], list[int], list[int]]:
    """In kronor: the bar of the round (paid, decided, left), its line in the table of costs (decided, paid, left), and the file
    for programs (decided, paid, without a project). The table on the round's page is held against its bar here."""
    html = Client().get(round_.page_in("sv").url).content.decode()
    money = html[html.index('id="pengar"') :]
    bar = key_of(money)
    assert [row[1] for row in numbers(money, 'id="sedan-rakningen"')] == [sum(bar[:2]), bar[2], sum_of(money)]
    address = f"{round_.programme.url}vad-projekten-kostar"
    costs = numbers(Client().get(f"{address}/").content.decode(), f'id="kostar-{round_.pk}"')
    assert [sum(column) for column in zip(*costs[:-1], strict=True)] == costs[-1]
    (told,) = json.loads(Client().get(f"{address}.json").content)["rounds"]
    names = ("decided_ore", "paid_ore", "without_project_ore")
    return bar, costs[-1], [told[name] // KRONA for name in names]


# A new count


def test_a_new_count_does_not_spend_what_was_carried_over():
    source = counted((80, 30), leftover="carried_over")
    carry(source, next_round(source), 20)
    with pytest.raises(RuleViolation, match="override_carried") as refused:
        override(source, costs={1: 70 * KRONA})
    assert refused.value.params == {"short_ore": 20 * KRONA}
    assert source.counts.count() == 1 and left(source) == 0


def test_a_new_count_that_leaves_what_was_carried_over_is_made():
    source = counted((80, 50), leftover="carried_over")
    carry(source, next_round(source), 20)
    override(source, costs={1: 70 * KRONA})
    assert left(source) == 10


def test_what_a_project_gave_back_is_not_counted_twice_when_a_new_count_leaves_it_out():
    source = counted((50,), leftover="carried_over")
    project = source.proposals.get()
    give_back(project)
    carry(source, next_round(source), 100)
    override(source, withdrawn=[project.number])
    assert left(source) == 0
    moves = moves_of([source.pk], {}, SUMMER)[source.pk]
    assert (moves.given_ore, moves.less_ore, moves.over_ore, moves.waits_ore) == (0, 0, 100 * KRONA, 0)


def test_what_was_given_back_and_carried_over_goes_to_nobody_else_by_a_new_count():
    source = counted((50, 60), leftover="carried_over")
    first = source.proposals.get(number=1)
    give_back(first)
    carry(source, next_round(source), 100)
    with pytest.raises(RuleViolation, match="override_carried"):
        override(source, withdrawn=[first.number])


def test_what_was_given_back_to_the_year_is_of_the_year_once():
    programme = make_programme(envelope_ore=100 * KRONA)
    source = counted((50,), programme=programme)
    project = source.proposals.get()
    give_back(project)
    assert envelope_left(programme, SUMMER) == 100 * KRONA
    override(source, withdrawn=[project.number])
    assert envelope_left(programme, SUMMER) == 100 * KRONA


def test_a_new_count_does_not_spend_what_the_year_has_shared_out_again():
    programme = make_programme(envelope_ore=100 * KRONA)
    source = counted((80, 30), programme=programme)
    next_round(source, pot=20)
    with pytest.raises(RuleViolation, match="override_envelope") as refused:
        override(source, costs={1: 70 * KRONA})
    assert refused.value.params == {"short_ore": 20 * KRONA}


# Carried over


def test_money_that_came_along_is_of_the_year_once_when_the_next_round_returns_what_is_left():
    programme = make_programme(envelope_ore=110 * KRONA)
    source = counted((10,), programme=programme, leftover="carried_over")
    goal = next_round(source, pot=10)
    carry(source, goal, 90)
    assert envelope_left(programme, SUMMER) == 0
    with at(goal.submission_opens):
        bought = make_proposal(goal, cost_ore=10 * KRONA)
    make_ballot(goal, bought)
    with at(goal.voting_closes):
        count_round(round_id=goal.pk)
    with at(goal.result_at):
        assert Round.objects.dearest_year_ore(programme.translation_key) == 100 * KRONA
        assert envelope_left(programme, SUMMER) == 10 * KRONA
        programme.clean()


def test_what_was_carried_to_a_round_that_is_cancelled_can_be_carried_again():
    source = counted((10,), leftover="carried_over")
    goal = next_round(source)
    carried = carry(source, goal, 90)
    assert left(source) == 0
    cancel(goal)
    assert left(source) == 90
    moves = moves_of([source.pk], {}, SUMMER)[source.pk]
    assert (moves.went, moves.waits_ore) == ([], 90 * KRONA)
    other = next_round(source, days=120)
    assert carrying_over.sources_for(goal, SUMMER) == []
    assert carrying_over.sources_for(other, SUMMER) == [(source, 90 * KRONA)]
    carry(source, other, 90)
    carrying_over.carry_back(carried_id=carried.pk, by=make_user())
    goal.refresh_from_db()
    assert goal.budget_ore == 190 * KRONA, "what a cancelled round was is not changed"
    assert left(source) == 0


def test_a_budget_is_never_less_than_what_came_along():
    source = counted((10,), leftover="carried_over")
    goal = next_round(source, pot=20)
    carry(source, goal, 90)
    by = make_user()
    with pytest.raises(RuleViolation, match="budget_below_carried") as refused:
        change_round(round_id=goal.pk, budget_ore=90 * KRONA - 1, cap_ore=20 * KRONA)
    assert refused.value.params == {"carried_ore": 90 * KRONA}
    with pytest.raises(RuleViolation, match="budget_below_carried"):
        acts.change_with_reason(round_id=goal.pk, by=by, reason="Mindre.", budget_ore=50 * KRONA)
    change_round(round_id=goal.pk, budget_ore=90 * KRONA, cap_ore=20 * KRONA)


# The money of the year as readers meet it


def shown(programme: BudgetingPage) -> YearMoney:
    money = display.programme(programme, now=database_now()).money
    front = display.front(now=database_now()).money
    assert front == money
    return money


def test_the_page_says_the_same_as_the_envelope():
    programme = make_programme(envelope_ore=300 * KRONA)
    earlier = counted(
        (10,), programme=programme, schedule=make_schedule(Phase.RESULT, now=SUMMER, shift=-400 * DAY)
    )
    source = counted((10,), programme=programme, leftover="carried_over")
    money = shown(programme)
    assert (money.given_ore, money.reserved_ore, money.left_ore) == (10 * KRONA, 90 * KRONA, 200 * KRONA)
    goal = next_round(source, pot=20)
    carry(source, goal, 50)
    more = money_decisions.ask_for_money(
        proposal_id=earlier.proposals.get().pk, amount_ore=5 * KRONA, reason="Dyrare.", by=make_user()
    )
    money_decisions.confirm_money(decision_id=more.pk, by=make_user())
    money = shown(programme)
    assert (money.given_ore, money.reserved_ore) == (15 * KRONA, 110 * KRONA)
    assert money.left_ore == envelope_left(programme, SUMMER) == 175 * KRONA
    bought = make_proposal(goal, cost_ore=20 * KRONA)
    make_ballot(goal, bought)
    with at(goal.voting_closes):
        count_round(round_id=goal.pk)
    with at(goal.result_at):
        money = shown(programme)
        assert (money.given_ore, money.reserved_ore) == (35 * KRONA, 70 * KRONA)
        assert money.left_ore == envelope_left(programme, SUMMER) == 195 * KRONA


def test_what_came_from_another_year_is_not_of_this_one():
    programme = make_programme(envelope_ore=100 * KRONA)
    earlier = make_schedule(Phase.RESULT, now=SUMMER, shift=-400 * DAY)
    source = counted((10,), programme=programme, leftover="carried_over", schedule=earlier)
    goal = next_round(source, pot=20)
    carry(source, goal, 90)
    make_ballot(goal, make_proposal(goal, cost_ore=20 * KRONA))
    with at(goal.voting_closes):
        count_round(round_id=goal.pk)
    with at(goal.result_at):
        money = shown(programme)
        assert (money.given_ore, money.reserved_ore) == (0, 0)
        assert money.left_ore == envelope_left(programme, SUMMER) == 100 * KRONA


def test_more_that_a_project_gives_back_with_the_rest_is_of_the_year_again():
    programme = make_programme(envelope_ore=1000 * KRONA)
    project = counted((10,), programme=programme, leftover="returned").proposals.get()
    more = money_decisions.ask_for_money(
        proposal_id=project.pk, amount_ore=5 * KRONA, reason="Dyrare virke.", by=make_user()
    )
    money_decisions.confirm_money(decision_id=more.pk, by=make_user())
    make_payment(project, 3, paid_on=SUMMER.date())
    assert envelope_left(programme, SUMMER) == 985 * KRONA
    give_back(project)
    money = shown(programme)
    assert (money.given_ore, money.paid_ore, money.reserved_ore) == (3 * KRONA, 3 * KRONA, 0)
    assert money.left_ore == envelope_left(programme, SUMMER) == 997 * KRONA


def test_what_a_round_pays_is_first_what_came_from_another_year_and_hides_nothing_that_is_unpaid():
    programme = make_programme(envelope_ore=1000 * KRONA)
    earlier = make_schedule(Phase.RESULT, now=SUMMER, shift=-400 * DAY)
    source = counted((10,), programme=programme, leftover="carried_over", schedule=earlier)
    goal = next_round(source)
    carry(source, goal, 90)
    change_round(round_id=goal.pk, cap_ore=100 * KRONA)
    bought = make_proposal(goal, cost_ore=100 * KRONA)
    make_ballot(goal, bought)
    counted((50,), programme=programme, leftover="returned")
    with at(goal.voting_closes):
        count_round(round_id=goal.pk)
    for paid, of_this_year, unpaid in ((60, 0, 60), (30, 0, 60), (10, 10, 50)):
        with at(goal.result_at):
            make_payment(bought, paid, paid_on=goal.result_at.date())
            money = shown(programme)
            assert (money.paid_ore, money.decided_ore) == (of_this_year * KRONA, unpaid * KRONA)
    with at(goal.result_at):
        keep_projects()
        told = json.loads(Client().get(f"{programme.url}vad-projekten-kostar.json").content)["rounds"]
    unpaid_ore = [row["decided_ore"] - row["paid_ore"] for row in told if row["year"] == SUMMER.year]
    assert sum(unpaid_ore) == money.decided_ore, "the open data say the same"
