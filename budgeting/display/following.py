"""What the links to follow a round say at an instant: the same for everyone."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from budgeting.models.rounds import Round
from budgeting.rules.following import Event, next_event


def follow_label(round_: Round, now: dt.datetime) -> str:
    """The words of the link; empty when nothing more comes that one could be told of."""
    event = None if round_.is_cancelled_at(now) else next_event(round_.schedule, round_.clock_at(now))
    if event is None:
        return ""
    return {
        Event.SUBMISSION_OPENS: _("Tell me when proposals can be handed in"),
        Event.PROPOSALS_SHOWN: _("Tell me when the proposals are shown"),
        Event.VOTING_OPENS: _("Tell me when voting opens"),
        Event.RESULT: _("Tell me when the result comes"),
    }[event]
