"""Elections so small that ties are common, out of a few bytes; and the rules told once more, in the plainest way."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import count as from_
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from budgeting.counting import rules, ties
from budgeting.counting.elections import Election, Project, ProjectId, grouped, tally
from budgeting.counting.rules import Settings
from budgeting.counting.steps import Result
from radslag.tests.scale import scaled

MOST_PROJECTS, MOST_BALLOTS = 6, 8
SIZE = 6 + MOST_PROJECTS + 2 * MOST_BALLOTS
Key = Callable[[Project], tuple[object, ...]]


class Small(NamedTuple):
    """An election, its ballots one by one, and how to count it but for the rule."""

    election: Election
    ballots: list[dict[ProjectId, int]]
    terms: dict[str, object]

    def count(self, rule: str, election: Election | None = None, **changes) -> Result:
        terms = {"tie_rule": "lot", "seed": "frö", "contest": 7} | self.terms | changes
        return rules.count(election or self.election, Settings(rule=rule, **terms))

    @property
    def tie(self) -> Key:
        terms = {"seed": "frö", "contest": 7} | self.terms
        return ties.order(terms.get("tie_rule", "lot"), seed=terms["seed"], contest=terms["contest"])

    def eligible(self, result: Result) -> list[Project]:
        least = (result.threshold, result.least_supporters)
        return [p for p in self.election.projects if p.votes >= least[0] and p.supporters >= least[1]]


def small(data: bytes, *, points: bool = False, alternatives: bool = True, thresholds: bool = True) -> Small:
    """The election that the bytes stand for. Bytes of zero make it smaller."""
    size, many, money, tie, least, group, *rest = data
    costs = [1 + byte % 10 for byte in rest[: 1 + size % MOST_PROJECTS]]
    ids = range(1, len(costs) + 1)
    pairs = list(zip(rest[MOST_PROJECTS::2], rest[MOST_PROJECTS + 1 :: 2], strict=True))[
        : many % (MOST_BALLOTS + 1)
    ]
    ballots: list[dict[ProjectId, int]] = [
        {id_: 1 + (weights >> (id_ - 1)) % 3 if points else 1 for id_ in ids if choice >> id_ - 1 & 1}
        for choice, weights in pairs
    ]
    projects = [
        Project(id_, cost, group="x" if alternatives and group % 4 == 1 and group >> 1 + id_ & 1 else "")
        for id_, cost in zip(ids, costs, strict=True)
    ]
    named = grouped(ballots)
    terms: dict[str, object] = {"tie_rule": ("lot", "cheapest", "dearest", "earliest")[tie % 4]}
    if thresholds:
        terms |= {
            "threshold": max(1, least % 8 - 3),
            "threshold_percent": [None, None, 20, 34][least // 8 % 4],
        }
    return Small(Election(tally(projects, named), money % 41, named, unit=1), ballots, terms)


def many(cases: int = 2_000):
    """Run the test with so many of the small elections, as bytes; at a small scale with fewer, but never under 100."""

    def decorate(test):
        return settings(max_examples=scaled(cases, least=min(cases, 100)), deadline=None)(
            given(st.binary(min_size=SIZE, max_size=SIZE))(test)
        )

    return decorate


def built(
    election: Election, projects: list[Project], ballots: list[dict[ProjectId, int]], **changes
) -> Election:
    """The election with other projects and ballots, tallied anew."""
    named = grouped(ballots)
    values = {"budget": election.budget, "unit": election.unit} | changes
    return Election(tally(projects, named), ballots=named, **values)


class Shares(NamedTuple):
    """What equal shares come to: winners in order of purchase, what each ballot paid for each, and the rates."""

    bought: list[ProjectId]
    payments: dict[ProjectId, dict[int, Fraction]]
    rates: list[Fraction]
    purses: list[Fraction]


def plain_shares(case: Small, projects: list[Project], share: Fraction, *, by_cost: bool) -> Shares:
    """Equal shares as section 3.5 of the specification words them, ballot by ballot and without a single short cut."""
    purses = [share for _ in case.ballots]
    gains = {
        p.id: {
            n: points * (p.cost if by_cost else 1)
            for n, b in enumerate(case.ballots)
            if (points := b.get(p.id, 0))
        }
        for p in projects
    }
    left, done = {p.id: p for p in projects}, Shares([], {}, [], purses)
    while True:
        rated = []
        for project in list(left.values()):
            rate = _rate(project.cost, gains[project.id], purses)
            if rate is None:
                del left[project.id]
            else:
                rated.append((rate, project.cost, -project.votes, case.tie(project), project))
        if not rated:
            return done
        rate, *_, project = min(rated, key=lambda entry: entry[:4])
        done.payments[project.id] = {}
        for n, gain in gains[project.id].items():
            paid = min(purses[n], rate * gain)
            purses[n] -= paid
            done.payments[project.id][n] = paid
        done.bought.append(project.id)
        done.rates.append(rate)
        del left[project.id]
        if project.group:
            left = {id_: other for id_, other in left.items() if other.group != project.group}


def _rate(cost: int, gains: dict[int, int], purses: list[Fraction]) -> Fraction | None:
    if sum(purses[n] for n in gains) < cost:
        return None
    left, gain = Fraction(cost), sum(gains.values())
    for n in sorted(gains, key=lambda n: purses[n] / gains[n]):
        if left / gain * gains[n] <= purses[n]:
            return left / gain
        left -= purses[n]
        gain -= gains[n]
    raise AssertionError("they can pay")


def plain_add1(case: Small, projects: list[Project], *, by_cost: bool) -> Shares:
    """Add1 as the specification words it: one unit more, all anew, until it overspends or nothing is left to buy."""
    election = case.election
    costs = {p.id: p.cost for p in projects}
    if not case.election.n:
        return Shares([], {}, [], [])
    kept = plain_shares(case, projects, Fraction(election.budget, election.n), by_cost=by_cost)
    for share in from_(election.budget // election.n // election.unit + 1):
        groups = {p.group for p in projects if p.id in kept.bought and p.group}
        if all(p.id in kept.bought or p.group in groups for p in projects):
            return kept
        tried = plain_shares(case, projects, Fraction(share * election.unit), by_cost=by_cost)
        if sum(costs[id_] for id_ in tried.bought) > election.budget:
            return kept
        kept = tried
    raise AssertionError("shares rise until all is bought")


def plain_greedy(case: Small, projects: list[Project], budget: int, taken: set[str], *, stop: bool = False):
    """The winners by votes as sections 3.1 and 3.2 word them, with what is left."""
    bought, left, taken = [], budget, set(taken)
    for project in sorted(projects, key=lambda p: (-p.votes, case.tie(p))):
        if project.group in taken - {""}:
            continue
        if project.cost <= left:
            bought.append(project.id)
            left -= project.cost
            taken.add(project.group)
        elif stop:
            break
    return bought
