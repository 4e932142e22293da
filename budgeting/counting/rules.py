"""The rules by name, and the one entry point: for rounds, the command line, previews and simulations."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from budgeting.counting import equal_shares, greedy, ties
from budgeting.counting.elections import Election
from budgeting.counting.equal_shares import Completion
from budgeting.counting.greedy import Threshold
from budgeting.counting.steps import Result
from budgeting.counting.trade import Stop


class Rule(enum.StrEnum):
    """How votes become winners. Stable: stored with rounds and counts."""

    GREEDY_SKIP = "greedy_skip"
    GREEDY_STOP = "greedy_stop"
    EQUAL_SHARES = "equal_shares"
    EQUAL_SHARES_FILL = "equal_shares_fill"
    EQUAL_SHARES_ADD1 = "equal_shares_add1"
    EQUAL_SHARES_ADD1_FILL = "equal_shares_add1_fill"
    EQUAL_SHARES_COMPARISON = "equal_shares_comparison"
    # Of files from elsewhere only: a comparison without all the completions before it.
    EQUAL_SHARES_PLAIN_COMPARISON = "equal_shares_plain_comparison"
    EQUAL_SHARES_ADD1_COMPARISON = "equal_shares_add1_comparison"

    @property
    def shares_equally(self) -> bool:
        """Whether each voter holds an equal share, so that the count needs every ballot and not only the votes."""
        return self not in (Rule.GREEDY_SKIP, Rule.GREEDY_STOP)


COMPLETIONS = {
    Rule.EQUAL_SHARES: Completion(),
    Rule.EQUAL_SHARES_FILL: Completion(fill=True),
    Rule.EQUAL_SHARES_ADD1: Completion(add1=True),
    Rule.EQUAL_SHARES_ADD1_FILL: Completion(add1=True, fill=True),
    Rule.EQUAL_SHARES_COMPARISON: Completion(add1=True, fill=True, compare=True),
    Rule.EQUAL_SHARES_PLAIN_COMPARISON: Completion(compare=True),
    Rule.EQUAL_SHARES_ADD1_COMPARISON: Completion(add1=True, compare=True),
}


class Utility(enum.StrEnum):
    """What a voter gains when a project of the ballot gets money: its cost, or the same for each (times its points)."""

    COST = "cost"
    CARDINALITY = "cardinality"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to count. The same election with the same settings has the same result everywhere.

    `threshold` is in votes (points), `threshold_percent` in per cent of the voters; both are inclusive. `contest` is
    part of every ticket of the lot: the id of the round, None where there is none. `drawn`: the seed was drawn in public
    after voting, not fixed before; None where nobody says. It changes no result, but what is told of it.
    """

    rule: str = Rule.GREEDY_SKIP
    tie_rule: str = ties.CHEAPEST
    seed: str = ""
    contest: int | None = 0
    threshold: int = 1
    threshold_percent: int | None = None
    utility: str = Utility.COST
    drawn: bool | None = False


def count(election: Election, settings: Settings, *, stop: Stop | None = None) -> Result:
    """Count the election. Equal shares of few voters and dear projects may take minutes: `stop` is asked all the time whether
    that is long enough.

    ValueError for a rule, utility or tie rule that is none, and for equal shares without the ballots. TooLong
    (counting.trade) when `stop` says so.
    """
    rule = Rule(settings.rule)
    tie = ties.order(settings.tie_rule, seed=settings.seed, contest=settings.contest)
    threshold = Threshold.of(settings.threshold, settings.threshold_percent, election.n)
    if not rule.shares_equally:
        return greedy.count(election, tie=tie, stop=rule is Rule.GREEDY_STOP, threshold=threshold)
    by_cost = Utility(settings.utility) is Utility.COST
    result = equal_shares.count(
        election,
        tie=tie,
        threshold=threshold,
        by_cost=by_cost,
        completion=COMPLETIONS[rule],
        stop=stop,
    )
    return replace(result, rule=rule)
