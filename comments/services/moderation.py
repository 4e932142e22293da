"""What a moderator decides about a comment. Each decision is one transaction under the lock of the thread, and one line
of the log; `comments.services.undoing` takes the last one back, `comments.services.bulk` makes many.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comments.models import Appeal, Comment
from comments.people.permissions import may_moderate
from comments.rules.acts import Act, Hold
from comments.rules.errors import RuleViolation
from comments.rules.holding import text_key
from comments.rules.identity import identity_numbers
from comments.rules.redaction import check_redaction
from comments.rules.states import QUEUED_STATES, HiddenReason, State
from comments.services import locks
from comments.services.changes import change
from comments.services.reports import handle_reports
from radslag.clock import database_now
from radslag.incoming.plain import plain_line, plain_text, says_something

NEVER_DECIDED = frozenset({State.UNCONFIRMED, State.WITHDRAWN})
"""Those that are the author's own business."""


@transaction.atomic
def approve_comment(*, comment_id: int, moderator: Any, seen: str = "") -> Comment:
    """Show a comment that waits or was set aside; its reports are handled. One that is shown already stays as it is.

    `seen`: see `lock_for`, here and below. Raises RuleViolation (`illegal_move`, `identity_number`, and what `lock_for`
    raises), or PermissionDenied if `moderator` does not moderate its page.
    """
    comment = lock_for(moderator, comment_id, seen)
    if comment.state == State.APPROVED:
        return comment
    if comment.state not in QUEUED_STATES:
        raise RuleViolation("illegal_move")
    return _show(comment, moderator, Act.APPROVE)


@transaction.atomic
def restore_comment(*, comment_id: int, moderator: Any, seen: str = "") -> Comment:
    """Show a hidden comment again; its reason goes. One that is shown stays as it is.

    Raises as `approve_comment`, and RuleViolation (`appeal_open`) when its author waits for an answer.
    """
    comment = lock_for(moderator, comment_id, seen)
    if comment.state == State.APPROVED:
        return comment
    if comment.state != State.HIDDEN:
        raise RuleViolation("illegal_move")
    if Appeal.objects.filter(comment=comment, answered_at=None).exists():
        raise RuleViolation("appeal_open")
    return _show(comment, moderator, Act.RESTORE)


@transaction.atomic
def hide_comment(*, comment_id: int, moderator: Any, reason: str, text: str = "", seen: str = "") -> Comment:
    """Hide a comment from readers, who see `reason` (a HiddenReason) and `text` in its place. Its replies stay.

    Raises RuleViolation (`reason_missing`, `identity_number` in the words, `illegal_move`, and what `lock_for` raises) or
    PermissionDenied.
    """
    text = checked_reason(reason, text)
    comment = lock_for(moderator, comment_id, seen)
    if comment.state == State.HIDDEN:  # a colleague was quicker, and gave readers a reason
        raise RuleViolation("illegal_move")
    comment.hidden_reason, comment.hidden_text = reason, text
    now = database_now()
    handle_reports(comment=comment, now=now)
    change(comment, Act.HIDE, to=State.HIDDEN, by=moderator, now=now, reason=reason, text=text)
    return comment


@transaction.atomic
def dismiss_reports(*, comment_id: int, moderator: Any, seen: str = "") -> Comment:
    """Let a shown comment stand although it was reported. From then on reports do not set it aside by themselves.

    Raises RuleViolation (`no_reports`, `illegal_move`, and what `lock_for` raises) or PermissionDenied.
    """
    comment = lock_for(moderator, comment_id, seen)
    if comment.state != State.APPROVED:
        raise RuleViolation("illegal_move")
    if not comment.reports:
        raise RuleViolation("no_reports")
    now = database_now()
    handle_reports(comment=comment, now=now)
    comment.decided_by, comment.decided_at = moderator, now
    change(comment, Act.DISMISS, by=moderator, now=now)
    return comment


@transaction.atomic
def redact_comment(
    *, comment_id: int, moderator: Any, text: str, name: str, show: bool = False, seen: str = ""
) -> Comment:
    """Take personal data out of the text or the name; the log keeps what stood there. `show` also approves it.

    `text` and `name` may hold less than the author wrote, and notes within brackets. Raises RuleViolation
    (`nothing_taken_out`, `words_added`, `nothing_left`, `identity_number`, and what `lock_for` raises) or PermissionDenied,
    and then writes nothing.
    """
    text, name = plain_text(text), plain_line(name)
    comment = lock_for(moderator, comment_id, seen)
    before, name_before = comment.comment, comment.user_name
    if not says_something(text):
        raise RuleViolation("nothing_left")
    check_redaction(f"{name_before}\n{before}", f"{name}\n{text}")
    refuse_identity_numbers(text, name)
    now = database_now()
    comment.comment, comment.user_name, comment.redacted_at = text, name, now
    comment.text_key = text_key(text)
    comment.holds = [hold for hold in comment.holds if hold != Hold.IDENTITY_NUMBER]
    change(comment, Act.REDACT, by=moderator, now=now, text_before=before, name_before=name_before)
    if show and comment.state in QUEUED_STATES:
        _show(comment, moderator, Act.APPROVE)
    return comment


def checked_reason(reason: str, text: str) -> str:
    """The words that go with `reason`, as they are shown. Raises RuleViolation (`reason_missing`, `identity_number`)."""
    text = plain_line(text)[:200]
    if reason not in HiddenReason.values or (reason == HiddenReason.OTHER and not says_something(text)):
        raise RuleViolation("reason_missing")
    refuse_identity_numbers(text)
    return text


def refuse_identity_numbers(*texts: str) -> None:
    """Personal identity numbers are never published. Raises RuleViolation (`identity_number`)."""
    if any(identity_numbers(text) for text in texts):
        raise RuleViolation("identity_number")


def lock_for(moderator: Any, comment_id: int, seen: str = "") -> Comment:
    """The comment, under the locks of its thread and of its own row (likes and reports are counted there).

    `seen` is the version that the moderator has read, if it is known: what has another text or state now is not decided
    about unread. Raises RuleViolation (`no_such_comment`, `illegal_move` for what is the author's own, `erased`,
    `changed_since`) or PermissionDenied.
    """
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("no_such_comment")
    rows = Comment.objects.select_for_update(of=("self",)).select_related("page")
    comment = rows.get(pk=comment_id)
    if comment.page is None or not may_moderate(moderator, comment.page):
        raise PermissionDenied
    if comment.erased_at is not None:
        raise RuleViolation("erased")
    if comment.state in NEVER_DECIDED:
        raise RuleViolation("illegal_move")
    if seen and seen != comment.version:
        raise RuleViolation("changed_since")
    return comment


def show_again(comment: Comment, *, by: Any, act: Act, now: dt.datetime, text: str = "") -> None:
    """Move a comment that the caller has locked to "shown". Raises RuleViolation (`identity_number`, `illegal_move`)."""
    refuse_identity_numbers(comment.comment, comment.user_name)
    handle_reports(comment=comment, now=now)
    change(comment, act, to=State.APPROVED, by=by, now=now, text=text)


def _show(comment: Comment, moderator: Any, act: Act) -> Comment:
    show_again(comment, by=moderator, act=act, now=database_now())
    return comment
