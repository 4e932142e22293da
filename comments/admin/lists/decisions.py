"""How the log of decisions is listed and exported. The texts that were taken out are shown in a comment's history alone."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comments.admin.lists.filters import PeriodFilter
from comments.models import Decision
from comments.people.permissions import MODERATE, moderated_pages
from comments.rules.acts import Act
from comments.rules.states import HiddenReason, State
from radslag.clock import database_now
from radslag.editors.lists import ReadOnly
from radslag.templatetags.dates import moment

EXPORTED_DECISIONS = ["at", "act", "comment_id", "where", "why", "waited", "name", "undone"]


class ReadByModerators(ReadOnly):
    """The log is read by moderators and changed by nobody."""

    def user_can_list(self, user: Any) -> bool:
        """Whoever moderates somewhere."""
        return bool(user.has_perm(MODERATE))


class ActFilter(SimpleListFilter):
    """One kind of decision."""

    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Act.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(act=self.value()) if self.value() in Act.values else queryset


class DecidedFilter(PeriodFilter):
    """Those of late."""

    title = _("time")

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        period = self.periods.get(self.value() or "")
        return queryset.filter(at__gte=database_now() - period) if period else queryset


class DecisionList:
    """The columns, the order and the branch of the log."""

    def get_queryset(self, request: HttpRequest) -> Any:
        decisions = super().get_queryset(request)  # type: ignore[misc]
        mine = decisions.filter(comment__page__in=moderated_pages(request.user))
        mine = mine.exclude(comment__state=State.UNCONFIRMED)
        return mine.select_related("undone_by").order_by("-at", "-pk")

    def when(self, decision: Decision) -> str:
        return moment(decision.at)

    when.short_description = _("when")  # type: ignore[attr-defined]

    def what(self, decision: Decision) -> str:
        label: str = decision.get_act_display()
        return _("%(what)s (undone)") % {"what": label} if self.undone(decision) else label

    what.short_description = _("what")  # type: ignore[attr-defined]

    def undone(self, decision: Decision) -> str:
        return str(_("yes")) if hasattr(decision, "undone_by") else ""

    undone.short_description = _("undone")  # type: ignore[attr-defined]

    def whom(self, decision: Decision) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("comments_history", args=[decision.comment_id]),
            _("Comment %(number)s") % {"number": decision.comment_id},
        )

    whom.short_description = _("comment")  # type: ignore[attr-defined]

    def where(self, decision: Decision) -> str:
        page = decision.comment.page
        return page.title if page else ""

    where.short_description = _("page")  # type: ignore[attr-defined]

    def why(self, decision: Decision) -> str:
        known = decision.reason in HiddenReason.values and decision.reason != HiddenReason.OTHER
        label = str(HiddenReason(decision.reason).label) if known else ""
        return ". ".join(filter(None, [label, decision.text]))

    why.short_description = _("why")  # type: ignore[attr-defined]

    def name(self, decision: Decision) -> str:
        return str(decision.by) if decision.by else ""

    name.short_description = _("by")  # type: ignore[attr-defined]
