"""The one way in which a stored comment changes: its state moves as the rules allow, and a line is written in the log.

Call it under the thread's lock.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from comments.models import Comment, Decision
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import QUEUED_STATES, State, may_move
from comments.services.announcing import announce


def change(
    comment: Comment,
    act: Act,
    *,
    now: dt.datetime,
    to: State | None = None,
    by: Any = None,
    reason: str = "",
    text: str = "",
    text_before: str = "",
    name_before: str = "",
    holds: Iterable[str] = (),
    undoes: Decision | None = None,
    since: dt.datetime | None = None,
) -> Decision:
    """Move `comment` to state `to` (None: it stays where it is), save it with what else the caller has set on it, log it.

    `since`: from when it has waited, when it comes back to the queue because a decision is undone. Raises RuleViolation
    (`illegal_move`) and then writes nothing.
    """
    before, waited = comment.state, None
    if to is not None and to != before:
        if not may_move(before, to):
            raise RuleViolation("illegal_move")
        waited = _move(comment, to, by=by, now=now, since=since)
    comment.save()
    decision = Decision.objects.create(
        comment=comment,
        act=act,
        by=by,
        at=now,
        reason=reason,
        text=text,
        holds=list(holds),
        state_before=before,
        text_before=text_before,
        name_before=name_before,
        waited=waited,
        undoes=undoes,
    )
    announce(comment, decision)
    return decision


def _move(
    comment: Comment, to: State, *, by: Any, now: dt.datetime, since: dt.datetime | None
) -> dt.timedelta | None:
    waited = now - comment.waiting_since if comment.waiting_since else None
    comment.state = to
    comment.waiting_since = (since or now) if to in QUEUED_STATES else None
    comment.decided_at, comment.decided_by = (None, None) if to == State.WAITING else (now, by)
    if to == State.APPROVED and comment.shown_at is None:
        comment.shown_at = now
    if to not in (State.APPROVED, State.ASIDE):  # what is not shown stands first nowhere
        comment.pinned_at = None
    if to != State.HIDDEN:
        comment.hidden_reason = comment.hidden_text = ""
    return waited if to not in QUEUED_STATES else None
