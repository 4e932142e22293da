"""The Method of Equal Shares (Peters, Pierczyński, Skowron; equalshares.net): every voter holds an equal part of the budget.

A project is bought when those who want it can pay for it together; first the one that costs its payers least for what they
gain. The shares alone usually leave money. Completions: raise every share by one unit of the currency at a time as long as
the projects bought fit in the budget (Add1), and give what is left by votes (fill).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from budgeting.counting import greedy
from budgeting.counting.elections import Ballot, Election, Project, ProjectId
from budgeting.counting.greedy import Money, Threshold
from budgeting.counting.market import Market
from budgeting.counting.raising import raised
from budgeting.counting.steps import By, Code, Result, Step, ranked
from budgeting.counting.ties import TieKey
from budgeting.counting.trade import Stop, Trade


@dataclass(frozen=True, slots=True)
class Completion:
    """What is done with the money that the plain shares leave, in this order."""

    add1: bool = False
    fill: bool = False
    compare: bool = False
    """Give all by votes instead when more voters get more of their choices that way."""


def count(
    election: Election,
    *,
    tie: TieKey,
    threshold: Threshold,
    by_cost: bool,
    completion: Completion,
    stop: Stop | None = None,
) -> Result:
    """Count by equal shares. `by_cost`: a project gives its voters as much as it costs; else each gives the same.

    ValueError when projects have votes and there are no ballots: the votes alone do not tell who holds what. TooLong when
    `stop` says so.
    """
    eligible = [p for p in election.projects if threshold.passes(p)]
    if eligible and not election.ballots:
        raise ValueError("equal shares need the ballots")
    market = Market.of(sorted(eligible, key=lambda p: (p.cost, -p.votes, tie(p))), election, by_cost=by_cost)
    plain = Fraction(election.budget, max(1, election.n))
    share, raises = plain, 0
    if completion.add1 and eligible:
        share, raises = raised(market, election, plain, stop=stop)
    trade = Trade(market, share, watched=True, stop=stop).run()
    money = Money(election.budget, election.budget)
    steps = [*_bought(trade, money)]
    steps += _filled(trade, money, tie) if completion.fill else _left_out(trade, money, tie)
    steps += threshold.losers(election.projects, tie, money.left)
    result = Result(
        rule="",
        budget=election.budget,
        threshold=threshold.votes,
        least_supporters=threshold.supporters,
        voters=election.n,
        steps=ranked(steps),
        share=share if election.n else None,
        raises=raises,
    )
    return _compared(result, election, tie, threshold) if completion.compare else result


def _bought(trade: Trade, money: Money) -> Iterable[Step]:
    for purchase in trade.bought:
        project = trade.market.projects[purchase.at]
        before = money.left
        money.give(project)
        yield greedy.step(
            project,
            Code.FUNDED,
            before,
            money.left,
            by=By.SHARES,
            paid=purchase.price,
            payers=purchase.payers,
        )


def _left_out(trade: Trade, money: Money, tie: TieKey) -> list[Step]:
    """Those that the shares did not pay, most votes first."""
    losers = sorted(_unbought(trade), key=lambda p: (-p.votes, tie(p)))
    steps = []
    for project in losers:
        alternative = money.alternative(project)
        tied = () if alternative is None else (alternative,)
        if alternative is not None:
            code = Code.ALTERNATIVE_FUNDED
        else:
            code = Code.TOO_DEAR if project.cost > money.budget else Code.SUPPORTERS_SHORT
        steps.append(_short(trade, greedy.step(project, code, money.left, money.left, tied=tied), By.SHARES))
    return steps


def _filled(trade: Trade, money: Money, tie: TieKey) -> list[Step]:
    """The same, with what is left given by votes: first those that get some of it."""
    steps = []
    for step in greedy.decide(_unbought(trade), money, tie=tie):
        if step.funded:
            step = replace(step, code=Code.FUNDED)
        elif step.code is Code.DOES_NOT_FIT:
            step = replace(step, code=Code.SUPPORTERS_SHORT)
        steps.append(_short(trade, step, By.FILL))
    return sorted(steps, key=lambda step: not step.funded)


def _unbought(trade: Trade) -> list[Project]:
    bought = {purchase.at for purchase in trade.bought}
    return [project for at, project in enumerate(trade.market.projects) if at not in bought]


def _short(trade: Trade, step: Step, by: By) -> Step:
    """The step with what the supporters held when it was no longer enough, and what weighed the same."""
    projects = trade.market.projects
    at = next(at for at, project in enumerate(projects) if project.id == step.project)
    tied = step.tied
    if step.code is Code.SUPPORTERS_SHORT:
        tied = tuple(projects[equal].id for equal in trade.equals.get(at, ()))
    return replace(step, by=by, held=trade.held.get(at), tied=tied)


def _compared(result: Result, election: Election, tie: TieKey, threshold: Threshold) -> Result:
    """By votes, when more voters see more of their choices funded that way than the other way round."""
    by_votes = greedy.count(election, tie=tie, threshold=threshold)
    ours, theirs = set(result.funded), set(by_votes.funded)
    prefer_greedy = prefer_shares = 0
    for ballot, number in election.ballots.items():
        more = _wins(ballot, theirs) - _wins(ballot, ours)
        prefer_greedy += number * (more > 0)
        prefer_shares += number * (more < 0)
    steps = by_votes.steps if prefer_greedy > prefer_shares else result.steps
    return replace(result, steps=steps, prefer_greedy=prefer_greedy, prefer_shares=prefer_shares)


def _wins(ballot: Ballot, funded: set[ProjectId]) -> int:
    return sum(1 for id_, points in ballot if points > 0 and id_ in funded)
