"""Handing in a proposal, taking it back, and the review's decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log

from budgeting.models import Proposal, ProposalStatus, Round
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import locks
from radslag.clock import database_now
from radslag.models import Theme, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a resident wrote. `cost_ore` in whole öre."""

    title: str
    what: str
    benefit: str
    cost_ore: int
    shown_name: str
    theme: Theme | None = None
    picture: Any = None


@transaction.atomic
def submit_proposal(*, round_id: int, author: User, draft: Draft) -> Proposal:
    """Receive a proposal and give it the round's next public number.

    Raises RuleViolation: `not_submission_yet`, `submission_closed`, `limit_reached` (limit), `required`, `too_long`,
    `not_positive`, `above_cap`; then nothing is written.
    """
    locks.queue_submission(round_id)
    now = database_now()
    round_ = Round.objects.get(pk=round_id)
    check_submission_open(round_, now)
    check_limit(round_, author)
    rules.check_cost(draft.cost_ore, cap_ore=round_.cap_ore)
    proposal = Proposal(
        round=round_,
        number=(round_.proposals.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=rules.check_line(draft.title, limit=rules.MAX_TITLE),
        what=rules.check_text(draft.what, limit=rules.MAX_TEXT),
        benefit=rules.check_text(draft.benefit, limit=rules.MAX_TEXT),
        shown_name=rules.check_line(draft.shown_name, limit=rules.MAX_NAME),
        cost_ore=draft.cost_ore,
        theme=draft.theme,
        picture=draft.picture,
        author=author,
        submitted_at=now,
    )
    with locks.decided_at(now):
        proposal.save()
    return proposal


def check_submission_open(round_: Round, now: datetime) -> None:
    """Raises RuleViolation `not_submission_yet` or `submission_closed`."""
    phase = round_.phase_at(now)
    if phase is Phase.BEFORE:
        raise RuleViolation("not_submission_yet")
    if phase is not Phase.SUBMISSION:
        raise RuleViolation("submission_closed")


def check_limit(round_: Round, author: User) -> None:
    """Raises RuleViolation `limit_reached` (limit). Withdrawn proposals do not count."""
    handed_in = round_.proposals.filter(author=author).exclude(status=ProposalStatus.WITHDRAWN).count()
    if handed_in >= round_.proposals_per_person:
        raise RuleViolation("limit_reached", limit=round_.proposals_per_person)


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, author: User) -> Proposal:
    """Take back one's own proposal while submission is open.

    Raises RuleViolation: `not_yours`, `too_late_to_withdraw`, `illegal_move`.
    """
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.close_ballots(round_id)
    now = database_now()
    proposal = _locked(proposal_id)
    if proposal.author_id != author.pk:
        raise RuleViolation("not_yours")
    if now >= proposal.round.submission_closes:
        raise RuleViolation("too_late_to_withdraw")
    return _move(proposal, ProposalStatus.WITHDRAWN, now, by=author)


@transaction.atomic
def withdraw_for_author(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Take a proposal out at its author's wish, up to the close of voting. It stays visible, as taken out by staff.

    Raises RuleViolation: `required` (reason), `too_long`, `too_late_to_decide`, `illegal_move`.
    """
    reason = rules.check_text(reason, limit=500)
    proposal, now = _locked_for_decision(proposal_id)
    if now >= proposal.round.voting_closes:
        raise RuleViolation("too_late_to_decide")
    return _move(proposal, ProposalStatus.WITHDRAWN, now, by=by, reason=reason)


@transaction.atomic
def accept_proposal(*, proposal_id: int, by: User) -> Proposal:
    """Put a proposal on the ballot. Until voting opens.

    Raises RuleViolation: `own_proposal`, `too_late_to_decide`, `illegal_move`, `above_cap`.
    """
    proposal, now = _locked_for_review(proposal_id, by)
    rules.check_cost(proposal.cost_ore, cap_ore=proposal.round.cap_ore)
    return _move(proposal, ProposalStatus.ACCEPTED, now, by=by)


@transaction.atomic
def decline_proposal(*, proposal_id: int, by: User, reason: str) -> Proposal:
    """Say no, with the reason that its author and everyone can read. Until voting opens.

    Raises RuleViolation: `reason_required`, `too_long`, `own_proposal`, `too_late_to_decide`, `illegal_move`.
    """
    if not reason.strip():
        raise RuleViolation("reason_required")
    reason = rules.check_text(reason, limit=500)
    proposal, now = _locked_for_review(proposal_id, by)
    return _move(proposal, ProposalStatus.DECLINED, now, by=by, reason=reason)


def _locked(proposal_id: int) -> Proposal:
    proposals = Proposal.objects.select_for_update(of=("self",)).select_related("round")
    proposal: Proposal = proposals.get(pk=proposal_id)
    return proposal


def _locked_for_decision(proposal_id: int) -> tuple[Proposal, datetime]:
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.close_ballots(round_id)
    now = database_now()
    return _locked(proposal_id), now


def _locked_for_review(proposal_id: int, by: User) -> tuple[Proposal, datetime]:
    proposal, now = _locked_for_decision(proposal_id)
    if proposal.author_id is not None and proposal.author_id == by.pk:
        raise RuleViolation("own_proposal")
    if now >= proposal.round.voting_opens:
        raise RuleViolation("too_late_to_decide")
    return proposal, now


LOGGED_AS = {
    ProposalStatus.ACCEPTED: "budgeting.accept",
    ProposalStatus.DECLINED: "budgeting.decline",
    ProposalStatus.WITHDRAWN: "budgeting.withdraw",
}


def _move(
    proposal: Proposal, status: ProposalStatus, now: datetime, *, by: User, reason: str = ""
) -> Proposal:
    """Write the decision, and in the site's history who made it."""
    if not proposal.may_become(status):
        raise RuleViolation("illegal_move")
    proposal.status = status
    proposal.reason = reason
    proposal.decided_at = now
    proposal.decided_by = by
    with locks.decided_at(now):
        proposal.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    title = f"{proposal.round}, {proposal.number}"
    log(proposal, LOGGED_AS[status], user=by, title=title, data={"reason": reason} if reason else None)
    return proposal
