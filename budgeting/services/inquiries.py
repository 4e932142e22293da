"""Questions of the reviewers to an applicant, and the answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from budgeting.mails import review as review_mails
from budgeting.models import Act, Inquiry, Proposal, ProposalStatus
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services.proposals import locked, note
from budgeting.services.review import check_not_own, check_review_open
from radslag.clock import database_now
from radslag.models import User

MAX_QUESTION = 1000
MAX_ANSWER = 2000
CLOSED = frozenset({ProposalStatus.WITHDRAWN, ProposalStatus.MERGED})
"""About these nothing is decided any longer, so nothing is asked."""


def _check_may_be_asked(proposal: Proposal, now: datetime) -> None:
    check_review_open(proposal, now)
    if proposal.status in CLOSED:
        raise RuleViolation("illegal_move")


def takes_answers(proposal: Proposal, now: datetime) -> bool:
    """Whether questions and answers about the proposal are taken at `now`."""
    try:
        _check_may_be_asked(proposal, now)
    except RuleViolation:
        return False
    return True


@transaction.atomic
def ask_applicant(*, proposal_id: int, by: User, text: str) -> Inquiry:
    """Ask something, by mail and on the applicant's private page. Until voting opens.

    Raises RuleViolation: `required`, `too_long`, `own_proposal`, `illegal_move`, `nobody_to_ask`, `round_cancelled`,
    `too_late_to_decide`.
    """
    text = rules.check_text(text, limit=MAX_QUESTION)
    proposal = locked(proposal_id)
    now = database_now()
    check_not_own(proposal, by)
    _check_may_be_asked(proposal, now)
    if not review_mails.reached_at(proposal):
        raise RuleViolation("nobody_to_ask")
    inquiry: Inquiry = Inquiry.objects.create(proposal=proposal, text=text, asked_by=by, asked_at=now)
    note(proposal, Act.ASKED, now, by=by, reason=text)
    review_mails.send(review_mails.asked(inquiry))
    return inquiry


@transaction.atomic
def answer_inquiry(*, inquiry_id: int, by: User, text: str) -> Inquiry:
    """Take the applicant's answer, once. Until voting opens.

    Raises RuleViolation: `required`, `too_long`, `not_yours`, `already_answered`, `illegal_move`, `round_cancelled`,
    `too_late_to_decide`.
    """
    text = rules.check_text(text, limit=MAX_ANSWER)
    proposal_id = Inquiry.objects.values_list("proposal_id", flat=True).get(pk=inquiry_id)
    proposal = locked(proposal_id)
    now = database_now()
    inquiry: Inquiry = Inquiry.objects.select_related("proposal").get(pk=inquiry_id)
    if not proposal.is_of(by):
        raise RuleViolation("not_yours")
    if inquiry.answered_at is not None:
        raise RuleViolation("already_answered")
    _check_may_be_asked(proposal, now)
    inquiry.answer, inquiry.answered_at = text, now
    inquiry.save(update_fields=["answer", "answered_at"])
    note(proposal, Act.ANSWERED, now, by=by, reason=text)
    return inquiry
