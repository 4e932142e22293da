"""What the page of an imported election shows: where it comes from, its result, and that it is nobody's money here.

All sums are in its own currency and are made into text here, so that no template can call them kronor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as ListPage

from budgeting.display.results import PAGE, ROWS_PER_PAGE, ResultRow, rows_shown
from budgeting.models.counts import Count, Outcome
from budgeting.models.rounds import Round
from budgeting.rules.money import format_kronor
from budgeting.rules.origins import Origin, read_origin
from radslag.clock import TICK
from radslag.language.money import in_currency
from radslag.readers.paging import page_of


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A project in counting order. `row` has what holds no money; of it no sum is shown."""

    row: ResultRow
    cost: str


@dataclass(frozen=True, slots=True)
class ImportedShown:
    """Everything that the page of an imported election shows. `page`: the lines that are asked for."""

    round: Round
    origin: Origin
    count: Count
    projects: int
    funded: int
    budget: str
    spent: str
    left: str
    first_day: dt.datetime
    last_day: dt.datetime
    page: ListPage[Any]


def imported_round(round_: Round, query: Mapping[str, str]) -> ImportedShown:
    """The page of a round that was imported; it is counted in the transaction that makes it. Three queries."""
    origin = read_origin(round_.imported_from)
    count = Count.objects.filter(round=round_).defer("steps").order_by("-pk")[0]
    outcomes = list(Outcome.objects.filter(count=count).select_related("proposal__project").order_by("rank"))
    with in_currency(origin.currency):
        rows = [ImportedRow(row, row.cost) for row in rows_shown(count, outcomes, round_).rows]
        rows.sort(key=lambda shown: not shown.row.outcome.funded)
        return ImportedShown(
            round=round_,
            origin=origin,
            count=count,
            projects=len(rows),
            funded=sum(shown.row.outcome.funded for shown in rows),
            budget=format_kronor(count.budget_ore),
            spent=format_kronor(count.spent_ore),
            left=format_kronor(count.remaining_ore),
            first_day=round_.voting_opens,
            last_day=round_.voting_closes - TICK,
            page=page_of(rows, ROWS_PER_PAGE, query, PAGE),
        )
