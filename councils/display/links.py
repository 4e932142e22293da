"""Addresses that belong to councils and their matters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest

from radslag.pages import readable_by_all

if TYPE_CHECKING:
    from wagtail.models import Page

    from councils.models import MatterRegisterPage

CALENDAR = "kalender.ics"
CSV, JSON = "arenden.csv", "arenden.json"


def register_under(series: Page) -> MatterRegisterPage | None:
    """The public register of a series, if it is published."""
    from councils.models import MatterRegisterPage

    found: MatterRegisterPage | None = readable_by_all(
        MatterRegisterPage.objects.child_of(series).live()
    ).first()
    return found


def addresses_of_matters(request: HttpRequest) -> list[tuple[str, dt.date]]:
    """The address of every matter that readers may see, with the day of its latest news: for the sitemap and searches."""
    from councils.models import Matter, MatterRegisterPage

    found = []
    for page in readable_by_all(MatterRegisterPage.objects.live()):
        shown = Matter.objects.public().in_series(page.get_parent()).order_by("pk")
        url = page.get_url(request)
        found += [(matter_url(url, pk), latest) for pk, latest in shown.values_list("pk", "latest")]
    return found


def matter_url(register_url: str, number: int) -> str:
    """The address of a matter that lasts; empty without a register."""
    return f"{register_url}arende/{number}/" if register_url else ""
