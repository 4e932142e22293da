"""What a moderator has decided about a comment, and which decisions may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Shown")
    HIDDEN = "hidden", _("Hidden")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.APPROVED, State.HIDDEN}),
    State.APPROVED: frozenset({State.HIDDEN}),
    State.HIDDEN: frozenset({State.APPROVED}),
}
ANSWERABLE_STATES = frozenset({State.APPROVED})


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
    """Whether readers meet the comment in its thread, as text or as the stub of a hidden one."""
    if state == State.HIDDEN:
        return was_shown or reason not in REASONS_WITHOUT_STUB
    return state == State.APPROVED
