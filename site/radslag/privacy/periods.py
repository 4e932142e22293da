"""How long things are kept. A period is declared once, where its job is; an administrator may change it within bounds.

What a job uses is `Period.length`, and the register of personal data shows the very same.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from radslag.models.privacy import RetentionDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long something is kept. With `least` equal to `most` it is part of the product and nobody changes it.

    `name` is stable: changes are stored under it. `begins` says from when it is counted. `job` is the name of the
    periodic job that removes (radslag.schedule), `rows` the dotted path of a function that says which rows are due at
    an instant. `of_archive`: what it removes may be a public record, so it waits for a package or a decision.
    """

    name: str
    title: str | Promise
    begins: str | Promise
    default: dt.timedelta
    least: dt.timedelta
    most: dt.timedelta
    job: str = ""
    rows: str = ""
    of_archive: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether it can't be changed."""
        return self.least == self.most

    @property
    def length(self) -> dt.timedelta:
        """What holds now: as decided, else the default. Asks the database, unless it is fixed."""
        if self.is_fixed:
            return self.default
        days = RetentionDecision.objects.filter(name=self.name).values_list("days", flat=True).first()
        return self.bounded(days)

    def bounded(self, days: int | None) -> dt.timedelta:
        """A stored number of days as it holds: within the bounds, whatever they were when it was stored."""
        if days is None or self.is_fixed:
            return self.default
        return min(max(dt.timedelta(days=days), self.least), self.most)

    def due(self, now: dt.datetime) -> QuerySet[Any] | None:
        """The rows that its job would remove at `now`; None for what is removed as a whole, such as files."""
        if not self.rows:
            return None
        find: Callable[[dt.datetime], QuerySet[Any]] = import_string(self.rows)
        return find(now)


_periods: dict[str, Period] = {}


def register(period: Period) -> Period:
    """Add a period and give it back. Raises ValueError for a name that is taken, or a default outside its bounds."""
    if _periods.setdefault(period.name, period) != period:
        raise ValueError(f"a period {period.name} is there")
    if not period.least <= period.default <= period.most:
        raise ValueError(f"the default of {period.name} is outside its bounds")
    return period


def fixed(
    name: str, title: str | Promise, begins: str | Promise, length: dt.timedelta, job: str = ""
) -> Period:
    """Register a period that is part of the product."""
    return register(
        Period(name=name, title=title, begins=begins, default=length, least=length, most=length, job=job)
    )


def all_periods() -> list[Period]:
    """Every period, those that can be changed first, then as they were registered."""
    return sorted(_periods.values(), key=lambda period: period.is_fixed)


def period_named(name: str) -> Period | None:
    """The period of that name."""
    return _periods.get(name)


def lengths() -> dict[str, dt.timedelta]:
    """What holds now of all periods, by name, in one query."""
    decided = dict(RetentionDecision.objects.values_list("name", "days"))
    return {period.name: period.bounded(decided.get(period.name)) for period in _periods.values()}
