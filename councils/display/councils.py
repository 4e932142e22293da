"""One council's page, before the meeting and after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from councils.display.links import CALENDAR, register_under
from councils.display.matters import Row, Status, by_status, by_status_of, rows_of_council
from councils.models.matters import Matter

if TYPE_CHECKING:
    from councils.models import CouncilPage

MOST_MATTERS = 12


@dataclass(frozen=True, slots=True)
class CouncilShown:
    """What the page shows at an instant. Addresses are empty when there is nothing to lead to."""

    is_past: bool
    may_register: bool
    registration_closed: bool
    calendar_url: str
    series_calendar_url: str
    join_url: str
    register_url: str = ""
    matters: list[Row] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many matters the council raised; the page shows the newest of them."""
        return sum(status.count for status in self.statuses)


def council(page: CouncilPage, *, now: dt.datetime) -> CouncilShown:
    """What `page` shows at `now`."""
    is_past = page.is_past_at(now)
    series = page.line[-1] if page.line else page.get_parent()
    register = register_under(series) if is_past else None
    register_url = register.url if register else ""
    shown = rows_of_council(page, most=MOST_MATTERS, register_url=register_url, now=now) if is_past else []
    open_ = page.is_registration_open_at(now)
    return CouncilShown(
        is_past=is_past,
        may_register=open_,
        registration_closed=page.has_registration and not open_ and not is_past,
        calendar_url=f"{page.url}{CALENDAR}" if page.url and page.is_exact and not is_past else "",
        series_calendar_url=f"{series.url}{CALENDAR}" if series.url else "",
        join_url="" if is_past else page.join_url,
        register_url=register_url,
        matters=shown,
        statuses=by_status(Matter.objects.shown_on(page))
        if len(shown) == MOST_MATTERS
        else by_status_of(shown),
    )
