"""A meeting in the words of schema.org, and what to look at before its page is published."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from radslag.editors.checklist import Remark
from radslag.for_programs.being_found import absolute, organization

if TYPE_CHECKING:
    from councils.models.councils import CouncilPage


def event_facts(council: CouncilPage, request: HttpRequest, now: dt.datetime) -> list[dict[str, Any]]:
    """An Event; nothing while the day is not set, since an Event must have one."""
    if not council.is_exact:
        return []
    address = absolute(request, council.get_url(request))
    facts: dict[str, Any] = {
        "@type": "Event",
        "name": _("Council %(number)d: %(theme)s") % {"number": council.number, "theme": council.title},
        "startDate": _instant(council, council.starts),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": _way(council),
        "location": _locations(council, address, now),
        "isAccessibleForFree": True,
        "organizer": organization(request),
        "url": address,
    }
    if council.ends:
        facts["endDate"] = _instant(council, council.ends)
    if council.description:
        facts["description"] = council.description
    return [{name: value for name, value in facts.items() if value}]


def remarks_on(council: CouncilPage, now: dt.datetime) -> list[Remark]:
    """Sentences for the check list; which ones depends on whether the meeting is over at `now`."""
    if not council.date or "date" in council.meeting_faults():
        return []  # the form says it already
    if council.is_past_at(now):
        looked_at = [
            (
                not council.summary and not council.summary_document,
                _("The meeting is over: write the summary, or check the date."),
                "summary",
            ),
            (
                bool(council.invitation) and not council.summary and not council.first_published_at,
                _("There is an invitation, but the date has passed. Is the date right?"),
                "date",
            ),
        ]
    else:
        unset = council.is_exact and not council.starts
        looked_at = [
            (not council.invitation, _("There is no invitation yet: say why one should come."), "invitation"),
            (not council.place and not council.is_digital, _("The meeting has no place yet."), "place"),
            (unset, _("The meeting has no time yet."), "starts"),
            (not council.groups, _("Nobody is named as taking part: tick the groups."), "groups"),
            (
                bool(council.registration_contact_id) and not council.has_registration,
                _("The contact for registration takes no messages any longer: choose another."),
                "registration_contact",
            ),
            (
                council.has_registration and not council.is_registration_open_at(now),
                _("The last day to register has passed."),
                "registration_until",
            ),
        ]
    looked_at.append(
        (_is_number_taken(council), _("Another council of the series has the same number."), "number")
    )
    return [Remark(text, field) for applies, text, field in looked_at if applies]


def _is_number_taken(council: CouncilPage) -> bool:
    """Whether a sibling has the same number; a page that is not saved yet has no siblings."""
    if not council.pk or council.number is None:
        return False
    return bool(council.get_siblings(inclusive=False).filter(councilpage__number=council.number).exists())


def _instant(council: CouncilPage, time: dt.time | None) -> str:
    """With the time zone's offset when there is a time, else the day alone."""
    if not time:
        return council.date.isoformat()
    return dt.datetime.combine(council.date, time, timezone.get_default_timezone()).isoformat()


def _way(council: CouncilPage) -> str:
    ways = {
        (True, True): "MixedEventAttendanceMode",
        (False, True): "OnlineEventAttendanceMode",
    }
    name = ways.get((bool(council.place), council.is_digital), "OfflineEventAttendanceMode")
    return f"https://schema.org/{name}"


def _locations(council: CouncilPage, address: str, now: dt.datetime) -> list[dict[str, str]]:
    places = []
    if council.place:
        places.append({"@type": "Place", "name": council.place, "address": council.place})
    if council.is_digital:
        joined = council.join_url if council.join_url and not council.is_past_at(now) else address
        places.append({"@type": "VirtualLocation", "url": joined})
    return places
