"""The page of the series: its time line, and what came of all councils."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page
from django.db.models import QuerySet

from councils.display.links import CALENDAR, register_under
from councils.display.matters import Row, Status, by_status, rows
from councils.models.matters import Matter
from radslag.pages import readable_by_all
from radslag.readers.paging import page_of

if TYPE_CHECKING:
    from councils.models import CouncilIndexPage, CouncilPage

COUNCILS_A_PAGE = 10
NEWEST_MATTERS = 6


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """What the page shows at an instant. The time line runs forward in time; its first page ends with what is to come."""

    councils: list[tuple[CouncilPage, bool]]
    page: Page[CouncilPage]
    matters: list[Row]
    statuses: list[Status]
    register_url: str
    calendar_url: str

    @property
    def total(self) -> int:
        """How many matters all councils raised."""
        return sum(status.count for status in self.statuses)


def series(page: CouncilIndexPage, *, now: dt.datetime, query: Mapping[str, str]) -> SeriesShown:
    """What `page` shows at `now`; `query` holds the number of the page of the time line, the latest first."""
    listed = page_of(_councils(page), COUNCILS_A_PAGE, query)
    register = register_under(page)
    register_url = register.url if register else ""
    matters = Matter.objects.public().in_series(page)
    return SeriesShown(
        councils=[(council, council.is_past_at(now)) for council in reversed(listed.object_list)],
        page=listed,
        matters=rows(matters.order_by("-latest", "-pk")[:NEWEST_MATTERS], register_url=register_url, now=now),
        statuses=by_status(matters),
        register_url=register_url,
        calendar_url=f"{page.url}{CALENDAR}" if page.url and listed.paginator.count else "",
    )


def _councils(page: CouncilIndexPage) -> QuerySet[CouncilPage]:
    """Published meetings, latest first."""
    from councils.models import CouncilPage

    meetings = readable_by_all(CouncilPage.objects.child_of(page).live()).order_by("-date", "-number", "-pk")
    return meetings.defer("summary", "agenda", "invitation")
