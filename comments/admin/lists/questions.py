"""How the staff's list of questions shows who answers what by when."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Case, F, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Question
from comments.people.permissions import moderated_pages
from comments.querysets.comments import ANSWERED, OPEN
from comments.rules.states import State
from radslag.clock import database_now
from radslag.templatetags.dates import day

EXPORTED_QUESTIONS = ["comment_id", "page_title", "unit", "person", "due_on", "answered_at"]


class StandingFilter(SimpleListFilter):
    """Those that wait, one's own or late ones; or the answered ones."""

    title = gettext_lazy("answer")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("Mine")),
            ("waiting", _("Wait for an answer")),
            ("late", _("Late")),
            ("answered", _("Answered")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        late = Q(due_on__lt=timezone.localdate(database_now()))
        wanted = {
            "mine": OPEN & Q(assigned_to=request.user.pk),
            "waiting": OPEN,
            "late": OPEN & late,
            "answered": ANSWERED,
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


class QuestionList:
    """The columns, the order (what waits first, the soonest foremost) and the branch of the list."""

    def get_queryset(self, request: HttpRequest) -> Any:
        questions = super().get_queryset(request)  # type: ignore[misc]
        mine = questions.filter(comment__page__in=moderated_pages(request.user))
        shown = mine.filter(comment__state__in=(State.APPROVED, State.ASIDE))
        late = OPEN & Q(due_on__lt=timezone.localdate(database_now()))
        known = shown.with_answered_on().annotate(is_late=Case(When(late, then=True), default=False))
        return known.order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")

    def asked(self, question: Question) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("comments_ask", args=[question.comment_id]),
            Truncator(question.comment.comment).chars(120),
        )

    asked.short_description = gettext_lazy("question")  # type: ignore[attr-defined]

    def page_title(self, question: Question) -> str:
        return question.comment.page.title if question.comment.page else ""

    page_title.short_description = gettext_lazy("page")  # type: ignore[attr-defined]

    def person(self, question: Question) -> str:
        someone = question.assigned_to
        return someone.get_full_name() or someone.email if someone else _("Nobody")

    person.short_description = gettext_lazy("who answers")  # type: ignore[attr-defined]

    def by(self, question: Any) -> str:
        if question.answered_on:
            return _("Answered %(day)s") % {"day": day(question.answered_on)}
        if question.is_late:
            return _("Late since %(day)s") % {"day": day(question.due_on)}
        return day(question.due_on)

    by.short_description = gettext_lazy("answer by")  # type: ignore[attr-defined]
