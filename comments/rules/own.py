"""What authors may do with their own comments, and for how long. Pure."""

import datetime as dt

from comments.rules.states import State

EDIT_WINDOW = dt.timedelta(minutes=15)
"""From when it was sent."""
CONFIRM_WITHIN = dt.timedelta(hours=24)
"""From when the link was sent: for a comment and for a follower alike."""
APPEAL_LENGTH = 1000

EDITABLE_STATES = frozenset({State.UNCONFIRMED, State.WAITING, State.APPROVED, State.ASIDE})
WITHDRAWABLE_STATES = frozenset(State) - {State.WITHDRAWN, State.HIDDEN}
"""A hidden one is out of sight already: its stub says why, which a stub "withdrawn" would hide. It can be erased."""


def edit_ends(sent_at: dt.datetime) -> dt.datetime:
    """The instant from which the text can no longer be changed."""
    return sent_at + EDIT_WINDOW


def may_edit(state: str, *, sent_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the time and the state let the author change the text at `now`."""
    return state in EDITABLE_STATES and now < edit_ends(sent_at)


def masked(email: str) -> str:
    """An address as its owner knows it again and a stranger learns little: n…@example.org."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
