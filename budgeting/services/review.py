"""The review's decisions about a proposal, and what staff take out of a vote."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from budgeting.mails import review as review_mails
from budgeting.models import Act, Proposal, ProposalStatus, Verdict
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.proposals import locked, log_title, note
from radslag.clock import database_now
from radslag.models import User

LOGGED_AS = {
    ProposalStatus.ACCEPTED: ("budgeting.accept", Act.ACCEPTED),
    ProposalStatus.DECLINED: ("budgeting.decline", Act.DECLINED),
    ProposalStatus.WITHDRAWN: ("budgeting.withdraw", Act.WITHDRAWN),
    ProposalStatus.MERGED: ("budgeting.merge", Act.MERGED),
}
MAX_REASON = 500


@transaction.atomic
def accept_proposal(*, proposal_id: int, by: User) -> Proposal:
    """Put a proposal on the ballot. Until voting opens. With two reviewers the first says so and the second decides.

    Raises RuleViolation: `own_proposal`, `too_late_to_decide`, `illegal_move`, `above_cap`, `round_cancelled`.
    """
    proposal, now = locked_for_review(proposal_id, by)
    rules.check_cost(proposal.cost_ore, cap_ore=proposal.round.cap_ore)
    return _say(proposal, ProposalStatus.ACCEPTED, now, by=by)


@transaction.atomic
def decline_proposal(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Say no, with the reason that its author and everyone can read. Until voting opens; two reviewers as above.

    Raises RuleViolation: `reason_required`, `too_long`, `own_proposal`, `too_late_to_decide`, `illegal_move`,
    `round_cancelled`.
    """
    reason = checked_reason(reason)
    proposal, now = locked_for_review(proposal_id, by)
    return _say(proposal, ProposalStatus.DECLINED, now, by=by, reason=reason)


@transaction.atomic
def withdraw_for_author(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Take a proposal out at its author's wish, up to the close of voting. It stays visible, as taken out by staff.

    Raises RuleViolation: `required` (reason), `too_long`, `own_proposal`, `too_late_to_decide`, `illegal_move`.
    """
    reason = rules.check_text(reason, limit=MAX_REASON)
    proposal, now = locked_for_decision(proposal_id)
    check_not_own(proposal, by)
    if proposal.round.clock_at(now) >= proposal.round.voting_closes:
        raise RuleViolation("too_late_to_decide")
    return move(proposal, ProposalStatus.WITHDRAWN, now, by=by, reason=reason)


@transaction.atomic
def correct_cost(*, proposal_id: int, by: User, cost_ore: int, reason: str) -> Proposal:
    """Put another cost, in öre, for the one asked for, with a reason that everyone can read. Until voting opens.

    What was asked for stays beside it; what one of two reviewers said of it falls.
    Raises RuleViolation: `reason_required`, `too_long`, `not_positive`, `above_cap`,
    `nothing_changed`, `illegal_move` (it is not in the running), and the codes of `locked_for_review`.
    """
    reason = checked_reason(reason)
    proposal, now = locked_for_review(proposal_id, by)
    if proposal.status not in IN_THE_RUNNING:
        raise RuleViolation("illegal_move")
    rules.check_cost(cost_ore, cap_ore=proposal.round.cap_ore)
    if cost_ore == proposal.cost_ore:
        raise RuleViolation("nothing_changed")
    before = {"cost_ore": proposal.cost_ore}
    if proposal.asked_cost_ore is None:
        proposal.asked_cost_ore = proposal.cost_ore
    proposal.cost_ore, proposal.cost_reason = cost_ore, reason
    with locks.decided_at(now):
        proposal.save(update_fields=["cost_ore", "asked_cost_ore", "cost_reason"])
    proposal.verdicts.all().delete()
    note(proposal, Act.COST, now, by=by, reason=reason, data=before)
    log(proposal, "budgeting.correct_cost", user=by, title=log_title(proposal), data={"reason": reason})
    review_mails.send(review_mails.cost_corrected(proposal, before["cost_ore"]))
    return proposal


IN_THE_RUNNING = frozenset({ProposalStatus.RECEIVED, ProposalStatus.ACCEPTED})
"""Statuses of proposals that are in the vote or may come there as they are."""


def _say(
    proposal: Proposal, status: ProposalStatus, now: datetime, *, by: User, reason: str = ""
) -> Proposal:
    """Decide; where two reviewers are asked for, keep the verdict until another one says the same."""
    if not proposal.may_become(status):
        raise RuleViolation("illegal_move")
    if proposal.round.reviewers_needed > 1:
        said = {"status": status, "reason": reason, "at": now}
        Verdict.objects.update_or_create(proposal=proposal, by=by, defaults=said)
        if not proposal.standing_verdicts.exclude(by=by).filter(status=status).exists():
            note(proposal, Act.VERDICT, now, by=by, reason=reason, data={"verdict": str(status)})
            return proposal
    return move(proposal, status, now, by=by, reason=reason)


def checked_reason(reason: str) -> str:
    """A reason that everyone can read. Raises RuleViolation `reason_required` or `too_long`."""
    reason = rules.optional_text(reason, limit=MAX_REASON)
    if not reason:
        raise RuleViolation("reason_required")
    return reason


def check_not_own(proposal: Proposal, by: User) -> None:
    """Raises RuleViolation `own_proposal`: nobody judges what they have a part in."""
    if proposal.concerns(by):
        raise RuleViolation("own_proposal")


def locked_for_decision(proposal_id: int) -> tuple[Proposal, datetime]:
    """The proposal, alone with the round's ballots, and the instant by which it is decided."""
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.close_ballots(round_id)
    now = database_now()
    return locked(proposal_id), now


def locked_for_review(proposal_id: int, by: User) -> tuple[Proposal, datetime]:
    """The same for a reviewer. Raises RuleViolation `own_proposal`, `round_cancelled`, `too_late_to_decide`."""
    proposal, now = locked_for_decision(proposal_id)
    check_not_own(proposal, by)
    check_review_open(proposal, now)
    return proposal, now


def check_review_open(proposal: Proposal, now: datetime) -> None:
    """Raises RuleViolation `round_cancelled`, or `too_late_to_decide` from the instant at which voting opens."""
    if proposal.round.is_cancelled_at(now):
        raise RuleViolation("round_cancelled")
    if proposal.round.clock_at(now) >= proposal.round.voting_opens:
        raise RuleViolation("too_late_to_decide")


def move(
    proposal: Proposal,
    status: ProposalStatus,
    now: datetime,
    *,
    by: User | None,
    reason: str = "",
    into: Proposal | None = None,
) -> Proposal:
    """Write the decision, in the logs who made it, and a mail to the applicant. Raises RuleViolation `illegal_move`."""
    if not proposal.may_become(status):
        raise RuleViolation("illegal_move")
    before = {"status": str(proposal.status), "reason": proposal.reason}
    proposal.status = status
    proposal.reason = reason
    proposal.decided_at = now
    proposal.decided_by = by
    proposal.merged_into = into
    with locks.decided_at(now):
        proposal.save(update_fields=["status", "reason", "decided_at", "decided_by", "merged_into"])
    proposal.verdicts.all().delete()
    action, act = LOGGED_AS[status]
    line = note(proposal, act, now, by=by, reason=reason, data=before)
    log(proposal, action, user=by, title=log_title(proposal), data={"reason": reason} if reason else None)
    review_mails.send(review_mails.decided(proposal, line))
    return proposal
