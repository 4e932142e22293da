"""Who is to answer a question is told three days before its day, on the day, and then every week until it is answered."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Question
from comments.people.permissions import may_moderate
from comments.rules.states import State
from radslag.clock import database_now
from radslag.mail.writing import address, message
from radslag.templatetags.dates import day

BEFORE, AGAIN = dt.timedelta(days=3), dt.timedelta(days=7)


def reminder_day(due_on: dt.date, today: dt.date) -> dt.date | None:
    """The latest day, `today` included, on which there was to be a reminder; None before the first."""
    if today < due_on - BEFORE:
        return None
    if today < due_on:
        return due_on - BEFORE
    return due_on + (today - due_on) // AGAIN * AGAIN


def remind_of_questions() -> int:
    """Mail each person the questions that are to be reminded of; return how many mails.

    One mail a person and day of reminder, however often this runs. Who no longer moderates the page is not told: the
    dashboard shows the question to those who do.
    """
    now = database_now()
    with transaction.atomic():
        due = [question for question in _open() if _is_to_be_reminded(question, now)]
        by_person = groupby(due, key=lambda question: question.assigned_to)
        return sum(_remind(person, list(questions), now) for person, questions in by_person)


def _open() -> list[Question]:
    waiting = Question.objects.open().filter(
        assigned_to__is_active=True, comment__state=State.APPROVED, comment__page__live=True
    )
    held = waiting.select_for_update(of=("self",), skip_locked=True)
    return list(
        held.select_related("assigned_to", "comment__page").order_by("assigned_to_id", "due_on", "pk")
    )


def _is_to_be_reminded(question: Question, now: dt.datetime) -> bool:
    since = reminder_day(question.due_on, timezone.localdate(now))
    if since is None or (question.reminded_at and timezone.localdate(question.reminded_at) >= since):
        return False
    page = question.comment.page
    return page is not None and may_moderate(question.assigned_to, page)


def _remind(person: object, questions: list[Question], now: dt.datetime) -> bool:
    Question.objects.filter(pk__in=[question.pk for question in questions]).update(reminded_at=now)
    with translation.override(settings.LANGUAGE_CODE):
        _message(person, questions, timezone.localdate(now)).send()
    return True


def _message(person: object, questions: list[Question], today: dt.date) -> EmailMessage:
    """No word of what residents wrote: it is read where it stands."""
    count = len(questions)
    parts = [
        ngettext(
            "A resident has asked something that you are to answer:",
            "Residents have asked something that you are to answer:",
            count,
        ),
        *(_line(question, today) for question in questions),
        _("Write the answer below the question, as the municipality. Then it leaves the list by itself."),
        _("Is there no answer to give? Say so, and why. That is an answer too."),
    ]
    subject = ngettext("%(n)d question waits for your answer", "%(n)d questions wait for your answer", count)
    return message(subject % {"n": count}, parts, to=getattr(person, "email", ""))


def _line(question: Question, today: dt.date) -> str:
    values = {
        "page": question.comment.page.title if question.comment.page else "",
        "day": day(question.due_on),
        "address": address("comments_ask", question.comment_id),
    }
    if question.due_on < today:
        return _("– %(page)s: was to be answered by %(day)s\n  %(address)s") % values
    return _("– %(page)s: answer by %(day)s\n  %(address)s") % values
