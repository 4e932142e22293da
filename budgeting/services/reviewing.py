"""What reviewers look at, note and score before they decide. Applicants never see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from budgeting.models import Act, CriterionCheck, Proposal, ProposalStatus, ReviewNote, ReviewScore
from budgeting.models.review import MAX_NOTE
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import review
from budgeting.services.proposals import locked
from radslag.clock import database_now
from radslag.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What one reviewer says, by ids of criteria. None: not looked at, no score."""

    met: Mapping[int, bool | None] = field(default_factory=dict)
    scores: Mapping[int, int | None] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def save_review(
    *, proposal_id: int, by: User, marks: Marks, decision: str = "", reason: str = "", seen: int | None = None
) -> Proposal:
    """Keep the marks and make the decision, if there is one (`accepted`, `declined`): all of it or nothing.

    `seen`: the newest change that the reviewer knows of, as `newest_change` said when the page was shown.
    Raises RuleViolation: `proposal_changed` (seen), and the codes of `mark_proposal`, `accept_proposal` and
    `decline_proposal`.
    """
    if decision not in (ProposalStatus.ACCEPTED, ProposalStatus.DECLINED):
        return mark_proposal(proposal_id=proposal_id, by=by, marks=marks)
    review.locked_for_decision(proposal_id)  # before the row of the proposal, as every decision does
    proposal = mark_proposal(proposal_id=proposal_id, by=by, marks=marks)
    newest = newest_change(proposal)
    if seen is not None and seen != newest:
        raise RuleViolation("proposal_changed", seen=newest)
    if decision == ProposalStatus.ACCEPTED:
        return review.accept_proposal(proposal_id=proposal_id, by=by)
    return review.decline_proposal(proposal_id=proposal_id, by=by, reason=reason)


CHANGES = frozenset(
    {
        Act.EDITED,
        Act.ANSWERED,
        Act.COST,
        Act.PAPER_FILES,
        Act.PICTURE_GONE,
        Act.FILE_GONE,
        Act.ACCEPTED,
        Act.DECLINED,
        Act.WITHDRAWN,
        Act.MERGED,
    }
)
"""What a reviewer should know of before deciding."""


def newest_change(proposal: Proposal) -> int:
    """The number of the newest line of the log that tells of one; 0 when there is none."""
    return proposal.moves.filter(act__in=CHANGES).aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def mark_proposal(*, proposal_id: int, by: User, marks: Marks) -> Proposal:
    """Keep what a reviewer saw. Criteria of other rounds are passed over; a note is possible also after the review.

    Raises RuleViolation: `own_proposal`, `too_long` (note), `score_out_of_range`, `round_cancelled`,
    `too_late_to_decide`.
    """
    note = rules.optional_text(marks.note, limit=MAX_NOTE)
    proposal = locked(proposal_id)
    review.check_not_own(proposal, by)
    now = database_now()
    known = set(proposal.round.criteria.values_list("pk", flat=True))
    met = {pk: value for pk, value in marks.met.items() if pk in known}
    scores = {pk: value for pk, value in marks.scores.items() if pk in known}
    if met or scores:
        review.check_review_open(proposal, now)
    _check_criteria(proposal, met, by, now)
    _score(proposal, scores, by, now)
    if note:
        ReviewNote.objects.create(proposal=proposal, by=by, at=now, text=note)
    return proposal


def _check_criteria(proposal: Proposal, met: Mapping[int, bool | None], by: User, now: datetime) -> None:
    """Write what has changed: who looked last stays when another one saves the page unchanged."""
    there = dict(proposal.checks.values_list("criterion_id", "is_met"))
    for criterion_id, is_met in met.items():
        if is_met == there.get(criterion_id):
            continue
        if is_met is None:
            proposal.checks.filter(criterion=criterion_id).delete()
        else:
            CriterionCheck.objects.update_or_create(
                proposal=proposal,
                criterion_id=criterion_id,
                defaults={"is_met": is_met, "by": by, "at": now},
            )


def _score(proposal: Proposal, scores: Mapping[int, int | None], by: User, now: datetime) -> None:
    for criterion_id, score in scores.items():
        if score is None:
            proposal.scores.filter(criterion=criterion_id, by=by).delete()
        elif 1 <= score <= MOST:
            ReviewScore.objects.update_or_create(
                proposal=proposal, criterion_id=criterion_id, by=by, defaults={"score": score, "at": now}
            )
        else:
            raise RuleViolation("score_out_of_range")


MOST = 5
"""The best score."""
