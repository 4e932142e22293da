"""What is counted: projects, ballots, money. Amounts are in the smallest unit of the currency (öre)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

ProjectId = int | str
"""The public number of a proposal, or the id in a file from elsewhere."""
Ballot = tuple[tuple[ProjectId, int], ...]
"""A ballot: each project it names once, with its points (1 where it only chooses), in natural order of their ids."""
NaturalKey = tuple[tuple[int, int, str], ...]
_NUMBERS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Project:
    """One candidate. In a round, a lower `id` was handed in earlier.

    `votes` is what a greedy count goes by: how many ballots choose it, or its points where ballots give points.
    `supporters` is how many ballots name it (votes, where not given). Of the projects with the same `group` that is
    not empty at most one gets money.
    """

    id: ProjectId
    cost: int
    votes: int = 0
    supporters: int = -1
    group: str = ""

    def __post_init__(self) -> None:
        if self.supporters < 0:
            object.__setattr__(self, "supporters", self.votes)


@dataclass(frozen=True, slots=True)
class Election:
    """Everything a count needs to know.

    `ballots` are the ballots, equal ones grouped: how many there are of each. A greedy count needs none of them when
    the projects have their votes; `voters` is then how many non-empty ballots there are. `unit` is one unit of the
    currency, 100 öre.

    ValueError for a cost that is not positive, a negative budget, or the same project twice: such never reaches a count.
    """

    projects: tuple[Project, ...]
    budget: int
    ballots: Mapping[Ballot, int] = field(default_factory=dict)
    voters: int | None = None
    unit: int = 100

    def __post_init__(self) -> None:
        if self.budget < 0 or self.unit < 1 or any(p.cost <= 0 for p in self.projects):
            raise ValueError("costs must be positive and the budget not negative")
        if len({p.id for p in self.projects}) < len(self.projects):
            raise ValueError("each project may stand once")

    @property
    def n(self) -> int:
        """How many non-empty ballots there are."""
        if self.voters is not None:
            return self.voters
        return sum(number for ballot, number in self.ballots.items() if ballot)


def natural(id_: ProjectId) -> NaturalKey:
    """The sort key by which 2 comes before 10, and c2 before c10."""
    if isinstance(id_, int) and id_ >= 0:
        return ((0, id_, ""), (2, 0, str(id_)))
    parts = _NUMBERS.split(str(id_))
    keys = [(0, int(part), "") if at % 2 else (1, 0, part) for at, part in enumerate(parts) if part]
    return (*keys, (2, 0, str(id_)))


def grouped(ballots: Iterable[Mapping[ProjectId, int] | Iterable[ProjectId]]) -> dict[Ballot, int]:
    """Ballots as an election has them, from points by project or from the projects that each chooses."""
    counted: Counter[Ballot] = Counter()
    for ballot in ballots:
        points = ballot if isinstance(ballot, Mapping) else dict.fromkeys(ballot, 1)
        counted[tuple(sorted(points.items(), key=lambda pair: natural(pair[0])))] += 1
    return dict(counted)


def tally(projects: Iterable[Project], ballots: Mapping[Ballot, int]) -> tuple[Project, ...]:
    """The projects with their votes (points) and supporters as the ballots have them. Strangers are passed over."""
    votes: Counter[ProjectId] = Counter()
    supporters: Counter[ProjectId] = Counter()
    for ballot, number in ballots.items():
        for id_, points in ballot:
            if points > 0:
                votes[id_] += points * number
                supporters[id_] += number
    return tuple(replace(p, votes=votes[p.id], supporters=supporters[p.id]) for p in projects)
