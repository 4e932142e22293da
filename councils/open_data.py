"""The register of matters as open data: one table, and the same with all updates for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from councils.display.links import matter_url
from councils.models import Matter, MatterRegisterPage
from radslag.for_programs import open_data
from radslag.for_programs.being_found import absolute

COLUMNS = {
    "number": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("What was asked for"),
    "council": gettext_lazy("Council"),
    "theme": gettext_lazy("Theme"),
    "unit": gettext_lazy("Responsible unit"),
    "raised_by": gettext_lazy("Raised by"),
    "area": gettext_lazy("Area"),
    "received": gettext_lazy("Received on"),
    "status": gettext_lazy("Status"),
    "reason": gettext_lazy("Reason"),
    "latest": gettext_lazy("Latest news"),
    "address": gettext_lazy("Address"),
}


def rows(page: MatterRegisterPage, request: HttpRequest) -> list[list[Any]]:
    """A row for each matter, below the headings, for spreadsheets: statuses in words."""
    table: list[list[Any]] = [[str(label) for label in COLUMNS.values()]]
    for matter in _matters(page):
        values = _values(matter, page, request)
        values |= {"status": matter.get_status_display(), "raised_by": matter.get_raised_by_display()}
        table.append([values[name] for name in COLUMNS])
    return table


def as_json(page: MatterRegisterPage, request: HttpRequest) -> bytes:
    """Every matter with its updates, newest first; statuses by their codes, days as ISO 8601."""
    matters = [
        _values(matter, page, request) | {"updates": [_said(update) for update in matter.updates.all()]}
        for matter in _matters(page).prefetch_related("updates")
    ]
    content = {
        "title": page.title,
        "address": absolute(request, page.get_url(request)),
        "statuses": {str(value): str(label) for value, label in _statuses()},
        "licence": open_data.licence(),
        "matters": matters,
    }
    return open_data.as_json(content)


def _matters(page: MatterRegisterPage) -> Any:
    return (
        Matter.objects.public().in_series(page.get_parent()).select_related("council", "area").order_by("pk")
    )


def _values(matter: Matter, page: MatterRegisterPage, request: HttpRequest) -> dict[str, Any]:
    return {
        "number": matter.pk,
        "title": matter.title,
        "text": matter.text,
        "council": matter.council.number,
        "theme": matter.council.title,
        "unit": matter.unit,
        "raised_by": matter.raised_by,
        "area": matter.area.name if matter.area else "",
        "received": matter.received.isoformat(),
        "status": matter.status,
        "reason": matter.reason,
        "latest": matter.latest.isoformat(),
        "address": absolute(request, matter_url(page.get_url(request), matter.pk)),
    }


def _said(update: Any) -> dict[str, str]:
    """An update without who wrote it."""
    return {
        "date": update.date.isoformat(),
        "text": update.text,
        "status": update.status,
        "reason": update.reason,
    }


def _statuses() -> Any:
    return Matter._meta.get_field("status").choices or []
