"""The result of a round as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.paginator import Page as ListPage
from django.utils.translation import get_language, gettext_lazy

from budgeting.counting.listing import OUT_OF_THE_RACE
from budgeting.counting.sentences import Telling, story
from budgeting.counting.steps import Code, Result
from budgeting.display.money import MoneyParts, paid_in
from budgeting.display.spans import per_cent
from budgeting.models.counts import Count, Outcome
from budgeting.models.round_choices import BallotKind
from budgeting.models.rounds import Round
from budgeting.rules.money import format_kronor
from budgeting.rules.publication import LEAST_FOR_PARTS
from radslag.readers.paging import page_of

ROWS_PER_PAGE = 30
PAGE = "resultat"

DECISIONS = {
    Code.FUNDED: gettext_lazy("Gets money"),
    Code.FUNDED_AFTER_SKIP: gettext_lazy("Gets money"),
    Code.DOES_NOT_FIT: gettext_lazy("Does not fit"),
    Code.LOST_TIE: gettext_lazy("Does not fit"),
    Code.ALTERNATIVE_FUNDED: gettext_lazy("Another one gets money instead"),
    Code.ALTERNATIVE_LOST_TIE: gettext_lazy("Another one gets money instead"),
    Code.TOO_DEAR: gettext_lazy("Costs more than there is"),
    Code.NOT_REACHED: gettext_lazy("Not reached"),
    Code.SUPPORTERS_SHORT: gettext_lazy("The shares were not enough"),
    Code.BELOW_THRESHOLD: gettext_lazy("Too few votes"),
    Code.NO_VOTES: gettext_lazy("No votes"),
    Code.WITHDRAWN: gettext_lazy("Out of the count"),
}
"""What the count decided, in two or three words."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the result. `share` is the width of its bar in per cent, with a decimal point; an example has no `url`."""

    outcome: Outcome
    why: str
    share: str
    url: str
    in_points: bool = False
    """Whether what it got are points and not votes."""
    held: str = ""
    """Of one that its supporters could not pay: how much of the cost they had together, as the width of a bar."""

    @property
    def decision(self) -> str:
        """What the count decided, in two or three words."""
        return str(DECISIONS[Code(self.outcome.code)])

    @property
    def cost(self) -> str:
        """25 000 kr."""
        return format_kronor(self.outcome.cost_ore)

    @property
    def before(self) -> str:
        """What was left of the money when it was looked at."""
        return format_kronor(self.outcome.before_ore)


@dataclass(frozen=True, slots=True)
class ResultShown:
    """The count as the page shows it: every proposal in counting order."""

    count: Count
    rows: list[ResultRow]
    funded: int
    money: MoneyParts
    story: list[str]
    """How the count went, in a few sentences."""
    is_example: bool = False
    """Made up from sample ballots, for a preview."""


@dataclass(frozen=True, slots=True)
class RowsShown:
    """A page of the lines: those that get money first, then the others, each in counting order."""

    page: ListPage[Any]

    @property
    def in_points(self) -> bool:
        """Whether what they got are points and not votes."""
        return any(row.in_points for row in self.page.object_list)

    @property
    def funded(self) -> list[ResultRow]:
        """Those on this page that get money."""
        return [row for row in self.page.object_list if row.outcome.funded]

    @property
    def others(self) -> list[ResultRow]:
        """Those on this page that do not."""
        return [row for row in self.page.object_list if not row.outcome.funded]


def result_shown(round_: Round, now: dt.datetime, *, with_paid: bool = True) -> ResultShown | None:
    """The result, from its instant on; None before, whoever asks. Where no money is shown, what was paid is not read."""
    if round_.clock_at(now) < round_.result_at:
        return None
    latest = Count.objects.filter(round=round_).order_by("-pk")
    rows_of_latest = Outcome.objects.filter(count=latest.values("pk")[:1]).order_by("rank")
    outcomes = list(rows_of_latest.select_related("count", "proposal__project").defer("count__steps"))
    count = outcomes[0].count if outcomes else latest.first()
    if count is None:
        return None
    return rows_shown(count, outcomes, round_, paid_ore=_paid_in(round_) if with_paid else 0)


def _paid_in(round_: Round) -> int:
    known: int | None = getattr(round_, "paid_ore", None)
    return paid_in([round_.pk]) if known is None else known


def rows_shown(count: Count, outcomes: list[Outcome], round_: Round, *, paid_ore: int = 0) -> ResultShown:
    """The count with its outcomes, in counting order, as the page shows them. Reads nothing."""
    titles = {o.proposal.number: o.proposal.title for o in outcomes}
    costs = {o.proposal.number: o.cost_ore for o in outcomes}
    ranks = {o.rank: o.proposal.number for o in outcomes}
    most = max((o.votes for o in outcomes), default=0)
    last_in_the_race = max((o.rank for o in outcomes if o.code not in OUT_OF_THE_RACE), default=0)
    in_points = round_.ballot_kind == BallotKind.POINTS
    untold = in_points and count.ballots < LEAST_FOR_PARTS
    rows = []
    for outcome in outcomes:
        outcome.count, outcome.proposal.round = count, round_
        url = "" if count.pk is None else outcome.proposal.get_absolute_url()
        last = outcome.rank == last_in_the_race
        why = outcome.why(titles=titles, costs=costs, ranks=ranks, last=last)
        rows.append(
            ResultRow(
                outcome, why, per_cent(outcome.votes, most), url, in_points, held=_held(outcome, untold)
            )
        )
    return ResultShown(
        is_example=count.pk is None,
        count=count,
        rows=rows,
        funded=sum(o.funded for o in outcomes),
        money=MoneyParts(count.budget_ore, given_ore=count.spent_ore, paid_ore=paid_ore),
        story=_story(result_of(count, outcomes), count, in_points=in_points),
    )


def listed(result: ResultShown, query: Mapping[str, str]) -> RowsShown:
    """The lines of an address: those that get money first."""
    rows = sorted(result.rows, key=lambda row: not row.outcome.funded)
    return RowsShown(page_of(rows, ROWS_PER_PAGE, query, PAGE))


def result_of(count: Count, outcomes: list[Outcome]) -> Result:
    """The count as it was when it was made, from what is stored."""
    facts = count.facts
    share = facts.get("share")
    return Result(
        rule=count.rule,
        budget=count.budget_ore,
        threshold=count.threshold,
        voters=facts.get("voters", count.ballots),
        steps=tuple(outcome.step for outcome in outcomes if outcome.code != Code.WITHDRAWN),
        least_supporters=facts.get("least_supporters", 1),
        share=None if share is None else Fraction(share),
        raises=facts.get("raises", 0),
        prefer_greedy=facts.get("prefer_greedy"),
        prefer_shares=facts.get("prefer_shares"),
    )


def _story(result: Result, count: Count, *, in_points: bool) -> list[str]:
    telling = Telling(
        language=get_language() or "sv",
        titles={},
        money=format_kronor,
        rule=count.rule,
        unit="points" if in_points else "votes",
    )
    return story(result, telling, utility=count.utility)


def _held(outcome: Outcome, untold: bool) -> str:
    """Never of a few people, nor where few voted by points."""
    step = outcome.step.of_a_group(untold=untold)
    if outcome.code != Code.SUPPORTERS_SHORT or step.held is None:
        return ""
    return per_cent(int(step.held), step.cost)
