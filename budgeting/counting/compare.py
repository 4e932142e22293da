"""The same ballots under several rules: who gets money, what is spent, and how many voters get any of what they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from budgeting.counting.elections import Election, ProjectId
from budgeting.counting.rules import Settings, count
from budgeting.counting.trade import Stop, TooLong


@dataclass(frozen=True, slots=True)
class Given:
    """What one rule gives. Amounts in smallest units (öre); `funded` in order of funding.

    `reached` is how many voters have at least one funded project on their ballot, `granted` how many choices of all
    ballots are funded. `too_long`: it was stopped before it was done, and the rest says nothing.
    """

    rule: str
    funded: tuple[ProjectId, ...]
    spent: int
    reached: int
    granted: int
    too_long: bool = False


def compare(
    election: Election, settings: Settings, rules: Iterable[str], *, watch: Callable[[], Stop] | None = None
) -> list[Given]:
    """Count the election once under each rule, in the order given. `watch` starts anew for each what says when it takes too
    long. ValueError as `rules.count`; the election has its ballots.
    """
    return [_given(election, replace(settings, rule=rule), watch() if watch else None) for rule in rules]


def given_by(election: Election, rule: str, funded: tuple[ProjectId, ...], spent: int) -> Given:
    """What a rule gives that has been counted: the projects funded, in order, and their money."""
    won = frozenset(funded)
    reached = granted = 0
    for ballot, number in election.ballots.items():
        hits = sum(points > 0 and id_ in won for id_, points in ballot)
        granted += hits * number
        if hits:
            reached += number
    return Given(str(rule), funded, spent, reached, granted)


def choices_of(election: Election) -> int:
    """How many projects all ballots choose together: what `granted` is a part of."""
    return sum(
        number * sum(points > 0 for _id, points in ballot) for ballot, number in election.ballots.items()
    )


def _given(election: Election, settings: Settings, stop: Stop | None) -> Given:
    try:
        result = count(election, settings, stop=stop)
    except TooLong:
        return Given(str(settings.rule), (), 0, 0, 0, too_long=True)
    return given_by(election, settings.rule, result.funded, result.spent)
