"""Where a comment stands, and which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a comment stands. A person decides, or a rule that says which it was."""

    UNCONFIRMED = "unconfirmed", _("Waits for the author’s confirmation")
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Shown")
    ASIDE = "aside", _("Set aside for review")
    HIDDEN = "hidden", _("Hidden")
    WITHDRAWN = "withdrawn", _("Withdrawn by the author")


MOVES: dict[State, frozenset[State]] = {
    State.UNCONFIRMED: frozenset({State.WAITING, State.APPROVED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.APPROVED, State.HIDDEN, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.HIDDEN, State.ASIDE, State.WAITING, State.WITHDRAWN}),
    State.ASIDE: frozenset({State.APPROVED, State.HIDDEN, State.WITHDRAWN}),
    State.HIDDEN: frozenset({State.APPROVED, State.ASIDE, State.WAITING, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
"""From each state, those that may follow. APPROVED and HIDDEN go back to WAITING or ASIDE when a decision is undone."""

ANSWERABLE_STATES = frozenset({State.APPROVED})
QUEUED_STATES = frozenset({State.WAITING, State.ASIDE})
"""Those that a moderator is to read."""
LISTED_STATES = frozenset({State.APPROVED, State.ASIDE, State.HIDDEN, State.WITHDRAWN})
"""Those that readers may meet in the thread: the first as text, the others as stubs."""


class HiddenReason(TextChoices):
    """Why a comment is hidden; each label completes the sentence "hidden, because …"."""

    PERSON = "person", _("it was about an individual person")
    INSULT = "insult", _("it insulted or threatened someone")
    CRIME = "crime", _("it may be against the law")
    OFF_TOPIC = "off_topic", _("it was about something else")
    SPAM = "spam", _("it was advertising or junk")
    OTHER = "other", _("of another reason")


# Junk that was never shown leaves no trace in the thread; all else does, since a guest without an address learns the
# reason nowhere else.
REASONS_WITHOUT_STUB = frozenset({HiddenReason.SPAM})


def may_move(current: str, to: str) -> bool:
    """Whether a comment in state `current` may be given state `to`."""
    return State(to) in MOVES[State(current)]


def is_listed(state: str, *, reason: str, was_shown: bool) -> bool:
    """Whether readers meet the comment in its thread, as text or as a stub."""
    if state == State.HIDDEN:
        return was_shown or reason not in REASONS_WITHOUT_STUB
    if state == State.WITHDRAWN:
        return was_shown
    return state in LISTED_STATES
