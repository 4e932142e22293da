"""The stored count: right, once, repeatable, never changed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from budgeting.counting import rules, ties
from budgeting.counting.elections import Election, Project
from budgeting.counting.inputs import canonical, fingerprint
from budgeting.counting.rules import Settings
from budgeting.models import Ballot, Count, Outcome, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_due_rounds, count_round
from budgeting.services.review import withdraw_for_author
from radslag.clock import at

from .builders import KRONA, TICK, make_ballot, make_proposal, make_round, make_user

pytestmark = pytest.mark.django_db


def make_voted_round(phase=Phase.COUNTING, costs=(60, 50, 30, 10), votes=(9, 7, 5, 2), **terms):
    """Example E1 of the specification, in kronor: A, B, C, D."""
    terms = {"budget_ore": 100 * KRONA, "cap_ore": 100 * KRONA, "ballot_max": 4} | terms
    round_ = make_round(phase, **terms)
    proposals = [
        make_proposal(round_, title=name, cost_ore=c * KRONA) for name, c in zip("ABCD", costs, strict=False)
    ]
    for n in range(max(votes, default=0)):
        make_ballot(round_, *(p for p, v in zip(proposals, votes, strict=False) if n < v))
    return round_


def funded(count):
    return [o.proposal.title for o in count.outcomes.select_related("proposal").order_by("rank") if o.funded]


def test_example_e1_from_ballots_to_outcomes():
    round_ = make_voted_round()
    count = count_round(round_id=round_.pk)
    assert funded(count) == ["A", "C", "D"]
    assert (count.ballots, count.votes, count.spent_ore, count.remaining_ore) == (9, 23, 100 * KRONA, 0)
    assert [o.votes for o in count.outcomes.order_by("rank")] == [9, 7, 5, 2]


def test_the_stop_rule_is_the_rounds_own_choice():
    round_ = make_voted_round(rule="greedy_stop")
    assert funded(count_round(round_id=round_.pk)) == ["A"]


def test_the_threshold_and_the_tie_rule_are_the_rounds_own_choice():
    assert funded(count_round(round_id=make_voted_round(threshold=3).pk)) == ["A", "C"]
    tied = make_voted_round(costs=(50, 60, 50), votes=(5, 5, 5), tie_rule="dearest")
    assert funded(count_round(round_id=tied.pk)) == ["B"]


def test_a_round_is_counted_once():
    round_ = make_voted_round()
    assert count_round(round_id=round_.pk) == count_round(round_id=round_.pk)
    assert Count.objects.count() == 1


def test_nobody_counts_before_the_close():
    round_ = make_voted_round(Phase.VOTING)
    with pytest.raises(RuleViolation, match="too_early_to_count"), at(round_.voting_closes - TICK):
        count_round(round_id=round_.pk)
    with at(round_.voting_closes):
        assert count_round(round_id=round_.pk)


def test_the_periodic_job_counts_what_is_due_and_nothing_else():
    due, counted, running = make_voted_round(), make_voted_round(), make_voted_round(Phase.VOTING)
    count_round(round_id=counted.pk)
    assert count_due_rounds() == 1
    assert count_due_rounds() == 0
    assert due.counts.exists() and not running.counts.exists()


def test_a_withdrawn_proposal_is_left_out_and_the_rest_of_its_ballots_stand():
    round_ = make_voted_round(Phase.VOTING)
    with at(round_.voting_closes - TICK):
        withdraw_for_author(
            proposal_id=round_.proposals.get(title="A").pk, by=make_user(), reason="På egen begäran"
        )
    with at(round_.voting_closes):
        count = count_round(round_id=round_.pk)
    assert funded(count) == ["B", "C", "D"]
    assert count.ballots == Ballot.objects.count() == 9
    assert count.votes == 14


def test_a_round_without_ballots_or_proposals_funds_nothing():
    empty, silent = make_voted_round(costs=(), votes=()), make_voted_round(votes=(0, 0, 0, 0))
    for round_ in (empty, silent):
        count = count_round(round_id=round_.pk)
        assert (funded(count), count.ballots, count.spent_ore) == ([], 0, 0)


def test_anyone_can_repeat_the_count_from_what_is_stored():
    count = count_round(round_id=make_voted_round(costs=(50, 60, 50), votes=(5, 5, 5), lot_seed="frö").pk)
    projects = [
        Project(o.proposal.number, o.cost_ore, o.votes) for o in count.outcomes.select_related("proposal")
    ]
    again = rules.count(
        Election(tuple(projects), count.budget_ore, voters=count.ballots),
        Settings(
            count.rule, count.tie_rule, count.seed, count.round_id, count.threshold, count.threshold_percent
        ),
    )
    assert [step.as_json() for step in again.steps] == count.steps
    assert [o.proposal.number for o in count.outcomes.select_related("proposal") if o.funded] == list(
        again.funded
    )
    assert count.result_hash == fingerprint(canonical(count.steps))
    assert ties.commitment(count.seed) == count.round.lot_commitment


def test_the_stored_steps_give_the_same_fingerprint_when_read_back():
    count = count_round(round_id=make_voted_round().pk)
    assert fingerprint(canonical(Count.objects.get(pk=count.pk).steps)) == count.result_hash


def test_a_count_is_never_changed():
    count = count_round(round_id=make_voted_round().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Count.objects.filter(pk=count.pk).update(spent_ore=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(count=count).update(votes=1000)


def test_the_sentences_of_a_stored_count_are_the_style_guides():
    round_ = make_voted_round(costs=(75, 30, 10), votes=(9, 7, 5))
    count = count_round(round_id=round_.pk)
    outcomes = list(count.outcomes.select_related("proposal", "count").order_by("rank"))
    titles = {o.proposal.number: o.proposal.title for o in outcomes}
    sentences = [o.why(titles=titles, last=False).replace("\N{NO-BREAK SPACE}", " ") for o in outcomes]
    assert sentences == [
        "Får pengar. Sedan återstod 25 kr.",
        "Fick 7 röster. Kostar 30 kr men bara 25 kr återstod, därför gick vi vidare till nästa.",
        "Får pengar, eftersom förslaget rymdes i det som återstod. Sedan återstod 15 kr.",
    ]


def test_votes_are_grouped_in_one_statement_whatever_the_number(django_assert_max_num_queries):
    round_ = make_voted_round()
    assert Proposal.objects.filter(round=round_).count() == 4
    with django_assert_max_num_queries(18):
        count_round(round_id=round_.pk)
