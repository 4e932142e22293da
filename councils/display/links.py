"""Addresses that belong to councils and their matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def matter_url(register_url: str, number: int) -> str:
    """The address of a matter that lasts; empty without a register."""
    return f"{register_url}arende/{number}/" if register_url else ""
