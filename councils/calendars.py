"""Councils as calendar files (RFC 5545).

Only a meeting whose day is set goes into a calendar: no calendar can hold “hösten 2022”, and an all-day event on some day of
that season would be a lie. With times it is an event in UTC, which every calendar shows in its owner's own zone; without,
an event of the whole day. Nothing in a file changes between two fetches unless the page is published again or the
meeting is over: DTSTAMP and LAST-MODIFIED are the last publication, SEQUENCE the seconds between it and the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from icalendar import Event  # type: ignore[import-untyped]

from councils.models import CouncilPage
from radslag.for_programs.being_found import absolute
from radslag.for_programs.calendar_files import new_calendar


def calendar(councils: Iterable[CouncilPage], *, name: str, request: HttpRequest, now: dt.datetime) -> bytes:
    """A calendar named `name` with those of `councils` whose day is set."""
    file = new_calendar(product="Councils", name=name)
    for council in councils:
        if council.is_exact:
            file.add_component(_event(council, request, now))
    content: bytes = file.to_ical()
    return content


def _event(council: CouncilPage, request: HttpRequest, now: dt.datetime) -> Event:
    event = Event()
    published = (
        council.last_published_at or council.latest_revision_created_at or council.begins_at
    ).astimezone(dt.UTC)
    first = (council.first_published_at or published).astimezone(dt.UTC)
    event.add("uid", str(council.translation_key))
    event.add("dtstamp", published.replace(microsecond=0))
    event.add("last-modified", published.replace(microsecond=0))
    event.add("sequence", max(0, int((published - first).total_seconds())))
    event.add(
        "summary", _("Council %(number)d: %(theme)s") % {"number": council.number, "theme": council.title}
    )
    _add_times(event, council)
    join_url = "" if council.is_past_at(now) else council.join_url
    if council.place or join_url or council.is_digital:
        event.add("location", council.place or join_url or _("Online"))
    words = [council.lead, _("Join the meeting online: %(url)s") % {"url": join_url} if join_url else ""]
    if any(words):
        event.add("description", "\n\n".join(word for word in words if word))
    event.add("url", absolute(request, council.get_url(request)))
    return event


def _add_times(event: Event, council: CouncilPage) -> None:
    if council.starts:
        event.add("dtstart", council.begins_at.astimezone(dt.UTC))
        if council.ends:
            event.add("dtend", council.ends_at.astimezone(dt.UTC))
    else:
        event.add("dtstart", council.date)
        event.add("dtend", council.date + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
