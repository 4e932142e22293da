"""The worker's side of announcing: what is told, to whom, and only once.

Each mail is put into the outbox in the transaction that notes that it was told, so that a task may run twice or be broken
off. What has changed since the task was left is looked at anew: nobody is told of an undone decision, or shown what is
hidden by now.
"""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction

from comments.display.own import known_author
from comments.mails import following as mails
from comments.mails import to_authors as letters
from comments.models import Appeal, Comment, Decision, Follow, Notice, Participant
from comments.rules.acts import Act
from comments.rules.states import State
from comments.services.announcing import followers_of
from comments.talked_about.publicity import is_public
from comments.tasks import tell_author_task
from radslag.clock import database_now
from radslag.limits import hit_all, limit_for

DAY = dt.timedelta(days=1)
MOST_AT_ONCE, MOST_ABOUT_OWN = 10, 20
"""Mails to one address within a day. What comes after waits for the daily digest."""


@transaction.atomic
def tell_author(*, decision_id: int) -> bool:
    """Mail the author what was decided; whether a mail was made now. Who has had many today is told tomorrow."""
    rows = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id, told_at=None)
    decision = rows.select_related("comment__participant", "comment__conversation__page", "undoes").first()
    if decision is None or hasattr(decision, "undone_by"):
        return False
    comment = decision.comment
    author = known_author(comment)
    if author is None or comment.erased_at:
        return False
    mail = mail_about(decision, comment, author)
    if mail is None:
        return False
    if not _may_mail(author, "own", MOST_ABOUT_OWN):
        tell_author_task.using(run_after=database_now() + DAY).enqueue(decision_id)
        return False
    decision.told_at = database_now()
    decision.save(update_fields=["told_at"])
    mail.send()
    return True


def mail_about(decision: Decision, comment: Comment, author: Participant) -> EmailMessage | None:
    """The mail for a decision, as long as the comment is where the decision left it; None when nothing is to be told."""
    act, state = Act(decision.act), State(comment.state)
    if act == Act.UNDO:
        return _about_undone(decision, comment, author)
    if act == Act.CONFIRM:
        return letters.your_link(comment, author)
    if act == Act.HIDE and state == State.HIDDEN:
        return letters.hidden(comment, author)
    if act == Act.SET_ASIDE and state == State.ASIDE:
        return letters.set_aside(comment, author)
    if act == Act.REDACT and state == State.APPROVED:
        return letters.redacted(comment, author)
    if act == Act.ANSWER_APPEAL:
        appeal = Appeal.objects.filter(comment=comment, answered_at=decision.at).first()
        return letters.appeal_answered(appeal, comment, author) if appeal else None
    if act in (Act.APPROVE, Act.RESTORE) and state == State.APPROVED:
        return letters.shown(comment, author, again=decision.state_before != State.WAITING)
    return None


def _about_undone(decision: Decision, comment: Comment, author: Participant) -> EmailMessage | None:
    """Only who was told of the decision is told that it is undone."""
    undone = decision.undoes
    if undone is None or undone.told_at is None:
        return None
    if comment.state == State.APPROVED:
        return letters.shown(comment, author, again=True)
    return letters.read_again(comment, author) if comment.is_waiting else None


def tell_followers(*, comment_id: int) -> int:
    """Mail each who follows, and the one whom the municipality answers, that the comment is shown; return how many mails.

    One mail each, however many ways somebody follows in. Who has had many today finds it in the digest.
    """
    comment = _shown(comment_id)
    if comment is None or not is_public(comment.conversation):
        return 0
    told = _tell_whom_it_answers(comment)
    follows = (
        followers_of(comment).order_by("participant_id", "root_id").values_list("participant_id", flat=True)
    )
    return told + sum(
        _tell_follower(comment, number) for number in follows.distinct().iterator(chunk_size=200)
    )


@transaction.atomic
def _tell_follower(comment: Comment, participant_id: int) -> bool:
    rows = followers_of(comment).filter(participant_id=participant_id).select_for_update(of=("self",))
    follows = list(rows.select_related("participant").order_by("-root_id"))
    told = Notice.objects.filter(follow__participant_id=participant_id, comment=comment)
    if not follows or told.exists() or not _may_mail(follows[0].participant, "follow", MOST_AT_ONCE):
        return False
    now = database_now()
    Notice.objects.bulk_create([Notice(follow=follow, comment=comment, at=now) for follow in follows])
    mails.new_comment(follows[0], comment).send()
    return True


@transaction.atomic
def _tell_whom_it_answers(answer: Comment) -> bool:
    """The author of a comment that the municipality answers need not follow to be told."""
    if not answer.is_staff_answer or answer.level == 0:
        return False
    question = Comment.objects.select_related("participant").filter(pk=answer.parent_id).first()
    author = known_author(question) if question else None
    if question is None or author is None:
        return False
    once = limit_for("told-of-answer", str(answer.pk), times=1, window=30 * DAY)
    if hit_all([once]) is not None:
        return False
    now = database_now()
    follows = Follow.objects.filter(participant=author, conversation_id=answer.conversation_id)
    Notice.objects.bulk_create(
        [Notice(follow=follow, comment=answer, at=now) for follow in follows], ignore_conflicts=True
    )
    letters.answered(question, answer, author).send()
    return True


def _shown(comment_id: int) -> Comment | None:
    rows = Comment.objects.order_by().select_related("conversation__page")
    return rows.filter(pk=comment_id, state=State.APPROVED).first()


def _may_mail(participant: Participant, about: str, most: int) -> bool:
    return hit_all([limit_for(f"mails-{about}", str(participant.pk), times=most, window=DAY)]) is None
