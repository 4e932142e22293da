"""The result of a round as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from budgeting.display.money import MoneyParts, paid_in
from budgeting.display.spans import per_cent
from budgeting.models.counts import Count, Outcome
from budgeting.models.round_choices import BallotKind
from budgeting.models.rounds import Round


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the result. `share` is the width of its bar in per cent, with a decimal point; an example has no `url`."""

    outcome: Outcome
    why: str
    share: str
    url: str
    in_points: bool = False
    """Whether what it got are points and not votes."""


@dataclass(frozen=True, slots=True)
class ResultShown:
    """The count as the page shows it."""

    count: Count
    rows: list[ResultRow]
    funded: int
    money: MoneyParts
    is_example: bool = False
    """Made up from sample ballots, for a preview."""


def result_shown(round_: Round, now: dt.datetime) -> ResultShown | None:
    """The result, from its instant on; None before, whoever asks."""
    if round_.clock_at(now) < round_.result_at:
        return None
    latest = Count.objects.filter(round=round_).order_by("-pk")
    rows_of_latest = Outcome.objects.filter(count=latest.values("pk")[:1]).order_by("rank")
    outcomes = list(rows_of_latest.select_related("count", "proposal").defer("count__steps"))
    count = outcomes[0].count if outcomes else latest.first()
    if count is None:
        return None
    return rows_shown(count, outcomes, round_, paid_ore=paid_in([round_.pk]))


def rows_shown(count: Count, outcomes: list[Outcome], round_: Round, *, paid_ore: int = 0) -> ResultShown:
    """The count with its outcomes, in counting order, as the page shows them. Reads nothing."""
    titles = {o.proposal.number: o.proposal.title for o in outcomes}
    most = max((o.votes for o in outcomes), default=0)
    last_with_votes = max((o.rank for o in outcomes if o.votes >= count.threshold), default=0)
    rows = []
    for outcome in outcomes:
        outcome.count, outcome.proposal.round = count, round_
        url = "" if count.pk is None else outcome.proposal.get_absolute_url()
        why = outcome.why(titles=titles, last=outcome.rank == last_with_votes)
        in_points = round_.ballot_kind == BallotKind.POINTS
        rows.append(ResultRow(outcome, why, per_cent(outcome.votes, most), url, in_points))
    return ResultShown(
        is_example=count.pk is None,
        count=count,
        rows=rows,
        funded=sum(o.funded for o in outcomes),
        money=MoneyParts(count.budget_ore, given_ore=count.spent_ore, paid_ore=paid_ore),
    )
