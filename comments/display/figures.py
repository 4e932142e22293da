"""The statistics as they are shown: figures, and bars with their numbers."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.display.statistics import Statistics

HOUR = dt.timedelta(hours=1)
DAYS_FROM = 48
"""Hours: from here on it is said in days."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a list: its label, its number, and the length of its bar as SVG wants it."""

    label: str
    number: int
    width: str


@dataclass(frozen=True, slots=True)
class FiguresShown:
    """What the page shows: the numbers, and lists of bars where something is divided."""

    numbers: Statistics
    hidden_percent: str
    hidden: list[Bar]
    held: list[Bar]
    reports: list[Bar]
    appeals: list[Bar]
    median: str
    ninetieth: str
    promise: str

    @property
    def is_empty(self) -> bool:
        return not self.numbers.written


def figures_of(numbers: Statistics, *, promise_hours: int) -> FiguresShown:
    """The figures in words and bars."""
    came_of_reports = {
        _("The comment was hidden"): numbers.reports_hidden,
        _("The comment stayed"): numbers.reports_stands,
        _("Not looked at yet"): numbers.reports_open,
    }
    came_of_appeals = {
        _("The comment was shown again"): numbers.appeals_granted,
        _("It stayed hidden"): numbers.appeals_refused,
        _("Not answered yet"): numbers.appeals_open,
    }
    return FiguresShown(
        numbers=numbers,
        hidden_percent=_percent(numbers.hidden_in_all, numbers.written),
        hidden=_bars({capfirst(reason.label): n for reason, n in numbers.hidden.items()}),
        held=_bars({capfirst(rule.label): n for rule, n in numbers.held.items()}),
        reports=_bars(came_of_reports) if numbers.reports else [],
        appeals=_bars(came_of_appeals) if numbers.appeals else [],
        median=how_long(numbers.median),
        ninetieth=how_long(numbers.ninetieth),
        promise=how_long(promise_hours * HOUR),
    )


def how_long(time: dt.timedelta | None) -> str:
    """A duration in words, in the unit one thinks in: minutes, hours, days. Empty for None."""
    if time is None:
        return ""
    if time < HOUR:
        minutes = max(1, round(time / dt.timedelta(minutes=1)))
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(time / HOUR)
    if hours < DAYS_FROM:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(time / dt.timedelta(days=1))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def csv_rows(numbers: Statistics) -> Iterator[tuple[str, str, int | str]]:
    """Code, words and number of each figure; durations in whole minutes."""
    yield "written", _("Comments that came in"), numbers.written
    yield "shown", _("Comments that were shown"), numbers.shown
    yield "by_staff", _("of these by the municipality"), numbers.by_staff
    yield "hidden", _("Decisions to hide"), numbers.hidden_in_all
    for reason, n in numbers.hidden.items():
        yield f"hidden.{reason.value}", _("hidden, because %(reason)s") % {"reason": reason.label}, n
    for rule, n in numbers.held.items():
        yield f"held.{rule.value}", _("read first, because %(rule)s") % {"rule": rule.label}, n
    yield "withdrawn", _("Taken away by their authors"), numbers.withdrawn
    yield "redacted", _("Personal data taken out"), numbers.redacted
    yield "set_aside", _("Set aside after reports"), numbers.set_aside
    yield "reports", _("Reports by readers"), numbers.reports
    yield "reports.hidden", _("The comment was hidden"), numbers.reports_hidden
    yield "reports.stands", _("The comment stayed"), numbers.reports_stands
    yield "appeals", _("Requests for a new look"), numbers.appeals
    yield "appeals.granted", _("The comment was shown again"), numbers.appeals_granted
    yield "appeals.refused", _("It stayed hidden"), numbers.appeals_refused
    yield "reviewed", _("Comments read by a moderator"), numbers.reviewed
    yield "reviewed.in_time", _("of these in time"), numbers.reviewed_in_time
    yield "wait.median", _("Half had waited at most, minutes"), _minutes(numbers.median)
    yield "wait.ninetieth", _("Nine in ten had waited at most, minutes"), _minutes(numbers.ninetieth)
    yield "questions", _("Questions to us"), numbers.questions
    yield "questions.in_time", _("answered in time"), numbers.answered_in_time
    yield "questions.late", _("answered late"), numbers.answered_late
    yield "questions.overdue", _("late and not answered"), numbers.questions_late


def _minutes(time: dt.timedelta | None) -> int | str:
    return "" if time is None else round(time / dt.timedelta(minutes=1))


def _bars(counts: Mapping[Any, int]) -> list[Bar]:
    greatest = max(counts.values(), default=0)
    return [Bar(str(label), n, _width(n, greatest)) for label, n in counts.items()]


def _width(number: int, greatest: int) -> str:
    return f"{100 * number / greatest:.1f}%" if number and greatest else ""


def _percent(part: int, whole: int) -> str:
    """A share in per cent with the precision that tells something; empty of nothing."""
    if not whole:
        return ""
    share = 100 * part / whole
    if 0 < share < 1:
        return _("less than 1 %%") % ()
    return f"{round(share)} %"
