"""What the links say that lead to following a round and to its dates: the same for everyone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.models.rounds import Round
from budgeting.rules.following import Event, next_event

if TYPE_CHECKING:
    from budgeting.models.pages import RoundPage


@dataclass(frozen=True, slots=True)
class DateLinks:
    """Ways to get the dates to come: by mail, and as a calendar file."""

    follow_label: str
    follow_url: str
    calendar_url: str


def date_links(page: RoundPage, now: dt.datetime) -> DateLinks | None:
    """The links of a round's page; None when nothing more comes, or not everyone may read the page."""
    label = follow_label(page.round, now)
    if not label or page.get_view_restrictions().exists():
        return None
    number = [page.round_id]
    return DateLinks(
        label,
        reverse("budgeting:follow_round", args=number),
        reverse("budgeting:round_calendar", args=number),
    )


def follow_label(round_: Round, now: dt.datetime) -> str:
    """The words of the link; empty when nothing more comes that one could be told of."""
    event = None if round_.is_cancelled_at(now) else next_event(round_.schedule, round_.clock_at(now))
    if event is None:
        return ""
    return {
        Event.SUBMISSION_OPENS: _("Tell me when proposals can be handed in"),
        Event.PROPOSALS_SHOWN: _("Tell me when the proposals are shown"),
        Event.VOTING_OPENS: _("Tell me when voting opens"),
        Event.LAST_DAY: _("Remind me the day before voting closes"),
        Event.RESULT: _("Tell me when the result comes"),
    }[event]
