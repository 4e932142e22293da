"""What keeps a proposal from being received: the round's dates, and how much one applicant may hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from budgeting.models import Proposal, ProposalStatus, Round
from budgeting.querysets.rounds import ProposalQuerySet
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from radslag.models import User


def check_not_stopped(round_: Round, now: datetime) -> None:
    """Raises RuleViolation `round_paused` or `round_cancelled`."""
    if round_.is_cancelled_at(now):
        raise RuleViolation("round_cancelled")
    if round_.is_paused_at(now):
        raise RuleViolation("round_paused")


def check_submission_open(round_: Round, now: datetime) -> None:
    """Raises RuleViolation `not_submission_yet` or `submission_closed`, and the codes of `check_not_stopped`."""
    check_not_stopped(round_, now)
    phase = round_.phase_at(now)
    if phase is Phase.BEFORE:
        raise RuleViolation("not_submission_yet")
    if phase is not Phase.SUBMISSION:
        raise RuleViolation("submission_closed")


def check_paper_open(round_: Round, now: datetime) -> None:
    """Raises RuleViolation `not_submission_yet` or `submission_closed`: a paper is typed in until proposals are shown."""
    check_not_stopped(round_, now)
    if now < round_.submission_opens:
        raise RuleViolation("not_submission_yet")
    if now >= round_.proposals_shown or now >= round_.voting_opens:
        raise RuleViolation("submission_closed")


@dataclass(frozen=True, slots=True)
class Room:
    """What an applicant has left in a round. None: no limit. Money in öre; never below 0."""

    proposals: int
    quarter_proposals: int | None
    round_ore: int | None
    quarter_ore: int | None

    @property
    def most_ore(self) -> int | None:
        """The most that one more proposal may cost by the applicant's limits."""
        limits = [ore for ore in (self.round_ore, self.quarter_ore) if ore is not None]
        return min(limits, default=None)


def room_left(round_: Round, author: User, *, leaving_out: int | None = None) -> Room:
    """What `author` may still hand in. Withdrawn proposals do not count; `leaving_out` is the one being changed."""
    kept = Proposal.objects.filter(author=author).exclude(status=ProposalStatus.WITHDRAWN)
    kept = kept.exclude(pk=leaving_out) if leaving_out else kept
    mine = kept.filter(round=round_)
    quarter = kept.filter(round__in=_rounds_of_quarter(round_))

    def left(limit: int | None, used: int) -> int | None:
        return None if limit is None else max(0, limit - used)

    return Room(
        proposals=max(0, round_.proposals_per_person - mine.count()),
        quarter_proposals=left(round_.proposals_per_quarter, quarter.count())
        if round_.proposals_per_quarter
        else None,
        round_ore=left(round_.applicant_round_ore, _asked_for(mine)) if round_.applicant_round_ore else None,
        quarter_ore=left(round_.applicant_quarter_ore, _asked_for(quarter))
        if round_.applicant_quarter_ore
        else None,
    )


def _rounds_of_quarter(round_: Round) -> list[int]:
    """Ids of the programme's rounds, in any language, whose result falls in the same quarter."""
    year, _number = round_.quarter
    key = round_.programme.translation_key
    rounds = Round.objects.of_year(year).filter(programme__translation_key=key)
    return [other.pk for other in rounds if other.quarter == round_.quarter]


def _asked_for(proposals: ProposalQuerySet) -> int:
    return proposals.aggregate(total=Sum("cost_ore"))["total"] or 0


def check_limits(
    round_: Round, author: User | None, *, cost_ore: int | None = None, leaving_out: int | None = None
) -> None:
    """Refuse more than one person may hand in; without `cost_ore` only the number of proposals is looked at.

    Raises RuleViolation: `limit_reached`, `quarter_limit_reached` (limit), `above_round_limit`, `above_quarter_limit`
    (left_ore).
    """
    if author is None:
        return
    room = room_left(round_, author, leaving_out=leaving_out)
    if leaving_out is not None:
        _check_sums(room, cost_ore, of=leaving_out)
        return
    if room.proposals < 1:
        raise RuleViolation("limit_reached", limit=round_.proposals_per_person)
    if room.quarter_proposals is not None and room.quarter_proposals < 1:
        raise RuleViolation("quarter_limit_reached", limit=round_.proposals_per_quarter)
    _check_sums(room, cost_ore)


def _check_sums(room: Room, cost_ore: int | None, *, of: int | None = None) -> None:
    """A proposal that was received keeps what it asks for when a limit is lowered afterwards; it may not ask for more."""
    if cost_ore is None:
        return
    if of is not None and cost_ore <= Proposal.objects.values_list("cost_ore", flat=True).get(pk=of):
        return
    if room.round_ore is not None and cost_ore > room.round_ore:
        raise RuleViolation("above_round_limit", left_ore=room.round_ore)
    if room.quarter_ore is not None and cost_ore > room.quarter_ore:
        raise RuleViolation("above_quarter_limit", left_ore=room.quarter_ore)
