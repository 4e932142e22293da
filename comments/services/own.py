"""What authors do with their own comments: change, take away, erase. Each under the thread's lock."""

import secrets
from typing import Any

from django.db import transaction

from comments.display.drawing import forget as forget_drawings
from comments.models import Appeal, Comment, Decision, Like, Report
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.own import WITHDRAWABLE_STATES
from comments.rules.states import State
from comments.services import locks
from comments.services.changes import change
from comments.services.reports import handle_reports
from radslag.clock import database_now


@transaction.atomic
def withdraw_comment(*, comment_id: int) -> Comment:
    """Take the comment out of sight for its author. Its replies stay; one that was shown leaves a stub.

    Its text is kept for as long as the site says (`services.retention`), for the case that it was against the law. A
    comment withdrawn twice is withdrawn once. Raises RuleViolation (`illegal_move`, `no_such_comment`).
    """
    comment = locked_comment(comment_id)
    if comment.state == State.WITHDRAWN:
        return comment
    if comment.state not in WITHDRAWABLE_STATES:
        raise RuleViolation("illegal_move")
    now = database_now()
    _put_out_of_sight(comment, now)
    if comment.state == State.UNCONFIRMED:  # the address may be somebody else's: nobody has shown it
        comment.participant = None
    change(comment, Act.WITHDRAW, to=State.WITHDRAWN, now=now)
    return comment


@transaction.atomic
def erase_comment(*, comment_id: int) -> Comment:
    """Remove all that its author wrote and all that leads to its author; what is left is a place in the thread.

    Gone: text, name, the links to participant and account, the hashes of the text, earlier texts and names in the log, what the
    author wrote when asking for a new look and what was answered to it, likes, and what reporters wrote about it. Kept,
    because the municipality answers for it: that there was a comment, which decisions were made when and by which
    moderator, and the public words of one that hid it. A hidden comment stays hidden. Raises RuleViolation
    (`no_such_comment`).
    """
    comment = locked_comment(comment_id)
    if comment.erased_at is None:
        now = database_now()
        _put_out_of_sight(comment, now)
        _empty(comment, now)
        change(comment, Act.ERASE, to=None if comment.state == State.HIDDEN else State.WITHDRAWN, now=now)
        empty_what_was_said_of(comment)
        transaction.on_commit(forget_drawings)
    return comment


def locked_comment(comment_id: int) -> Comment:
    """The comment, with its thread held until the transaction ends. Raises RuleViolation (`no_such_comment`)."""
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("no_such_comment")
    return Comment.objects.select_related("conversation", "page", "participant").get(pk=comment_id)


def empty_what_was_said_of(comment: Comment) -> None:
    """Empty the texts that stand beside the comment: in its log, its appeals and its reports."""
    log = Decision.objects.filter(comment_id=comment.pk)
    log.exclude(text_before="", name_before="").update(text_before="", name_before="")
    log.exclude(act=Act.HIDE).exclude(text="").update(text="")
    appeals = Appeal.objects.filter(comment_id=comment.pk)
    appeals.filter(answered_at=None).delete()
    appeals.update(text="", answer="")
    Report.objects.filter(comment_id=comment.pk).exclude(text="").update(text="")


def _put_out_of_sight(comment: Comment, now: Any) -> None:
    comment.pinned_at = None
    handle_reports(comment, now)


def _empty(comment: Comment, now: Any) -> None:
    comment.comment = comment.user_name = comment.user_email = comment.user_url = comment.text_key = ""
    comment.user = comment.participant = None
    comment.fingerprint = secrets.token_hex(32)
    comment.erased_at = now
    Like.objects.filter(comment_id=comment.pk).delete()
    comment.likes = 0
