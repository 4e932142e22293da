"""What the author's own page of a comment shows. Reads only."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest

from comments.display.standing import confirm_until, promise_hours_of, standing_of
from comments.models import Appeal, Comment, Decision, Follow, Participant
from comments.rules.acts import Act
from comments.rules.own import WITHDRAWABLE_STATES, edit_ends, may_edit
from comments.rules.states import State
from comments.talked_about.targets import key_of, readable_above
from radslag.clock import database_now


def own_context(request: HttpRequest, comment: Comment, token: str) -> dict[str, Any]:
    """All that comments/mine.html needs. What the comment stands under is named only if this reader may read it."""
    now = database_now()
    target = target_for(request, comment)
    known = known_author(comment) is not None
    return {
        "token": token,
        "comment": comment,
        "standing": standing_of(comment, now=now, promise_hours=promise_hours_of(target)),
        "target": target,
        "target_key": key_of(target) if target is not None else "",
        "is_too_late": comment.state == State.UNCONFIRMED and now >= confirm_until(comment),
        "trail": trail_of(target),
        "place": comment.get_absolute_url() if target is not None and comment.is_public else "",
        "edit_until": edit_ends(comment.submit_date) if can_edit(comment, now) else None,
        "can_withdraw": comment.state in WITHDRAWABLE_STATES,
        "is_known": known,
        "follows": known and _follows(comment),
        "can_follow": target is not None and comment.state == State.APPROVED,
        "appeal": latest_appeal(comment),
        "can_appeal": appealable_decision(comment) is not None,
    }


def known_author(comment: Comment) -> Participant | None:
    """The participant, if its owner has confirmed the address for this very comment.

    That the address is confirmed is not enough: anybody can write somebody else's above a comment.
    """
    author = comment.participant
    is_theirs = author is not None and author.is_confirmed and comment.state != State.UNCONFIRMED
    return author if is_theirs else None


def target_for(request: HttpRequest, comment: Comment) -> Any:
    """What the comment stands under, or None when this reader may not read it (any more)."""
    try:
        return readable_above(request, comment)
    except Http404:
        return None


def trail_of(target: Any) -> list[Any]:
    """The pages above, for the path in the band."""
    return [*target.thread_page.get_ancestors()[1:], target.thread_page] if target is not None else []


def can_edit(comment: Comment, now: dt.datetime) -> bool:
    """Whether the author may change the text at `now`: in time, and not once the municipality has had a hand in it."""
    sent_at = comment.submit_date
    if comment.redacted_at or not may_edit(comment.state, sent_at=sent_at, now=now):
        return False
    return not is_answered(comment)


def is_answered(comment: Comment) -> bool:
    """Whether the municipality has answered the comment itself."""
    answers = Comment.objects.order_by().filter(
        thread_id=comment.thread_id, parent_id=comment.pk, level__gt=0
    )
    return answers.filter(is_staff_answer=True).exists()


def latest_appeal(comment: Comment) -> Appeal | None:
    """What the author has asked for last."""
    return Appeal.objects.filter(comment_id=comment.pk).order_by("-made_at", "-pk").first()


def appealable_decision(comment: Comment) -> Decision | None:
    """The decision that hid the comment, if its author has not asked for a new look at it."""
    if comment.state != State.HIDDEN or comment.erased_at:
        return None
    decision = (
        Decision.objects.filter(comment_id=comment.pk, act=Act.HIDE, undone_by=None)
        .select_related("appeal")
        .first()
    )
    return None if decision is None or hasattr(decision, "appeal") else decision


def _follows(comment: Comment) -> bool:
    rows = Follow.objects.filter(participant_id=comment.participant_id, confirmed_at__isnull=False)
    return rows.filter(conversation_id=comment.conversation_id, root_id__in=[comment.thread_id]).exists()
