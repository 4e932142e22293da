"""What “Mina sidor” shows of proposals and votes. Private."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from budgeting.models import Proposal, ProposalDraft, ProposalStatus, Round, VoterIdentity
from budgeting.querysets.rounds import rounds_for_everyone
from budgeting.rules.phases import Phase
from budgeting.services.ballots import stored_ballot
from budgeting.services.inquiries import takes_answers
from budgeting.services.merging import is_open
from budgeting.services.voters import Voter
from radslag.accounts.proof import confirmed_email
from radslag.clock import database_now
from radslag.models import User


def proposal_row(proposal: Proposal, now: dt.datetime) -> dict[str, Any]:
    """A resident's own proposal with what can happen to it; for components/proposal_list.html."""
    open_ = takes_answers(proposal, now)
    asked = list(proposal.inquiries.all())
    merges = [*proposal.merges_away.all(), *proposal.merges_here.all()]
    return {
        "proposal": proposal,
        "can_withdraw": proposal.may_be_withdrawn_at(now),
        "is_read": bool(asked or merges),
        "to_answer": [i for i in asked if open_ and i.answered_at is None],
        "answered": [i for i in asked if i.answered_at is not None],
        "to_agree": [m for m in _merges(proposal) if open_],
        "too_late": proposal.waits_in_vain_at(now),
        "draft": _changeable(proposal, now),
    }


def _changeable(proposal: Proposal, now: dt.datetime) -> ProposalDraft | None:
    """Where the author can change what was handed in, while that can be done."""
    can_change = proposal.status == ProposalStatus.RECEIVED and _takes(proposal.round, now)
    return getattr(proposal, "draft", None) if can_change else None


def _merges(proposal: Proposal) -> list[Any]:
    """What the applicant can still say yes or no to."""
    away = [m for m in proposal.merges_away.all() if m.source_says is None and is_open(m, proposal, m.target)]
    here = [m for m in proposal.merges_here.all() if m.target_says is None and is_open(m, m.source, proposal)]
    return away + here


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list. `title` may be empty; it can be sent while `is_open`."""

    draft: ProposalDraft
    title: str
    is_open: bool


def drafts_of(person: User, now: dt.datetime) -> list[DraftRow]:
    """What the person has not sent, the last saved first."""
    rows = ProposalDraft.objects.filter(author=person, proposal=None).select_related("round")
    return [
        DraftRow(row, next(iter(row.content.get("title", ())), "").strip(), _takes(row.round, now))
        for row in rows
    ]


def _takes(round_: Round, now: dt.datetime) -> bool:
    return round_.phase_at(now) is Phase.SUBMISSION and not round_.is_paused_at(now)


def my_part(request: HttpRequest) -> dict[str, Any]:
    """The resident's proposals, and the rounds in which one can vote now with what is stored for the confirmed address."""
    now = database_now()
    proposals = Proposal.objects.of_person(request.user)
    rows = [proposal_row(p, now) for p in proposals]
    by_email = Round.objects.taking_votes(now).filter(identity=VoterIdentity.EMAIL)
    voting = by_email.filter(pk__in=rounds_for_everyone())
    email = confirmed_email(request)
    votes = [
        {"round": r, "stored": stored_ballot(round_=r, voter=Voter(email=email)) if email else None}
        for r in voting.select_related("secret")
    ]
    return {"rows": rows, "votes": votes, "drafts": drafts_of(request.user, now)}  # type: ignore[arg-type]
