"""Two proposals become one when a reviewer suggests it and both applicants say yes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from budgeting.mails import review as review_mails
from budgeting.models import Act, Merge, Proposal, ProposalStatus
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks, review
from budgeting.services.proposals import locked, note
from radslag.clock import database_now
from radslag.models import User


@transaction.atomic
def suggest_merge(*, source_id: int, target_number: int, by: User, reason: str) -> Merge:
    """Ask both applicants whether the proposal may become part of the one with that number in the same round.

    Raises RuleViolation: `reason_required`, `too_long`, `not_to_merge`, `merge_waits`, `nobody_to_ask`, and the codes of
    `locked_for_review`.
    """
    reason = review.checked_reason(reason)
    source, now = review.locked_for_review(source_id, by)
    others = Proposal.objects.filter(round=source.round_id, number=target_number).exclude(pk=source.pk)
    target = others.select_related("round").first()
    if target is None or {source.status, target.status} - review.IN_THE_RUNNING:
        raise RuleViolation("not_to_merge")
    review.check_not_own(target, by)
    if _waiting(source, target):
        raise RuleViolation("merge_waits")
    if not (review_mails.reached_at(source) and review_mails.reached_at(target)):
        raise RuleViolation("nobody_to_ask")
    merge: Merge = Merge.objects.create(
        source=source, target=target, reason=reason, asked_by=by, asked_at=now
    )
    for proposal, other in ((source, target), (target, source)):
        note(proposal, Act.MERGE_ASKED, now, by=by, reason=reason, data={"other": other.number})
        review_mails.send(review_mails.merge_asked(merge, proposal, other))
    return merge


def _waiting(source: Proposal, target: Proposal) -> bool:
    pair = Q(source=source, target=target) | Q(source=target, target=source)
    open_ones = Merge.objects.filter(pair, done_at=None)
    return open_ones.exclude(source_says=False).exclude(target_says=False).exists()


@transaction.atomic
def answer_merge(*, merge_id: int, by: User, agrees: bool) -> Merge:
    """Take one applicant's yes or no. With the second yes the one proposal becomes part of the other.

    Who has handed in both answers for both. Raises RuleViolation: `not_yours`, `merge_over`, `round_cancelled`,
    `too_late_to_decide`.
    """
    round_id = Merge.objects.values_list("source__round_id", flat=True).get(pk=merge_id)
    locks.close_ballots(round_id)
    now = database_now()
    merge: Merge = Merge.objects.get(pk=merge_id)
    source, target = (locked(pk) for pk in (merge.source_id, merge.target_id))
    own_source, own_target = source.is_of(by), target.is_of(by)
    if not (own_source or own_target):
        raise RuleViolation("not_yours")
    review.check_review_open(source, now)
    if not is_open(merge, source, target):
        raise RuleViolation("merge_over")
    if own_source:
        merge.source_says = agrees
    if own_target:
        merge.target_says = agrees
    if merge.source_says and merge.target_says:
        merge.done_at = now
        review.move(source, ProposalStatus.MERGED, now, by=merge.asked_by, reason=merge.reason, into=target)
        # the other one stays as it is: its line tells of no status
        note(target, Act.MERGED, now, by=merge.asked_by, reason=merge.reason, data={"other": source.number})
    merge.save(update_fields=["source_says", "target_says", "done_at"])
    return merge


def is_open(merge: Merge, source: Proposal, target: Proposal) -> bool:
    """Whether answers are still waited for: nobody has said no, and both are in the running."""
    if merge.done_at is not None or merge.source_says is False or merge.target_says is False:
        return False
    return {source.status, target.status} <= review.IN_THE_RUNNING
