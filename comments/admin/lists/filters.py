"""How the moderators' list of comments is narrowed down."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Comment
from comments.people.permissions import moderated_pages
from comments.rules.acts import Hold
from comments.rules.states import State
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number

ALL = "all"
PERIODS = {"7": dt.timedelta(days=7), "30": dt.timedelta(days=30), "365": dt.timedelta(days=365)}


class StateFilter(SimpleListFilter):
    """Where the comments stand; all of them, unless one asks for some."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (ALL, _("All")),
            *((state.value, state.label) for state in State if state != State.UNCONFIRMED),
        ]

    def value(self) -> str:
        return super().value() or ALL

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": title}


class PageFilter(SimpleListFilter):
    """The pages that have comments and that the moderator decides for."""

    title = gettext_lazy("page")
    parameter_name = "page"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        commented = Comment.objects.order_by().values("page_id")
        pages = moderated_pages(request.user).filter(pk__in=commented).order_by("title")
        return [(str(pk), title) for pk, title in pages.values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(page_id=value) if is_row_number(value) else queryset


class RuleFilter(SimpleListFilter):
    """Those that a rule held before they were shown."""

    title = gettext_lazy("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Hold.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(holds__contains=[self.value()]) if self.value() in Hold.values else queryset


class ReportFilter(SimpleListFilter):
    """Those that readers reported."""

    title = gettext_lazy("reports")
    parameter_name = "reports"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("new", _("To look at")), ("any", _("Ever reported"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "new":
            return queryset.filter(reports__gt=0)
        return queryset.filter(report_rows__isnull=False).distinct() if self.value() == "any" else queryset


class AnswerFilter(SimpleListFilter):
    """What the municipality wrote, and what others did."""

    title = gettext_lazy("sender")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("staff", _("The municipality")), ("others", _("Others"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("staff", "others"):
            return queryset
        return queryset.filter(is_staff_answer=self.value() == "staff")


class PeriodFilter(SimpleListFilter):
    """Those of late."""

    title = gettext_lazy("time")
    parameter_name = "period"
    periods = PERIODS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("7", _("A week")), ("30", _("30 days")), ("365", _("A year"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        period = self.periods.get(self.value() or "")
        return queryset.filter(submit_date__gte=database_now() - period) if period else queryset


class ParticipantFilter(SimpleListFilter):
    """Those by the author of one comment: asked for from its history, by the number of the comment, never by an address."""

    title = gettext_lazy("same author")
    parameter_name = "same_author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = request.GET.get(self.parameter_name, "")
        return (
            [(value, _("The author of comment %(number)s") % {"number": value})]
            if is_row_number(value)
            else []
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        if not is_row_number(value):
            return queryset
        theirs = Comment.objects.order_by().filter(page__in=moderated_pages(request.user))
        comment = theirs.filter(pk=value).first()
        if comment is None or (comment.participant_id is None and comment.user_id is None):
            return queryset.none()
        if comment.participant_id:
            return queryset.filter(participant=comment.participant_id)
        return queryset.filter(user=comment.user_id)
