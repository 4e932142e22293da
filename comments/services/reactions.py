"""Liking a comment, and taking it back.

Both hold the thread's lock: what is decided about a comment is saved whole, with the number of its likes, under that lock. That
nobody likes twice is the constraint's doing, not the lock's.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F

from comments.models import Comment, Like, Participant
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import locks
from comments.talked_about import targets
from radslag.clock import database_now


@transaction.atomic
def like_comment(*, comment_id: int, participant: Participant) -> bool:
    """Note that `participant` likes a shown comment; whether that is new. Liking it once more changes nothing.

    Raises RuleViolation (`gone`, `likes_closed`) and then writes nothing. Likes are open as long as the conversation is.
    """
    now = database_now()
    _check_open(_shown(comment_id), now)
    try:
        with transaction.atomic():
            Like.objects.create(comment_id=comment_id, participant=participant, at=now)
    except IntegrityError:  # the constraint: one each
        return False
    Comment.objects.filter(pk=comment_id).update(likes=F("likes") + 1)
    return True


@transaction.atomic
def unlike_comment(*, comment_id: int, participant: Participant) -> bool:
    """Take a like back; whether there was one. What one has said oneself can be taken back at any time.

    Raises RuleViolation (`gone`) when there is no such comment.
    """
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("gone")
    removed, _rows = Like.objects.filter(comment=comment_id, participant=participant).delete()
    if removed:
        Comment.objects.filter(pk=comment_id).update(likes=F("likes") - 1)
    return bool(removed)


def _shown(comment_id: int) -> Comment:
    """The comment under its thread's lock, if readers can read it."""
    if not locks.lock_thread_of(comment_id):
        raise RuleViolation("gone")
    comment = Comment.objects.select_related("conversation").get(pk=comment_id)
    if comment.state != State.APPROVED:
        raise RuleViolation("gone")
    return comment


def _check_open(comment: Comment, now: dt.datetime) -> None:
    target = targets.target_of(comment.conversation)
    if target is None:
        raise RuleViolation("gone")
    if not targets.policy_of(target).is_open_at(now):
        raise RuleViolation("likes_closed")
