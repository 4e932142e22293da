"""The result of a round as open data: what its page shows, for spreadsheets and programs, with what every column means.

Whether there is a result, and who may have it, is asked before: nothing here is about a voter. Ballots stand in the .pb file
(counts.py), from which the tables take them.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from budgeting.counting.pabulib import parse
from budgeting.display.results import ResultRow, ResultShown
from budgeting.for_programs.events import Event
from budgeting.models import Round
from budgeting.rules.publication import LEAST_FOR_PARTS
from radslag.for_programs.open_data import licence
from radslag.for_programs.spreadsheets import csv_table, in_kronor, inert

FORMAT = "radslag result"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its heading, and what it means. Sums are kronor in tables, öre for programs."""

    name: str
    label: str | Promise
    about: str | Promise


PROPOSALS = (
    Column(
        "rank",
        pgettext_lazy("in a count", "Place"),
        gettext_lazy("The place in the count, 1 is looked at first."),
    ),
    Column("number", gettext_lazy("Number"), gettext_lazy("The proposal’s number in its round.")),
    Column("title", gettext_lazy("Proposal"), gettext_lazy("The title of the proposal.")),
    Column(
        "votes", pgettext_lazy("column", "Votes"), gettext_lazy("Votes; points where ballots give points.")
    ),
    Column(
        "supporters",
        gettext_lazy("Voters"),
        gettext_lazy(
            "How many chose the proposal or gave it points. Empty in a round with points in which fewer than 20 voted."
        ),
    ),
    Column("cost_ore", gettext_lazy("Cost, kr"), gettext_lazy("What the proposal costs.")),
    Column(
        "before_ore",
        gettext_lazy("Was left, kr"),
        gettext_lazy("What was left of the money when the proposal was looked at."),
    ),
    Column("after_ore", gettext_lazy("Left after, kr"), gettext_lazy("What was left of the money after it.")),
    Column("funded", gettext_lazy("Gets money"), gettext_lazy("1 when the proposal gets money, else 0.")),
    Column(
        "code",
        gettext_lazy("Code"),
        gettext_lazy("What the count decided, as a word for programs, such as funded or does_not_fit."),
    ),
    Column("decision", gettext_lazy("Decision"), gettext_lazy("The same in words.")),
    Column("why", gettext_lazy("Why"), gettext_lazy("The sentence about it on the page of the result.")),
    Column(
        "alternative",
        gettext_lazy("Alternative about"),
        gettext_lazy("Of the proposals with the same words here only one can get money. Mostly empty."),
    ),
)
BALLOTS = (
    Column(
        "ballot",
        gettext_lazy("Ballot"),
        gettext_lazy("A number made up for this file. It says nothing about the voter."),
    ),
    Column(
        "chosen",
        gettext_lazy("Chosen"),
        gettext_lazy("The numbers of the chosen proposals, with spaces between."),
    ),
    Column(
        "points",
        gettext_lazy("Points"),
        gettext_lazy("The points of each, in the same order. Empty where ballots give no points."),
    ),
)


def rows_of(result: ResultShown) -> list[dict[str, Any]]:
    """A row for each proposal, in counting order, by the names of PROPOSALS."""
    return [_row(row, result.count.ballots) for row in result.rows]


def _row(row: ResultRow, ballots: int) -> dict[str, Any]:
    outcome, step = row.outcome, row.outcome.step
    return {
        "rank": outcome.rank,
        "number": outcome.proposal.number,
        "title": outcome.proposal.title,
        "votes": outcome.votes,
        "supporters": None if row.in_points and ballots < LEAST_FOR_PARTS else step.supporters,
        "cost_ore": outcome.cost_ore,
        "before_ore": outcome.before_ore,
        "after_ore": outcome.after_ore,
        "funded": int(outcome.funded),
        "code": outcome.code,
        "decision": row.decision,
        "why": row.why,
        "alternative": outcome.proposal.alternative,
    }


def ballot_rows(pb: str) -> list[dict[str, Any]]:
    """A row for each ballot of a .pb file, by the names of BALLOTS."""
    votes = parse(pb).votes
    with_points = "points" in votes.columns
    return [
        {
            "ballot": row["voter_id"],
            "chosen": row["vote"].replace(",", " "),
            "points": row["points"].replace(",", " ") if with_points else "",
        }
        for _line, row in votes.numbered()
    ]


def as_csv(columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> bytes:
    """The table for spreadsheets, headings in words."""
    heading = [str(column.label) for column in columns]
    return csv_table([heading, *([_cell(column, row) for column in columns] for row in rows)])


def as_xlsx(result: ResultShown, facts: Iterable[tuple[str, Any]]) -> bytes:
    """A workbook: the proposals, the round, and what the columns mean."""
    book = Workbook(write_only=True)
    _sheet(book, _("Proposals"), PROPOSALS, rows_of(result))
    about = book.create_sheet(_("The round"))
    for name, value in facts:
        about.append([inert(name), inert(value)])
    return _finished(book, PROPOSALS)


def ballots_as_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """A workbook: the ballots (`ballot_rows`), and what the columns mean."""
    book = Workbook(write_only=True)
    _sheet(book, _("Ballots"), BALLOTS, rows)
    return _finished(book, BALLOTS)


def _finished(book: Any, columns: Sequence[Column]) -> bytes:
    words = book.create_sheet(_("Columns"))
    for column in columns:
        words.append([inert(str(column.label)), inert(str(column.about))])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def content(
    round_: Round,
    result: ResultShown,
    *,
    title: str,
    address: str,
    parts: dict[str, Any],
    events: list[Event],
) -> dict[str, Any]:
    """Everything about the result as one object: sums in öre, instants in UTC.

    `parts`: turnout, counts and whatever else may be published.
    """
    count = result.count
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "title": title,
        "address": address,
        "licence": licence(),
        "unit": _("Sums are whole öre: 100 öre is one krona."),
        "round": {
            "number": round_.pk,
            "voting_opens": _instant(round_.voting_opens),
            "voting_closes": _instant(round_.voting_closes),
            "budget_ore": round_.budget_ore,
            "ballot": round_.ballot_kind,
            "least_choices": round_.ballot_min,
            "most_choices": round_.ballot_limit,
            "points": round_.points_total,
            "most_points": round_.points_most,
            "rule": count.rule,
            "utility": count.utility,
            "ties": count.tie_rule,
            "lot": round_.lot_source,
            "lot_seal": round_.lot_commitment,
            "seed": count.seed,
            "threshold": round_.threshold,
            "threshold_percent": round_.threshold_percent,
        },
        "result": {
            "counted_at": _instant(count.counted_at),
            "program_version": count.version,
            "ballots": count.ballots,
            "votes": count.votes,
            "spent_ore": count.spent_ore,
            "left_ore": count.remaining_ore,
            "how": result.story,
        },
        **parts,
        "proposals": rows_of(result),
        "columns": {column.name: str(column.about) for column in PROPOSALS},
        "events": events,
    }


def _sheet(book: Any, name: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> None:
    sheet = book.create_sheet(name)
    sheet.append([str(column.label) for column in columns])
    for row in rows:
        sheet.append([inert(_cell(column, row)) for column in columns])


def _cell(column: Column, row: dict[str, Any]) -> Any:
    value = row[column.name]
    if column.name.endswith("_ore"):
        return in_kronor(value)
    return "" if value is None else value


def _instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="seconds")
