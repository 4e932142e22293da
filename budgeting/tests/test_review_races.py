"""Reviewers and applicants at the same instant, with real threads on PostgreSQL."""

from __future__ import annotations

import time

import pytest

from budgeting.models import Merge, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import review
from budgeting.services.merging import answer_merge, suggest_merge
from budgeting.services.review import accept_proposal, correct_cost, decline_proposal
from budgeting.services.reviewing import Marks, save_review
from radslag.clock import database_now

from .builders import KRONA, make_proposal, make_round, make_user
from .review_builders import make_criteria
from .test_races import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def verdicts_of(people, proposal):
    return [lambda by=by: accept_proposal(proposal_id=proposal.pk, by=by).status for by in people]


def test_two_reviewers_who_say_the_same_at_once_have_decided():
    round_ = make_round(Phase.REVIEW, reviewers_needed=2)
    for _turn in range(5):
        proposal = make_proposal(round_, accepted=False)
        said = together(verdicts_of((make_user(), make_user()), proposal))
        assert sorted(said) == ["accepted", "received"]
        assert proposal.moves.filter(act="accepted").count() == 1


def test_control_without_the_lock_two_verdicts_at_once_pass_each_other_by(monkeypatch):
    def unlocked(proposal_id):
        proposal = Proposal.objects.select_related("round").get(pk=proposal_id)
        time.sleep(0.2)  # both have read before one writes
        return proposal, database_now()

    monkeypatch.setattr(review, "locked_for_decision", unlocked)
    proposal = make_proposal(make_round(Phase.REVIEW, reviewers_needed=2), accepted=False)
    note = review.note

    def late(*args, **kwargs):
        time.sleep(0.2)  # the first has looked for a second verdict before it is there
        return note(*args, **kwargs)

    monkeypatch.setattr(review, "note", late)
    said = together(verdicts_of((make_user(), make_user()), proposal))
    assert said == ["received", "received"]


def test_one_who_accepts_and_one_who_declines_what_both_saw_undecided_do_not_overrule_each_other():
    round_ = make_round(Phase.REVIEW)
    for _turn in range(5):
        proposal = make_proposal(round_, accepted=False)
        facts = {"proposal_id": proposal.pk, "marks": Marks(), "seen": 0, "reason": "Nej."}
        calls = [
            lambda facts=facts, decision=decision: save_review(by=make_user(), decision=decision, **facts)
            for decision in ("accepted", "declined")
        ]
        results = together(calls)
        refused = [result.code for result in results if isinstance(result, RuleViolation)]
        assert refused == ["proposal_changed"]
        assert proposal.moves.count() == 2


def test_a_decision_with_a_check_list_and_a_corrected_cost_do_not_lock_each_other_out():
    round_ = make_round(Phase.REVIEW)
    criterion = make_criteria(round_, "Öppet för alla")[0]
    for turn in range(5):
        proposal = make_proposal(round_, accepted=False)
        marks = Marks(met={criterion.pk: True}, note=f"Varv {turn}")
        by, other = make_user(), make_user()
        cost = {"proposal_id": proposal.pk, "by": other, "cost_ore": 9_000 * KRONA, "reason": "Dyrt."}
        together(
            [
                lambda p=proposal, m=marks, by=by: save_review(
                    proposal_id=p.pk, by=by, marks=m, decision="accepted"
                ),
                lambda cost=cost: correct_cost(**cost),
            ]
        )
        proposal.refresh_from_db()
        assert (proposal.status, proposal.cost_ore) == ("accepted", 9_000 * KRONA)


def test_two_who_say_yes_to_merging_at_once_have_merged_once():
    round_ = make_round(Phase.REVIEW)
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    merge = suggest_merge(source_id=a.pk, target_number=b.number, by=make_user(), reason="Lika.")
    together([lambda by=p.author: answer_merge(merge_id=merge.pk, by=by, agrees=True) for p in (a, b)])
    a.refresh_from_db()
    assert a.status == "merged" and Merge.objects.get().done_at
    assert a.moves.filter(act="merged").count() == 1


def test_a_yes_and_a_decline_at_once_never_merge_into_what_was_declined():
    round_ = make_round(Phase.REVIEW)
    for _turn in range(5):
        a, b = (make_proposal(round_, accepted=False) for _ in range(2))
        merge = suggest_merge(source_id=a.pk, target_number=b.number, by=make_user(), reason="Lika.")
        answer_merge(merge_id=merge.pk, by=a.author, agrees=True)
        together(
            [
                lambda m=merge, by=b.author: answer_merge(merge_id=m.pk, by=by, agrees=True),
                lambda p=a: decline_proposal(proposal_id=p.pk, by=make_user(), reason="Nej."),
            ]
        )
        a.refresh_from_db()
        assert a.moves.filter(act__in=("merged", "declined")).count() == 1
        assert (a.status == "merged") is (a.merged_into_id is not None)
