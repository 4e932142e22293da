"""The same ballots under several rules: who gets money, what is spent, and how many voters get any of what they chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from budgeting.counting.elections import Election, ProjectId
from budgeting.counting.rules import Settings, count


@dataclass(frozen=True, slots=True)
class Given:
    """What one rule gives. Amounts in smallest units (öre); `funded` in order of funding.

    `reached` is how many voters have at least one funded project on their ballot, `granted` how many choices of all
    ballots are funded.
    """

    rule: str
    funded: tuple[ProjectId, ...]
    spent: int
    reached: int
    granted: int


def compare(election: Election, settings: Settings, rules: Iterable[str]) -> list[Given]:
    """Count the election once under each rule, in the order given. ValueError as `rules.count`; the election has its ballots."""
    return [_given(election, replace(settings, rule=rule)) for rule in rules]


def choices_of(election: Election) -> int:
    """How many projects all ballots choose together: what `granted` is a part of."""
    return sum(
        number * sum(points > 0 for _id, points in ballot) for ballot, number in election.ballots.items()
    )


def _given(election: Election, settings: Settings) -> Given:
    result = count(election, settings)
    funded = frozenset(result.funded)
    reached = granted = 0
    for ballot, number in election.ballots.items():
        hits = sum(points > 0 and id_ in funded for id_, points in ballot)
        granted += hits * number
        if hits:
            reached += number
    return Given(str(settings.rule), result.funded, result.spent, reached, granted)
