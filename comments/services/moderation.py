"""What a moderator decides about a comment."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comments.models import Comment
from comments.permissions import may_moderate
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import HiddenReason, State
from comments.services import locks
from comments.services.changes import change
from radslag.clock import database_now
from radslag.plain import plain_line


@transaction.atomic
def approve_comment(*, comment_id: int, moderator: Any) -> Comment:
    """Show a waiting comment. One that is already shown stays as it is.

    Raises RuleViolation (`illegal_move`, `no_such_comment`), or PermissionDenied if `moderator` does not moderate its page.
    """
    comment = _locked(comment_id, moderator)
    if comment.state == State.HIDDEN:
        raise RuleViolation("illegal_move")
    return _show(comment, moderator, Act.APPROVE)


@transaction.atomic
def restore_comment(*, comment_id: int, moderator: Any) -> Comment:
    """Show a hidden comment again; its reason goes. One that is shown stays as it is. Raises as `approve_comment`."""
    comment = _locked(comment_id, moderator)
    if comment.state == State.WAITING:
        raise RuleViolation("illegal_move")
    return _show(comment, moderator, Act.RESTORE)


@transaction.atomic
def hide_comment(*, comment_id: int, moderator: Any, reason: str, text: str = "") -> Comment:
    """Hide a comment from readers, who see `reason` (a HiddenReason) and `text` in its place. Its replies stay.

    Raises RuleViolation (`reason_missing`, `illegal_move`, `no_such_comment`) or PermissionDenied.
    """
    text = plain_line(text)[:200]
    if reason not in HiddenReason.values or (reason == HiddenReason.OTHER and not text):
        raise RuleViolation("reason_missing")
    comment = _locked(comment_id, moderator)
    comment.hidden_reason, comment.hidden_text = reason, text
    change(comment, Act.HIDE, to=State.HIDDEN, by=moderator, now=database_now(), reason=reason, text=text)
    return comment


def _show(comment: Comment, moderator: Any, act: Act) -> Comment:
    if comment.state == State.APPROVED:
        return comment
    change(comment, act, to=State.APPROVED, by=moderator, now=database_now())
    return comment


def _locked(comment_id: int, moderator: Any) -> Comment:
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("no_such_comment")
    comment = Comment.objects.select_related("page").get(pk=comment_id)
    if comment.page is None or not may_moderate(moderator, comment.page):
        raise PermissionDenied
    return comment
