"""What followers of a round are told of, by the round's own clock."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection

from budgeting.rules.phases import Schedule

STALE_AFTER = dt.timedelta(days=2)
"""What happened longer ago than that is no news: nobody is mailed about it any more."""
LAST_DAY = dt.timedelta(days=1)
LEAST_TO_REMIND = dt.timedelta(days=2)
"""Who votes in less time than that is not reminded: voting has just opened."""


class Event(enum.StrEnum):
    """An instant of a round that is worth a mail, in the order in which they come."""

    SUBMISSION_OPENS = "submission_opens"
    PROPOSALS_SHOWN = "proposals_shown"
    VOTING_OPENS = "voting_opens"
    LAST_DAY = "last_day"
    RESULT = "result_at"


def instants(schedule: Schedule) -> dict[Event, dt.datetime]:
    """When each event happens, in order. The last day is none of its own in a short vote."""
    happens = {
        Event.SUBMISSION_OPENS: schedule.submission_opens,
        Event.PROPOSALS_SHOWN: schedule.proposals_shown,
        Event.VOTING_OPENS: schedule.voting_opens,
        Event.LAST_DAY: schedule.voting_closes - LAST_DAY,
        Event.RESULT: schedule.result,
    }
    if schedule.voting_closes - schedule.voting_opens < LEAST_TO_REMIND:
        del happens[Event.LAST_DAY]
    return happens


def is_stale(event: Event, schedule: Schedule, now: dt.datetime) -> bool:
    """Whether the event is no news any more: nobody is told that voting closes tomorrow when it has closed."""
    if event is Event.LAST_DAY and now >= schedule.voting_closes:
        return True
    return now - instants(schedule)[event] > STALE_AFTER


def next_event(schedule: Schedule, now: dt.datetime) -> Event | None:
    """The first event after `now`; None when all have happened. Of two at the same instant the later step is told of."""
    coming = [(instant, event) for event, instant in instants(schedule).items() if instant > now]
    if not coming:
        return None
    first = min(instant for instant, _event in coming)
    return [event for instant, event in coming if instant == first][-1]


def due_events(schedule: Schedule, now: dt.datetime, told: Collection[str]) -> list[Event]:
    """The events that have happened and that nobody has been told of, in order."""
    return [
        event for event, instant in instants(schedule).items() if instant <= now and event.value not in told
    ]
