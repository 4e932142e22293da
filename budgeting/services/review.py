"""The review's decisions about a proposal, and what staff take out of a vote."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import Act, Proposal, ProposalStatus
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.proposals import locked, note
from radslag.clock import database_now
from radslag.models import User

LOGGED_AS = {
    ProposalStatus.ACCEPTED: ("budgeting.accept", Act.ACCEPTED),
    ProposalStatus.DECLINED: ("budgeting.decline", Act.DECLINED),
    ProposalStatus.WITHDRAWN: ("budgeting.withdraw", Act.WITHDRAWN),
}


@transaction.atomic
def accept_proposal(*, proposal_id: int, by: User) -> Proposal:
    """Put a proposal on the ballot. Until voting opens.

    Raises RuleViolation: `own_proposal`, `too_late_to_decide`, `illegal_move`, `above_cap`, `round_cancelled`.
    """
    proposal, now = locked_for_review(proposal_id, by)
    rules.check_cost(proposal.cost_ore, cap_ore=proposal.round.cap_ore)
    return move(proposal, ProposalStatus.ACCEPTED, now, by=by)


@transaction.atomic
def decline_proposal(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Say no, with the reason that its author and everyone can read. Until voting opens.

    Raises RuleViolation: `reason_required`, `too_long`, `own_proposal`, `too_late_to_decide`, `illegal_move`,
    `round_cancelled`.
    """
    if not reason.strip():
        raise RuleViolation("reason_required")
    reason = rules.check_text(reason, limit=500)
    proposal, now = locked_for_review(proposal_id, by)
    return move(proposal, ProposalStatus.DECLINED, now, by=by, reason=reason)


@transaction.atomic
def withdraw_for_author(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Take a proposal out at its author's wish, up to the close of voting. It stays visible, as taken out by staff.

    Raises RuleViolation: `required` (reason), `too_long`, `too_late_to_decide`, `illegal_move`.
    """
    reason = rules.check_text(reason, limit=500)
    proposal, now = locked_for_decision(proposal_id)
    if proposal.round.clock_at(now) >= proposal.round.voting_closes:
        raise RuleViolation("too_late_to_decide")
    return move(proposal, ProposalStatus.WITHDRAWN, now, by=by, reason=reason)


def locked_for_decision(proposal_id: int) -> tuple[Proposal, datetime]:
    """The proposal, alone with the round's ballots, and the instant by which it is decided."""
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.close_ballots(round_id)
    now = database_now()
    return locked(proposal_id), now


def locked_for_review(proposal_id: int, by: User) -> tuple[Proposal, datetime]:
    """The same for a reviewer. Raises RuleViolation `own_proposal`, `round_cancelled`, `too_late_to_decide`."""
    proposal, now = locked_for_decision(proposal_id)
    if proposal.author_id is not None and proposal.author_id == by.pk:
        raise RuleViolation("own_proposal")
    if proposal.round.is_cancelled_at(now):
        raise RuleViolation("round_cancelled")
    if proposal.round.clock_at(now) >= proposal.round.voting_opens:
        raise RuleViolation("too_late_to_decide")
    return proposal, now


def move(
    proposal: Proposal, status: ProposalStatus, now: datetime, *, by: User, reason: str = ""
) -> Proposal:
    """Write the decision, and in the logs who made it. Raises RuleViolation `illegal_move`."""
    if not proposal.may_become(status):
        raise RuleViolation("illegal_move")
    before = {"status": str(proposal.status), "reason": proposal.reason}
    proposal.status = status
    proposal.reason = reason
    proposal.decided_at = now
    proposal.decided_by = by
    with locks.decided_at(now):
        proposal.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    action, act = LOGGED_AS[status]
    note(proposal, act, now, by=by, reason=reason, data=before)
    title = f"{proposal.round}, {proposal.number}"
    log(proposal, action, user=by, title=title, data={"reason": reason} if reason else None)
    return proposal
