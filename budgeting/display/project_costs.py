"""“What every project costs”: a programme's projects by year and round, with sums that add up. The same for everyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone

from budgeting.display.money import MoneyParts
from budgeting.display.money_moves import RoundMoves, moves_of
from budgeting.display.programmes import page_urls
from budgeting.display.projects import Ledger, ProjectRow, costs_url, project_rows
from budgeting.models.projects import Project
from budgeting.models.rounds import Round
from radslag.readers.paging import page_of

if TYPE_CHECKING:
    from budgeting.models.pages import BudgetingPage

PROJECTS_A_PAGE = 40
YEAR = "ar"


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year's projects all together."""

    year: int
    ledger: Ledger
    current: bool


@dataclass(frozen=True, slots=True)
class RoundCosts:
    """The part of a round's projects that stands on a page of the table; the sums are of the whole round."""

    round: Round
    url: str
    rows: Sequence[ProjectRow]
    ledger: Ledger
    moves: RoundMoves | None


@dataclass(frozen=True, slots=True)
class CostsShown:
    """What the page shows for an address. Without projects there is no year."""

    year: int | None
    years: list[YearSum]
    rounds: list[RoundCosts]
    page: Page[Any]
    ledger: Ledger
    """Of the whole year."""
    address: str

    @property
    def parts(self) -> MoneyParts:
        """What was decided in the year, in its parts for the bar."""
        decided = self.ledger.decided_ore
        return MoneyParts(decided, given_ore=decided, paid_ore=self.ledger.paid_ore)

    @property
    def everything(self) -> Ledger:
        """All years."""
        return Ledger.sum_of(year.ledger for year in self.years)


def told_rounds(
    page: BudgetingPage, now: dt.datetime, request: HttpRequest | None = None
) -> tuple[dict[int, Round], dict[int, str]]:
    """The programme's rounds whose result and page everyone may read at `now`, the newest result first, with the addresses of
    these pages."""
    rounds = Round.objects.with_result(now).filter(programme__translation_key=page.translation_key)
    by_id = {round_.pk: round_ for round_ in rounds.order_by("-result_at", "-pk")}
    urls = page_urls(by_id.values(), request)
    return {pk: round_ for pk, round_ in by_id.items() if pk in urls}, urls


def costs(
    page: BudgetingPage, *, now: dt.datetime, query: Mapping[str, str], request: HttpRequest
) -> CostsShown:
    """The table for the address that `query` is of: the newest year, unless another is asked for."""
    rounds, urls = told_rounds(page, now, request)
    order = {pk: place for place, pk in enumerate(rounds)}
    ledgers = _ledgers(rounds)
    years = {pk: year_of(round_) for pk, round_ in rounds.items()}
    told = sorted({years[round_id] for round_id in ledgers}, reverse=True)
    asked = query.get(YEAR, "")
    year = next((one for one in told if str(one) == asked), told[0] if told else None)
    lines = [
        (pk, round_id)
        for round_id in sorted(ledgers, key=order.__getitem__)
        if years[round_id] == year
        for pk in ledgers[round_id]
    ]
    listed = page_of(lines, PROJECTS_A_PAGE, query)
    shown = project_rows(Project.objects.filter(pk__in=[pk for pk, _round in listed.object_list]), now=now)
    rows = {row.project.pk: row for row in shown}
    here = list(dict.fromkeys(round_id for _pk, round_id in listed.object_list))
    moves = moves_of(here, urls, now)
    sums = {round_id: Ledger.sum_of(ledgers[round_id].values()) for round_id in ledgers}
    return CostsShown(
        year=year,
        years=[YearSum(one, _of_year(sums, years, one), one == year) for one in told],
        rounds=[
            RoundCosts(
                rounds[round_id],
                urls[round_id],
                [rows[pk] for pk, of in listed.object_list if of == round_id and pk in rows],
                sums[round_id],
                moves.get(round_id),
            )
            for round_id in here
        ],
        page=listed,
        ledger=_of_year(sums, years, year),
        address=costs_url(page.get_url(request)),
    )


def year_of(round_: Round) -> int:
    """The calendar year of its result, whose money it shares out."""
    return timezone.localtime(round_.result_at).year


def _of_year(sums: Mapping[int, Ledger], years: Mapping[int, int], year: int | None) -> Ledger:
    return Ledger.sum_of(ledger for round_id, ledger in sums.items() if years[round_id] == year)


def _ledgers(rounds: Mapping[int, Round]) -> dict[int, dict[int, Ledger]]:
    """The money of every project by round and project, in the order of the proposals' numbers: one query."""
    projects: Any = Project.objects.filter(proposal__round__in=list(rounds)).with_money()
    found: dict[int, dict[int, Ledger]] = {}
    ordered = projects.order_by("proposal__round", "proposal__number")
    for pk, round_id, decided_ore, paid_ore in ordered.values_list(
        "pk", "proposal__round", "decided_ore", "paid_ore"
    ):
        found.setdefault(round_id, {})[pk] = Ledger(decided_ore, paid_ore)
    return found
