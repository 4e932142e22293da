"""What a count decided: one step for each project, in counting order. Stored, hashed and told in words."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from budgeting.counting.elections import ProjectId

LEAST_GROUP = 5
"""What fewer people than these paid or held together is never told."""
LEAST_VOTERS = 20
"""Of fewer voters than these, how many did or got something is never told, but for the votes themselves."""


class Code(enum.StrEnum):
    """What happened to a project, stable in stored counts."""

    FUNDED = "funded"
    FUNDED_AFTER_SKIP = "funded_after_skip"
    DOES_NOT_FIT = "does_not_fit"
    LOST_TIE = "lost_tie"
    ALTERNATIVE_FUNDED = "alternative_funded"
    ALTERNATIVE_LOST_TIE = "alternative_lost_tie"
    TOO_DEAR = "too_dear"
    NOT_REACHED = "not_reached"
    SUPPORTERS_SHORT = "supporters_short"
    BELOW_THRESHOLD = "below_threshold"
    NO_VOTES = "no_votes"
    WITHDRAWN = "withdrawn"
    """Taken out of the count by a published decision after it: no step of a count, but told beside its steps."""


FUNDED_CODES = frozenset({Code.FUNDED, Code.FUNDED_AFTER_SKIP})


class By(enum.StrEnum):
    """What decided: the votes, the shares of its supporters, or the votes over what the shares left."""

    VOTES = "votes"
    SHARES = "shares"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, in counting order. Amounts in smallest units (öre).

    `before` and `after` are what was left of the budget. `tied` are the ids of the funded projects it lost to: those
    with as many votes that the tie rule put first, or its alternative. `blocker` is the rank of the project at which a
    `stop` count ended.

    Where shares decided: `paid` is what each supporter who had enough paid (for each point, where ballots give points),
    `payers` how many these were; the others paid all they had left. `held` is what the supporters of a loser had
    together when it was no longer enough; None when they never fell short.
    """

    rank: int
    project: ProjectId
    code: Code
    votes: int
    cost: int
    before: int
    after: int
    tied: tuple[ProjectId, ...] = ()
    blocker: int | None = None
    supporters: int = 0
    by: By = By.VOTES
    paid: Fraction | None = None
    payers: int | None = None
    held: Fraction | None = None

    @property
    def funded(self) -> bool:
        return self.code in FUNDED_CODES

    def of_a_group(self, *, untold: bool = False) -> Step:
        """The same without what only a few people paid or held, or could be told to have paid: as it may be published.

        `untold`: how many its supporters are may not be told either, and nothing that they could be told from.
        """
        others = self.supporters - (self.payers or 0)
        few_paid = untold or (self.payers or 0) < LEAST_GROUP or 0 < others < LEAST_GROUP
        return replace(
            self,
            paid=None if few_paid else self.paid,
            payers=None if few_paid else self.payers,
            held=None if untold or self.supporters < LEAST_GROUP else self.held,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values, the same for the same step everywhere; fractions as "20/3"."""
        return {
            "rank": self.rank,
            "project": self.project,
            "code": str(self.code),
            "votes": self.votes,
            "cost": self.cost,
            "before": self.before,
            "after": self.after,
            "tied": list(self.tied),
            "blocker": self.blocker,
            "supporters": self.supporters,
            "by": str(self.by),
            "paid": None if self.paid is None else str(self.paid),
            "payers": self.payers,
            "held": None if self.held is None else str(self.held),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Step:
        """The step that `as_json` wrote, or that a count of version 1 stored. ValueError for an unknown code."""
        return cls(
            rank=value["rank"],
            project=value["project"],
            code=Code(value["code"]),
            votes=value["votes"],
            cost=value["cost"],
            before=value["before"],
            after=value["after"],
            tied=tuple(value["tied"]),
            blocker=value["blocker"],
            supporters=value.get("supporters", value["votes"]),
            by=By(value.get("by", By.VOTES)),
            paid=_fraction(value.get("paid")),
            payers=value.get("payers"),
            held=_fraction(value.get("held")),
        )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


@dataclass(frozen=True, slots=True)
class Result:
    """A finished count: every project once, in counting order. Amounts in smallest units (öre).

    `threshold`: the least votes (points); `least_supporters`: the least supporters, from a share of the voters.
    Where shares decided: `share` is what every voter held in the end, `raises` how many shares were tried above the
    plain one. `prefer_greedy` and `prefer_shares` are the voters who got more of their choices by the one or the other,
    where the two were compared; `rule` is always the rule that was asked for.
    """

    rule: str
    budget: int
    threshold: int
    voters: int
    steps: tuple[Step, ...]
    least_supporters: int = 1
    share: Fraction | None = None
    raises: int = 0
    prefer_greedy: int | None = None
    prefer_shares: int | None = None

    @property
    def funded(self) -> tuple[ProjectId, ...]:
        """Ids in order of funding."""
        return tuple(step.project for step in self.steps if step.funded)

    @property
    def spent(self) -> int:
        return sum(step.cost for step in self.steps if step.funded)

    @property
    def remaining(self) -> int:
        return self.budget - self.spent

    @property
    def greedy_won(self) -> bool:
        """Whether the comparison gave the money by votes instead."""
        return (self.prefer_greedy or 0) > (self.prefer_shares or 0)


def ranked(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps with ranks from 1 on, in the order given."""
    return tuple(replace(step, rank=rank) for rank, step in enumerate(steps, 1))
