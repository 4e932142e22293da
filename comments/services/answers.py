"""What the municipality does with a comment: pins it, takes it as a question to itself, and answers.

A question that is on the public list leaves it in two ways: by an answer, or taken off by whoever finds that it was no
question, before its day has come. From then on only an answer helps, be it that there is no answer to give. An answer that
is hidden or taken back is none: the question is open again, until it is shown again or another one comes.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, Conversation, Question
from comments.people.permissions import moderators_of
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services.changes import change
from comments.services.moderation import lock_for, refuse_identity_numbers
from radslag.audit.services import record
from radslag.clock import database_now
from radslag.incoming.plain import plain_line, says_something

MOST_PINNED = 3
UNIT_MAX_LENGTH = 80
LATEST_DUE = dt.timedelta(days=366)


@transaction.atomic
def pin_comment(*, comment_id: int, moderator: Any) -> Comment:
    """Let a shown comment stand first in its conversation; one that is pinned already stays as it is.

    At most three are pinned at a time: the conversation's row is locked for the count. Raises RuleViolation (`gone`,
    `too_many_pinned`, and what `moderation.lock_for` raises) or PermissionDenied.
    """
    comment = _shown_for(moderator, comment_id)
    if comment.pinned_at is not None:
        return comment
    _lock_conversation(comment.conversation_id)
    if pinned_in(comment.conversation_id) >= MOST_PINNED:
        raise RuleViolation("too_many_pinned")
    now = database_now()
    comment.pinned_at = now
    change(comment, Act.PIN, by=moderator, now=now)
    return comment


@transaction.atomic
def unpin_comment(*, comment_id: int, moderator: Any) -> Comment:
    """Let a comment stand in its own place again. Raises as `pin_comment`."""
    comment = lock_for(moderator, comment_id)
    if comment.pinned_at is not None:
        comment.pinned_at = None
        change(comment, Act.UNPIN, by=moderator, now=database_now())
    return comment


def pinned_in(conversation_id: int) -> int:
    """How many comments of the conversation stand first. What is no longer shown does not."""
    pinned = Comment.objects.filter(conversation=conversation_id, pinned_at__isnull=False)
    return pinned.filter(state__in=(State.APPROVED, State.ASIDE)).count()


@transaction.atomic
def ask_us(*, comment_id: int, moderator: Any, unit: str, assigned_to: Any, due_on: dt.date) -> Question:
    """Take a shown comment as a question to the municipality, or change who answers it and by when.

    `unit` is public; `assigned_to`, who moderates the page, gets the reminders, anew when she or the date is another. Raises
    RuleViolation (`gone`, `own_answer`, `unit_missing`, `not_assignable`, `bad_due_date`, `already_answered`,
    `identity_number`, and what `moderation.lock_for` raises) or PermissionDenied.
    """
    unit = plain_line(unit)[:UNIT_MAX_LENGTH]
    comment = _shown_for(moderator, comment_id)
    if comment.is_staff_answer:
        raise RuleViolation("own_answer")
    if not says_something(unit):
        raise RuleViolation("unit_missing")
    refuse_identity_numbers(unit)
    now = database_now()
    question = Question.objects.filter(comment=comment).first() or Question(
        comment=comment, asked_by=moderator, asked_at=now
    )
    if question.is_answered:
        raise RuleViolation("already_answered")
    _check_assignable(assigned_to, comment)
    _check_due(due_on, question, now)
    if (question.assigned_to_id, question.due_on) != (assigned_to.pk, due_on):
        question.reminded_at = None
    question.unit, question.assigned_to, question.due_on = unit, assigned_to, due_on
    question.save()
    record("comments.ask_us", by=moderator, about=comment)
    return question


@transaction.atomic
def take_off(*, comment_id: int, moderator: Any) -> None:
    """Let a comment be no question any longer, which is possible until its day has come.

    Raises RuleViolation (`already_answered`, `too_late_to_take_off`, and what `moderation.lock_for` raises) or PermissionDenied.
    """
    question = _open_question(comment := lock_for(moderator, comment_id))
    if timezone.localdate(database_now()) > question.due_on:
        raise RuleViolation("too_late_to_take_off")
    question.delete()
    record("comments.take_off", by=moderator, about=comment)


@transaction.atomic
def choose_answer(*, comment_id: int, moderator: Any, answer_id: int) -> Question:
    """Say which of the municipality's comments in the conversation answers the question.

    Raises RuleViolation (`already_answered`, `no_answer`, and what `moderation.lock_for` raises) or PermissionDenied.
    """
    question = _open_question(comment := lock_for(moderator, comment_id))
    answer = possible_answers(comment).filter(pk=answer_id).first()
    if answer is None:
        raise RuleViolation("no_answer")
    question.answer, question.answered_at = answer, answer.shown_at
    question.save(update_fields=["answer", "answered_at"])
    record("comments.choose_answer", by=moderator, about=comment, facts={"answer": answer.pk})
    return question


def possible_answers(comment: Comment) -> Any:
    """The municipality's shown comments in the same conversation since the comment came, newest first."""
    answers = Comment.objects.approved().filter(conversation=comment.conversation_id, is_staff_answer=True)
    return (
        answers.exclude(pk=comment.pk).filter(shown_at__gte=comment.submit_date).order_by("-shown_at", "-pk")
    )


def note_answer(reply: Comment) -> int:
    """Note that a staff reply answers the open questions it stands below; for `post_comment`, under the thread's lock.

    Returns how many. One statement, and none for a reply that is not the municipality's.
    """
    if not reply.is_staff_answer or not reply.level:
        return 0
    above = Q(comment=reply.parent_id) | Q(comment=reply.thread_id)
    above |= Q(comment__in=Comment.objects.filter(pk=reply.parent_id).order_by().values("parent_id"))
    return Question.objects.open().filter(above).update(answer=reply, answered_at=reply.submit_date)


def _shown_for(moderator: Any, comment_id: int) -> Comment:
    comment = lock_for(moderator, comment_id)
    if comment.state != State.APPROVED:
        raise RuleViolation("gone")
    return comment


def _open_question(comment: Comment) -> Question:
    question = Question.objects.open().filter(comment=comment).first()
    if question is None:
        raise RuleViolation("already_answered")
    return question


def _lock_conversation(conversation_id: int) -> None:
    """After the thread's lock. Those who write are not kept waiting by it."""
    list(Conversation.objects.select_for_update(no_key=True).filter(pk=conversation_id).values_list("pk"))


def _check_assignable(person: Any, comment: Comment) -> None:
    if (
        comment.page is None
        or person is None
        or not moderators_of(comment.page).filter(pk=person.pk).exists()
    ):
        raise RuleViolation("not_assignable")


def _check_due(due_on: dt.date, question: Question, now: dt.datetime) -> None:
    """A new date lies ahead, at most a year; a date that is only kept may be past."""
    today = timezone.localdate(now)
    is_kept = question.due_on == due_on
    if not is_kept and not today <= due_on <= today + LATEST_DUE:
        raise RuleViolation("bad_due_date")
