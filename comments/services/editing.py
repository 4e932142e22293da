"""The author changes the text, for a quarter of an hour after it was sent."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from comments.display.own import is_answered
from comments.models import Comment
from comments.rules.acts import Act, Hold
from comments.rules.errors import RuleViolation
from comments.rules.holding import text_key
from comments.rules.own import EDITABLE_STATES, edit_ends
from comments.rules.states import State
from comments.services.changes import change
from comments.services.holding import holds_again
from comments.services.own import locked_comment
from comments.talked_about.targets import defaults_for, policy_of, target_of
from radslag.clock import database_now
from radslag.incoming.plain import plain_text, says_something
from radslag.limits import hit_all, limit_for

MOST_CHANGES = 10


@transaction.atomic
def edit_comment(*, comment_id: int, text: str) -> Comment:
    """Give the comment another text; the log keeps the one before. The rules of posting look at it anew.

    What is shown already stays so only where its author could write it there at once; else it is set aside for a
    moderator, who has not read this text. What waits goes on waiting. An answer from the municipality or a moderator's
    hand in the text ends the author's changes. The same text again changes nothing. Raises RuleViolation (`empty`,
    `too_long`, `edit_too_late`, `edit_too_often`, `edit_answered`, `illegal_move`, `no_such_comment`) and then writes nothing.
    """
    text = plain_text(text)
    if not says_something(text):
        raise RuleViolation("empty")
    if len(text) > settings.COMMENT_MAX_LENGTH:
        raise RuleViolation("too_long")
    comment = locked_comment(comment_id)
    now = database_now()
    _check(comment, now)
    if text == comment.comment:
        return comment
    before, comment.comment, comment.edited_at = comment.comment, text, now
    comment.text_key = text_key(text)
    comment.holds = _holds(comment)
    to = _state_after(comment)
    change(
        comment,
        Act.EDIT,
        to=to,
        now=now,
        text_before=before,
        name_before=comment.user_name,
        holds=comment.holds,
    )
    return comment


def _check(comment: Comment, now: dt.datetime) -> None:
    if comment.state not in EDITABLE_STATES or comment.redacted_at is not None:
        raise RuleViolation("illegal_move")
    if now >= edit_ends(comment.submit_date):
        raise RuleViolation("edit_too_late")
    if is_answered(comment):
        raise RuleViolation("edit_answered")
    changes = limit_for("comment-changes", str(comment.pk), times=MOST_CHANGES, window=dt.timedelta(hours=1))
    if hit_all([changes]) is not None:
        raise RuleViolation("edit_too_often")


def _holds(comment: Comment) -> list[Hold]:
    found = holds_again(comment, defaults=defaults_for(comment.page))
    others = Comment.objects.order_by().filter(text_key=comment.text_key).exclude(pk=comment.pk)
    is_copy = comment.text_key and Hold.SAME_TEXT not in found and others.exists()
    return [*found, Hold.SAME_TEXT] if is_copy else found


def _state_after(comment: Comment) -> State | None:
    if comment.state != State.APPROVED:
        return None
    if not comment.holds and _shows_at_once(comment):
        comment.decided_by = None  # whoever approved it has not read this text
        return None
    comment.holds = [*comment.holds, Hold.CHANGED]
    return State.ASIDE


def _shows_at_once(comment: Comment) -> bool:
    target = target_of(comment.conversation)
    if target is None:
        return False
    approved = Comment.objects.order_by().filter(
        participant_id=comment.participant_id, participant__isnull=False, decided_by__isnull=False
    )
    others = approved.filter(state=State.APPROVED).exclude(pk=comment.pk)
    return policy_of(target).shows_at_once(approved_before=others.count())
