"""Every krona has one use: what a round left, what was given back or carried over, and what a new count would give."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from budgeting.display.money import changed_in
from budgeting.display.money_moves import moves_of
from budgeting.models import CarriedOver, Proposal, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import carrying_over, money_decisions, project_updates
from budgeting.services.counting import count_round
from budgeting.services.project_updates import Said
from budgeting.services.projects import keep_projects
from budgeting.services.terms import envelope_left
from radslag.clock import at

from .builders import (
    DAY,
    KRONA,
    make_ballot,
    make_programme,
    make_proposal,
    make_round,
    make_schedule,
    make_user,
)
from .test_recounts import override

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
    money_decisions.give_back(proposal_id=proposal.pk, reason="Inget användes.", by=make_user())


def left(round_: Round) -> int:
    """What can be carried over, in kronor."""
    return carrying_over.left_to_carry(round_, SUMMER) // KRONA


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
    assert changed_in([source.pk]) == 0


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
