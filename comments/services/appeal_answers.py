"""A moderator answers an author who has asked for a new look at a decision to hide."""

from typing import Any

from django.db import transaction

from comments.models import Appeal
from comments.people.permissions import branches_of_others
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services.changes import change
from comments.services.moderation import lock_for, refuse_identity_numbers, show_again
from radslag.clock import database_now
from radslag.incoming.plain import plain_text, says_something

ANSWER_LENGTH = 1000


@transaction.atomic
def answer_appeal(*, appeal_id: int, moderator: Any, granted: bool, answer: str = "") -> Appeal:
    """Show the comment again, or let it stay hidden and say why. The author is told, by mail if there is an address.

    Another moderator answers than who hid it, where the branch has more than one. Raises RuleViolation (`appeal_answered`,
    `own_decision`, `answer_missing`, `too_long`, `identity_number`, and what `lock_for` raises) or PermissionDenied.
    """
    answer = _checked(answer, granted)
    appeal = Appeal.objects.select_related("decision").filter(pk=appeal_id).first()
    if appeal is None:
        raise RuleViolation("no_such_comment")
    comment = lock_for(moderator, appeal.comment_id)
    appeal.refresh_from_db(fields=["answered_at"])
    if appeal.answered_at is not None or comment.state != State.HIDDEN:
        raise RuleViolation("appeal_answered")
    if not may_answer(moderator, appeal):
        raise RuleViolation("own_decision")
    now = database_now()
    appeal.answered_at, appeal.answered_by = now, moderator
    appeal.granted, appeal.answer = granted, answer
    appeal.save()
    if granted:
        show_again(comment, by=moderator, act=Act.ANSWER_APPEAL, now=now, text=answer)
    else:
        change(comment, Act.ANSWER_APPEAL, by=moderator, now=now, text=answer)
    return appeal


def may_answer(moderator: Any, appeal: Appeal) -> bool:
    """Whether `moderator` may answer: who hid the comment may only when nobody else moderates its page."""
    if appeal.decision.by_id != moderator.pk:
        return True
    page = appeal.comment.page
    return page is None or not page.path.startswith(tuple(branches_of_others(moderator)))


def _checked(answer: str, granted: bool) -> str:
    answer = plain_text(answer)
    if not granted and not says_something(answer):
        raise RuleViolation("answer_missing")
    if len(answer) > ANSWER_LENGTH:
        raise RuleViolation("too_long")
    refuse_identity_numbers(answer)
    return answer
