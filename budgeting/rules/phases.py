"""The phases of a round, computed from its instants. Never stored, never advanced by a job."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from budgeting.rules.errors import RuleViolation


class Phase(enum.StrEnum):
    """Where a round stands. Each includes its first instant and excludes its last."""

    BEFORE = "before"
    SUBMISSION = "submission"
    REVIEW = "review"
    VOTING = "voting"
    COUNTING = "counting"
    RESULT = "result"
    CANCELLED = "cancelled"
    """Not by the clock: two people have ended the round."""


ORDER = tuple(phase for phase in Phase if phase is not Phase.CANCELLED)
ACT_PHASES = frozenset({Phase.SUBMISSION, Phase.VOTING})
"""Phases in which a resident can act: their pages open with the plum band."""
STEPS = (
    ("submission_opens", "submission_closes"),
    ("submission_closes", "voting_opens"),
    ("voting_opens", "voting_closes"),
)
"""Begin and end of what two rounds of a programme never do at the same time."""

PAIRS = (
    ("submission_order", "submission_opens", "submission_closes", False),
    ("shown_order", "submission_closes", "proposals_shown", True),
    ("voting_after_review", "proposals_shown", "voting_opens", True),
    ("voting_order", "voting_opens", "voting_closes", False),
    ("result_order", "voting_closes", "result", False),
)
"""The refusal when a pair stands in the wrong order, the pair, and whether both may be the same instant."""


def faults_among(instants: Mapping[str, datetime]) -> list[str]:
    """A code for each pair of `instants` (by the names of Schedule) in the wrong order; what is not there is passed over."""
    return [
        code
        for code, before, after, may_be_same in PAIRS
        if before in instants and after in instants
        if instants[before] > instants[after] or (instants[before] == instants[after] and not may_be_same)
    ]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instants (aware datetimes) at which the phases of a round begin and end.

    `proposals_shown` lies within the review: from then on everyone may read the accepted proposals.
    """

    submission_opens: datetime
    submission_closes: datetime
    proposals_shown: datetime
    voting_opens: datetime
    voting_closes: datetime
    result: datetime

    def check(self) -> None:
        """Raises RuleViolation with the first pair of instants that stands in the wrong order."""
        for code in self.faults():
            raise RuleViolation(code)

    def faults(self) -> list[str]:
        """A code for each pair of instants that stands in the wrong order."""
        return faults_among({name: getattr(self, name) for _code, *pair, _may in PAIRS for name in pair})

    def phase_at(self, now: datetime) -> Phase:
        """The phase at `now`. A phase includes its first instant and excludes its last."""
        phase = Phase.BEFORE
        for next_phase, begins in self.beginnings():
            if now < begins:
                break
            phase = next_phase
        return phase

    def beginnings(self) -> tuple[tuple[Phase, datetime], ...]:
        """Every phase but the first with the instant at which it begins, in order."""
        return (
            (Phase.SUBMISSION, self.submission_opens),
            (Phase.REVIEW, self.submission_closes),
            (Phase.VOTING, self.voting_opens),
            (Phase.COUNTING, self.voting_closes),
            (Phase.RESULT, self.result),
        )

    def proposals_are_shown(self, now: datetime) -> bool:
        """Whether everyone may read the accepted proposals at `now`."""
        return now >= self.proposals_shown

    def next_instant(self, now: datetime) -> datetime | None:
        """The first instant after `now` at which the round's pages change; None when all have passed."""
        instants = (*(begins for _, begins in self.beginnings()), self.proposals_shown)
        return min((instant for instant in instants if instant > now), default=None)
