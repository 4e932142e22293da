"""Addresses that belong to councils and their matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from radslag.pages import readable_by_all

if TYPE_CHECKING:
    from councils.models import Matter, MatterRegisterPage

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


def addresses_of(matters: Iterable[Matter]) -> dict[int, str]:
    """Where each matter is read: in the register of its own series, in the reader's language if it is there, else on
    the page of its council. Two queries for all of them; the matters come with their council.
    """
    from councils.models import MatterRegisterPage

    registers = list(
        readable_by_all(MatterRegisterPage.objects.live()).select_related("locale").order_by("pk")
    )
    above = {page.path[: -page.steplen] for page in registers}
    keys = dict(Page.objects.filter(path__in=above).values_list("path", "translation_key"))
    urls: dict[Any, str] = {}
    for page in sorted(registers, key=lambda page: page.locale.language_code == get_language()):
        urls[keys.get(page.path[: -page.steplen])] = page.url or ""
    found = {}
    for matter in matters:
        key = keys.get(matter.council.path[: -matter.council.steplen])
        found[matter.pk] = matter_url(urls.get(key, "") if key else "", matter.pk) or matter.council.url or ""
    return found


def matter_url(register_url: str, number: int) -> str:
    """The address of a matter that lasts; empty without a register."""
    return f"{register_url}arende/{number}/" if register_url else ""
