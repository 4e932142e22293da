"""Greedy by votes: most votes first, as long as the money lasts.

`skip` goes on past a project that does not fit, `stop` ends there. In 819 of 1 289 real elections the
two fund different projects, so the choice is the round's and is shown before voting.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budgeting.counting.ties import Project


class Code(enum.StrEnum):
    """What happened to a project, stable in stored counts."""

    FUNDED = "funded"
    FUNDED_AFTER_SKIP = "funded_after_skip"
    DOES_NOT_FIT = "does_not_fit"
    LOST_TIE = "lost_tie"
    TOO_DEAR = "too_dear"
    NOT_REACHED = "not_reached"
    BELOW_THRESHOLD = "below_threshold"
    NO_VOTES = "no_votes"


FUNDED_CODES = frozenset({Code.FUNDED, Code.FUNDED_AFTER_SKIP})


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, in counting order. Amounts in öre.

    `before` and `after` are what was left of the budget. `tied` are the ids of the funded projects with as
    many votes that the tie rule put first, when that decided. `blocker` is the rank of the project at which
    a `stop` count ended.
    """

    rank: int
    project: int
    code: Code
    votes: int
    cost: int
    before: int
    after: int
    tied: tuple[int, ...] = ()
    blocker: int | None = None

    @property
    def funded(self) -> bool:
        return self.code in FUNDED_CODES


@dataclass(frozen=True, slots=True)
class Result:
    """A finished count: every project once, in counting order. Amounts in öre."""

    budget: int
    threshold: int
    steps: tuple[Step, ...]

    @property
    def funded(self) -> tuple[int, ...]:
        """Ids in order of funding."""
        return tuple(step.project for step in self.steps if step.funded)

    @property
    def spent(self) -> int:
        return sum(step.cost for step in self.steps if step.funded)

    @property
    def remaining(self) -> int:
        return self.budget - self.spent


def count(
    projects: Iterable[Project],
    *,
    budget: int,
    tie: Callable[[Project], tuple[int | str, ...]],
    stop: bool = False,
    threshold: int = 1,
) -> Result:
    """Count by votes. `budget` in öre; `threshold` is the least number of votes, at least 1 (inclusive).

    ValueError for a cost that is not positive or a negative budget: such projects never reach a count.
    """
    ordered = sorted(projects, key=lambda p: (-p.votes, tie(p)))
    if budget < 0 or any(p.cost <= 0 for p in ordered):
        raise ValueError("costs must be positive and the budget not negative")
    least = max(1, threshold)
    candidates = [p for p in ordered if p.votes >= least]
    steps = _decide(candidates, budget, stop)
    left = steps[-1].after if steps else budget
    for project in ordered[len(candidates) :]:
        code = Code.BELOW_THRESHOLD if project.votes else Code.NO_VOTES
        steps.append(_step(steps, project, code, left, left))
    return Result(budget=budget, threshold=least, steps=tuple(steps))


def _step(
    steps: list[Step],
    project: Project,
    code: Code,
    before: int,
    after: int,
    tied: tuple[int, ...] = (),
    blocker: int | None = None,
) -> Step:
    rank = len(steps) + 1
    return Step(rank, project.id, code, project.votes, project.cost, before, after, tied, blocker)


def _decide(candidates: list[Project], budget: int, stop: bool) -> list[Step]:
    steps: list[Step] = []
    left, skipped, blocker = budget, False, None
    group_votes, group_left = -1, budget
    for project in candidates:
        if project.votes != group_votes:
            group_votes, group_left = project.votes, left
        fits = project.cost <= left
        if blocker is None and fits:
            code = Code.FUNDED_AFTER_SKIP if skipped else Code.FUNDED
            steps.append(_step(steps, project, code, left, left - project.cost))
            left -= project.cost
            continue
        winners = tuple(s.project for s in steps if s.funded and s.votes == project.votes)
        tied: tuple[int, ...] = ()
        if blocker is not None:
            code = Code.NOT_REACHED
        elif project.cost > budget:
            code = Code.TOO_DEAR
        elif winners and project.cost <= group_left:
            code, tied = Code.LOST_TIE, winners
        else:
            code = Code.DOES_NOT_FIT
        steps.append(_step(steps, project, code, left, left, tied, blocker))
        skipped = True
        if stop and blocker is None:
            blocker = len(steps)
    return steps
