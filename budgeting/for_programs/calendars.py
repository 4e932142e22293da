"""The dates of a round as a calendar file (RFC 5545): one event for each instant, in UTC.

An instant has no length: an event without an end. Its identity is the same whatever the dates are; DTSTAMP is the last
change of them, and SEQUENCE the seconds from when the round was made to then. Dates that lie ahead of a pause are
tentative, those that a cancelled round did not reach are cancelled.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _
from icalendar import Event  # type: ignore[import-untyped]

from budgeting.models import Round
from radslag.for_programs.calendar_files import new_calendar


def calendar(round_: Round, *, url: str, now: dt.datetime) -> bytes:
    """The dates of the round at `now`; `url` is the whole address of its page."""
    file = new_calendar(product="Rounds", name=round_.name)
    for name, summary in _summaries().items():
        file.add_component(_event(round_, name, f"{summary}: {round_.name}", url, now))
    content: bytes = file.to_ical()
    return content


def _summaries() -> dict[str, str]:
    return {
        "submission_opens": _("Proposals can be submitted"),
        "submission_closes": _("Last time to submit proposals"),
        "proposals_shown": _("The proposals are shown"),
        "voting_opens": _("Voting opens"),
        "voting_closes": _("Voting closes"),
        "result_at": _("The result comes"),
    }


def _event(round_: Round, name: str, summary: str, url: str, now: dt.datetime) -> Event:
    instant: dt.datetime = getattr(round_, name)
    changed = round_.changed_at.astimezone(dt.UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", str(uuid.uuid5(round_.programme.translation_key, f"{round_.pk} {name}")))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(0, int((round_.changed_at - round_.created_at).total_seconds())))
    event.add("dtstart", instant.astimezone(dt.UTC))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    status, words = _standing(round_, instant, now)
    event.add("status", status)
    if words:
        event.add("description", words)
    event.add("url", url)
    return event


def _standing(round_: Round, instant: dt.datetime, now: dt.datetime) -> tuple[str, str]:
    """STATUS, and what there is to say of it."""
    if instant > round_.clock_at(now):
        if round_.is_cancelled_at(now):
            return "CANCELLED", _("The round is cancelled. Its page says why.")
        if round_.is_paused_at(now):
            return "TENTATIVE", _("The round is paused. It goes on later, with new dates.")
    return "CONFIRMED", ""
