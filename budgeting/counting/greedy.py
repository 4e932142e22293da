"""Greedy by votes: most votes first, as long as the money lasts.

`skip` goes on past a project that does not fit, `stop` ends there. In 819 of 1 289 real elections the
two fund different projects, so the choice is the round's and is shown before voting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from budgeting.counting.elections import Election, Project
from budgeting.counting.steps import By, Code, Result, Step, ranked
from budgeting.counting.ties import TieKey


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a project needs to be counted, both inclusive: so many votes (points), and so many supporters."""

    votes: int = 1
    supporters: int = 1

    @classmethod
    def of(cls, least: int, percent: int | None, voters: int) -> Threshold:
        """At least one vote, at least `least`, and at least `percent` of the voters, rounded up."""
        return cls(max(1, least), max(1, -(-(percent or 0) * voters // 100)))

    def passes(self, project: Project) -> bool:
        return project.votes >= self.votes and project.supporters >= self.supporters

    def losers(self, projects: Iterable[Project], tie: TieKey, left: int) -> list[Step]:
        """The steps of those that do not pass, most votes first."""
        below = [p for p in projects if not self.passes(p)]
        return [
            step(p, Code.BELOW_THRESHOLD if p.votes else Code.NO_VOTES, left, left)
            for p in sorted(below, key=lambda p: (-p.votes, tie(p)))
        ]


@dataclass(slots=True)
class Money:
    """What is left while a count runs, and which alternatives have got some of it."""

    budget: int
    left: int
    winners: dict[str, Project] = field(default_factory=dict)

    def give(self, project: Project) -> None:
        self.left -= project.cost
        if project.group:
            self.winners[project.group] = project

    def alternative(self, project: Project) -> Project | None:
        """The funded one in its place, if there is one."""
        return self.winners.get(project.group)


def count(
    election: Election, *, tie: TieKey, stop: bool = False, threshold: Threshold | None = None
) -> Result:
    """Count by votes."""
    least = threshold or Threshold()
    money = Money(election.budget, election.budget)
    steps = decide(filter(least.passes, election.projects), money, tie=tie, stop=stop)
    steps += least.losers(election.projects, tie, money.left)
    return Result(
        rule="greedy_stop" if stop else "greedy_skip",
        budget=election.budget,
        threshold=least.votes,
        least_supporters=least.supporters,
        voters=election.n,
        steps=ranked(steps),
    )


def decide(candidates: Iterable[Project], money: Money, *, tie: TieKey, stop: bool = False) -> list[Step]:
    """Give out what is left of the money by votes; the steps, not yet all with their final rank."""
    steps: list[Step] = []
    skipped, blocker = False, None
    tied_votes, tied_left = -1, money.left
    winners: dict[int, tuple[Project, ...]] = {}
    for project in sorted(candidates, key=lambda p: (-p.votes, tie(p))):
        if project.votes != tied_votes:
            tied_votes, tied_left = project.votes, money.left
        left, equals = money.left, winners.get(project.votes, ())
        alternative = money.alternative(project)
        if alternative is not None:
            lost = Code.ALTERNATIVE_LOST_TIE if alternative in equals else Code.ALTERNATIVE_FUNDED
            steps.append(step(project, lost, left, left, tied=(alternative,)))
        elif blocker is not None:
            steps.append(step(project, Code.NOT_REACHED, left, left, blocker=blocker))
        elif project.cost <= left:
            money.give(project)
            winners[project.votes] = (*equals, project)
            steps.append(step(project, Code.FUNDED_AFTER_SKIP if skipped else Code.FUNDED, left, money.left))
        else:
            steps.append(_unfitting(project, money, equals if project.cost <= tied_left else ()))
            skipped = True
            blocker = len(steps) if stop else None
    return steps


def _unfitting(project: Project, money: Money, equals: tuple[Project, ...]) -> Step:
    if project.cost > money.budget:
        return step(project, Code.TOO_DEAR, money.left, money.left)
    return step(project, Code.LOST_TIE if equals else Code.DOES_NOT_FIT, money.left, money.left, tied=equals)


def step(
    project: Project,
    code: Code,
    before: int,
    after: int,
    *,
    tied: tuple[Project, ...] = (),
    blocker: int | None = None,
    by: By = By.VOTES,
    paid: Fraction | None = None,
    payers: int | None = None,
) -> Step:
    """A decision without its rank."""
    return Step(
        rank=0,
        project=project.id,
        code=code,
        votes=project.votes,
        cost=project.cost,
        before=before,
        after=after,
        tied=tuple(p.id for p in tied),
        blocker=blocker,
        supporters=project.supporters,
        by=by,
        paid=paid,
        payers=payers,
    )
