"""What the public page of a proposal shows, and all of them on paper. Reads only; the same for everyone.

Nothing here reads who applies, files for staff, or answers that the round keeps to itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from budgeting.display.results import ResultRow, result_shown
from budgeting.models.proposal_parts import Answer, CostLine, ProposalPicture
from budgeting.models.proposals import Proposal, ProposalStatus
from budgeting.models.rounds import Round
from budgeting.rules.phases import Phase


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """Everything that the page of a proposal shows. `merged_here` are those that went up in it."""

    proposal: Proposal
    lines: Sequence[CostLine]
    answers: Sequence[Answer]
    pictures: Sequence[ProposalPicture]
    merged_here: Sequence[Proposal]
    row: ResultRow | None
    can_vote: bool
    waits: bool
    """Whether a decision can still come."""

    @property
    def is_in_vote(self) -> bool:
        """Whether one may vote for it, sooner or later."""
        return self.proposal.status == ProposalStatus.ACCEPTED

    @property
    def handed_in_ore(self) -> int:
        """The cost as it was handed in, in öre: the sum of the lines."""
        return self.proposal.asked_cost_ore or self.proposal.cost_ore


def public_proposal(round_: Round, number: int, *, now: dt.datetime) -> Proposal | None:
    """The round's proposal with that number, from the instant at which proposals are shown; None before."""
    if not round_.schedule.proposals_are_shown(round_.clock_at(now)):
        return None
    public = round_.proposals.public_numbers(round_.proposals_shown)
    rows = public.select_related("theme", "merged_into").prefetch_related("pictures").annotate(**_parts())
    found: Proposal | None = rows.filter(number=number).first() if number < 2**31 else None
    if found is not None:
        found.round = round_
    return found


def _parts() -> dict[str, Exists]:
    """Whether there is what few proposals have, so that it is asked for only then."""
    return {
        "has_answers": Exists(Answer.objects.filter(proposal=OuterRef("pk"))),
        "has_merged": Exists(Proposal.objects.filter(merged_into=OuterRef("pk"))),
    }


def proposal_shown(proposal: Proposal, *, now: dt.datetime) -> ProposalShown:
    """What the page of a proposal, read by `public_proposal`, shows at `now`."""
    round_ = proposal.round
    result = result_shown(round_, now, with_paid=False)
    rows = result.rows if result else []
    has: Any = proposal
    answers = proposal.answers.filter(question__is_public=True).select_related("question")
    merged_here = proposal.merged_from.order_by("number").defer("what", "benefit")
    return ProposalShown(
        proposal=proposal,
        lines=list(proposal.lines.all()),
        answers=list(answers) if has.has_answers else [],
        pictures=list(proposal.pictures.all()),
        merged_here=list(merged_here) if has.has_merged else [],
        row=next((row for row in rows if row.outcome.proposal_id == proposal.pk), None),
        can_vote=(
            round_.phase_at(now) is Phase.VOTING
            and not round_.is_paused_at(now)
            and proposal.status == ProposalStatus.ACCEPTED
        ),
        waits=round_.clock_at(now) < round_.voting_opens,
    )


def proposals_on_paper(round_: Round) -> list[Proposal]:
    """Those one may vote for, by number, in two queries."""
    return list(round_.proposals.accepted().select_related("theme").order_by("number"))
