"""Calendar files (RFC 5545): what all of them have in common. An app adds its events.

Nothing in a file may change between two fetches unless something has happened: then programs that ask with an ETag are
spared the rest.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from icalendar import Calendar, vDuration  # type: ignore[import-untyped]

from .downloads import download

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = dt.timedelta(hours=12)


def new_calendar(*, product: str, name: str) -> Calendar:
    """An empty calendar named `name`. `product` tells which part of ours made it."""
    file = Calendar()
    file.add("prodid", f"-//Radslag//{product}//SV")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("x-wr-calname", name)
    file.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    file.add("x-published-ttl", vDuration(REFRESH))
    return file


def calendar_answer(content: bytes, name: str) -> HttpResponse:
    """The file as a download called `name`.ics."""
    return download(content, CONTENT_TYPE, f"{name}.ics")
