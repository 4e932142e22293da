"""What a moderator decides about a comment."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from comments.models import Comment
from comments.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.rules.states import HiddenReason, State, may_move
from comments.services import locks
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
    return _show(comment, moderator, "comments.approve")


@transaction.atomic
def restore_comment(*, comment_id: int, moderator: Any) -> Comment:
    """Show a hidden comment again; its reason goes. One that is shown stays as it is. Raises as `approve_comment`."""
    comment = _locked(comment_id, moderator)
    if comment.state == State.WAITING:
        raise RuleViolation("illegal_move")
    return _show(comment, moderator, "comments.restore")


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
    return _decide(comment, State.HIDDEN, moderator, "comments.hide")


def _show(comment: Comment, moderator: Any, action: str) -> Comment:
    if comment.state == State.APPROVED:
        return comment
    comment.hidden_reason = comment.hidden_text = ""
    return _decide(comment, State.APPROVED, moderator, action)


def _decide(comment: Comment, to: State, moderator: Any, action: str) -> Comment:
    if not may_move(comment.state, to):
        raise RuleViolation("illegal_move")
    comment.state = to
    comment.decided_by = moderator
    comment.decided_at = database_now()
    if to == State.APPROVED and comment.shown_at is None:
        comment.shown_at = comment.decided_at
    comment.save()
    data = {"reason": comment.hidden_reason, "text": comment.hidden_text} if to == State.HIDDEN else {}
    log(comment, action, user=moderator, title=comment.anchor, data=data)
    return comment


def _locked(comment_id: int, moderator: Any) -> Comment:
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("no_such_comment")
    comment = Comment.objects.select_related("page").get(pk=comment_id)
    if comment.page is None or not may_moderate(moderator, comment.page):
        raise PermissionDenied
    return comment
