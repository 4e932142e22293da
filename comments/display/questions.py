"""The public list of questions to the municipality: what waits for an answer, and what was answered. A constant number of
queries, however many there are.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from comments.models import Comment, Conversation, Question
from comments.rules.states import State
from comments.talked_about.targets import shown_targets
from radslag.pages import readable_by_all
from radslag.readers.filters import Choice, FilterGroup, address
from radslag.readers.paging import page_of

QUESTIONS_A_PAGE = 20
STATE = "visa"
WAITING, ANSWERED = "vantar", "besvarade"


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as readers see it: `took` says how long the answer took, `is_late` that its day has passed."""

    question: Question
    comment: Comment
    about: Any
    answered_at: dt.datetime | None
    is_late: bool
    took: str

    @property
    def answer_url(self) -> str:
        return self.question.answer.get_absolute_url() if self.question.answer else ""


@dataclass(frozen=True, slots=True)
class QuestionsShown:
    """One page of the list, with how many wait, how many of those are late, and how many are answered."""

    page: PaginatorPage
    rows: list[QuestionShown]
    waiting: int
    late: int
    answered: int
    filters: list[FilterGroup]
    query: str

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.answered)


def questions_of_all(*, now: dt.datetime, query: Mapping[str, str]) -> QuestionsShown:
    """Those in all conversations that everyone may read."""
    asked = Conversation.objects.filter(comments__question_to_us__isnull=False, page__live=True)
    return _shown(readable_by_all(asked, "page__path").distinct(), now, query)


def questions_of(
    conversation: Conversation | None, *, now: dt.datetime, query: Mapping[str, str]
) -> QuestionsShown:
    """Those in one conversation; whether the reader may read it has been looked at."""
    return _shown([conversation] if conversation else [], now, query)


def _shown(conversations: Any, now: dt.datetime, query: Mapping[str, str]) -> QuestionsShown:
    targets = shown_targets(conversations)
    today = timezone.localdate(now)
    questions = _questions(targets.keys())
    counts = questions.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(answered_on=None)),
        late=Count("pk", filter=Q(answered_on=None, due_on__lt=today)),
    )
    answered = counts["all"] - counts["waiting"]
    chosen = query.get(STATE, "") if query.get(STATE) in (WAITING, ANSWERED) else ""
    if chosen:
        questions = questions.filter(answered_on__isnull=chosen == WAITING)
    page = page_of(questions, QUESTIONS_A_PAGE, query)
    return QuestionsShown(
        page=page,
        rows=[_row(question, targets, today) for question in page.object_list],
        waiting=counts["waiting"],
        late=counts["late"],
        answered=answered,
        filters=[_filter(chosen, counts["waiting"], answered)] if counts["waiting"] and answered else [],
        query=address({STATE: chosen})[1:],
    )


def _questions(conversations: Any) -> QuerySet[Any]:
    """Those that wait first, the one that is due soonest foremost; then the answered ones, newest answer first."""
    shown = Question.objects.filter(
        comment__conversation__in=list(conversations), comment__state=State.APPROVED
    )
    return (
        shown.with_answered_on()
        .select_related("comment", "answer")
        .order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")
    )


def _row(question: Any, targets: Mapping[int, Any], today: dt.date) -> QuestionShown:
    comment, answered = question.comment, question.answered_on
    days = (timezone.localdate(answered) - timezone.localdate(comment.submit_date)).days if answered else 0
    return QuestionShown(
        question=question,
        comment=comment,
        about=targets[comment.conversation_id],
        answered_at=answered,
        is_late=answered is None and question.due_on < today,
        took=_how_long(days) if answered else "",
    )


def _how_long(days: int) -> str:
    if days <= 0:
        return gettext("the same day")
    return ngettext("after %(n)d day", "after %(n)d days", days) % {"n": days}


def _filter(chosen: str, waiting: int, answered: int) -> FilterGroup:
    return FilterGroup(
        gettext_lazy("Show"),
        [
            Choice(pgettext_lazy("filter", "All"), address({}), waiting + answered, current=not chosen),
            Choice(
                gettext_lazy("Wait for an answer"),
                address({STATE: WAITING}),
                waiting,
                current=chosen == WAITING,
            ),
            Choice(
                gettext_lazy("Answered"), address({STATE: ANSWERED}), answered, current=chosen == ANSWERED
            ),
        ],
    )
