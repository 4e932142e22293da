"""Who wants what, as equal shares see it: purses of voters with equal ballots, and what each project would give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from budgeting.counting.elections import Election, Project, ProjectId

Pick = Callable[[Sequence[int]], tuple[int, ...]]


class Purses(NamedTuple):
    """The purses that gain the same from a project: each the money of all voters with equal ballots."""

    gain: int
    """What all voters of one such purse gain together for each unit of the project's gain: their number times points."""
    places: tuple[int, ...]
    pick: Pick


@dataclass(frozen=True, slots=True)
class Market:
    """What stays the same whatever the share: who wants what. `projects` in the order that breaks ties."""

    projects: tuple[Project, ...]
    wanted_by: tuple[tuple[Purses, ...], ...]
    voters: tuple[int, ...]
    """How many voters stand behind each purse."""
    gains: tuple[int, ...]
    """Of each project for one voter (with one point): its cost, or 1."""

    @classmethod
    def of(cls, projects: Sequence[Project], election: Election, *, by_cost: bool) -> Market:
        """The market of those projects alone. `by_cost`: what costs more gives more."""
        place: dict[ProjectId, int] = {project.id: at for at, project in enumerate(projects)}
        purses = _wishes(election, place)
        wanted: list[defaultdict[int, list[int]]] = [defaultdict(list) for _ in projects]
        for at, (wishes, number) in enumerate(purses.items()):
            for project, points in wishes:
                wanted[project][points * number].append(at)
        return cls(
            projects=tuple(projects),
            wanted_by=tuple(
                tuple(Purses(gain, tuple(at), _pick(at)) for gain, at in sorted(by_gain.items()))
                for by_gain in wanted
            ),
            voters=tuple(purses.values()),
            gains=tuple(project.cost if by_cost else 1 for project in projects),
        )

    def lowest_price(self, at: int) -> tuple[int, int]:
        """What a unit of gain from the project costs (a fraction) as long as nobody lacks the money; later it is dearer."""
        return self.projects[at].cost, sum(purses.gain * len(purses.places) for purses in self.wanted_by[at])


def _wishes(election: Election, place: dict[ProjectId, int]) -> dict[tuple[tuple[int, int], ...], int]:
    """Ballots with what is on the market alone, equal ones grouped again."""
    purses: defaultdict[tuple[tuple[int, int], ...], int] = defaultdict(int)
    for ballot, number in election.ballots.items():
        wishes = tuple((place[id_], points) for id_, points in ballot if points > 0 and id_ in place)
        if wishes:
            purses[wishes] += number
    return purses


def _pick(places: list[int]) -> Pick:
    if len(places) > 1:
        return itemgetter(*places)
    (only,) = places
    return lambda money: (money[only],)
