"""What is due to be removed, what was removed last time, and by which decision."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from radslag.models import JobRun, RetentionDecision
from radslag.privacy.display import length_in_words
from radslag.privacy.periods import Period, all_periods


@dataclass(frozen=True, slots=True)
class Line:
    """One period: how long now, by which decision, how many rows are due, and the last run of its job.

    `due` is None where nothing can be counted; `run` None before the first run, and for what no job removes.
    """

    period: Period
    length: dt.timedelta
    decision: RetentionDecision | None
    due: int | None
    run: JobRun | None

    @property
    def in_words(self) -> str:
        """How long it is kept now."""
        return length_in_words(self.length)

    @property
    def default_in_words(self) -> str:
        """How long without a decision."""
        return length_in_words(self.period.default)


def lines(now: dt.datetime) -> list[Line]:
    """The report at `now`: two queries, and those that count what is due."""
    decided = {row.name: row for row in RetentionDecision.objects.select_related("changed_by")}
    runs = {run.name: run for run in JobRun.objects.all()}
    return [_line(period, decided.get(period.name), runs.get(period.job), now) for period in all_periods()]


def line(period: Period, now: dt.datetime) -> Line:
    """What the report says of one period."""
    return next(found for found in lines(now) if found.period == period)


def _line(period: Period, decision: RetentionDecision | None, run: JobRun | None, now: dt.datetime) -> Line:
    due: QuerySet[Any] | None = period.due(now)
    return Line(
        period=period,
        length=period.bounded(decision.days if decision else None),
        decision=decision,
        due=None if due is None else due.count(),
        run=run,
    )
