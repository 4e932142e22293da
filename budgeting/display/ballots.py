"""The ballot as its voter sees it. Private: never in a page that may be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgeting.models import Proposal, Round
from budgeting.rules.ballots import ballot_order
from budgeting.rules.money import format_kronor
from budgeting.services.ballots import StoredBallot, stored_ballot
from budgeting.services.voters import Voter, asks_declaration


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A proposal on the ballot. `cost` is text."""

    id: int
    number: int
    title: str
    cost: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BallotShown:
    """The ballot. `unsaved` says that what is ticked is not what is stored; `gone` are stored choices that left."""

    round: Round
    stored: StoredBallot | None
    rows: list[BallotRow]
    unsaved: bool
    gone: list[str]
    asks_declaration: bool = False
    asks_postal_code: bool = False
    """Asked with the first ballot only."""

    @property
    def chosen(self) -> int:
        """How many are ticked."""
        return sum(row.chosen for row in self.rows)

    @property
    def stones(self) -> range:
        """One stone for each choice one may make."""
        return range(self.round.ballot_max)

    @property
    def too_many(self) -> bool:
        """Whether more are ticked than the round allows."""
        return self.chosen > self.round.ballot_max


def ballot_shown(round_: Round, voter: Voter, *, posted: Sequence[str] | None = None) -> BallotShown:
    """All accepted proposals in the voter's own stable order, ticked as stored, or as `posted` after a refusal."""
    stored = stored_ballot(round_=round_, voter=voter)
    key = voter.key_in(round_)
    kept = {str(id_) for id_ in stored.choices} if stored else set()
    ticked = kept if posted is None else set(posted)
    found = Proposal.objects.accepted().filter(round=round_).values_list("pk", "number", "title", "cost_ore")
    rows = [
        BallotRow(pk, number, title, format_kronor(cost), str(pk) in ticked)
        for pk, number, title, cost in sorted(found, key=lambda row: ballot_order(key, row[1]))
    ]
    gone_ids = kept - {str(row.id) for row in rows}
    gone = list(Proposal.objects.filter(pk__in=gone_ids).values_list("title", flat=True)) if gone_ids else []
    return BallotShown(
        round_,
        stored,
        rows,
        posted is not None,
        gone,
        asks_declaration=stored is None and asks_declaration(round_, voter),
        asks_postal_code=stored is None and bool(round_.postal_codes) and not voter.knows_area,
    )
