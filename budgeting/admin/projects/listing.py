"""Projects in the Budget menu: what became of every proposal that got money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import re_path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

from budgeting.admin.projects.views import CorrectUpdateView, ProjectView
from budgeting.admin.rights import PROJECTS, has_programmes, may_in, own_projects
from budgeting.admin.rounds.listing import FilteredListView
from budgeting.models import Project, ProjectStatus, Round
from budgeting.rules.money import format_kronor
from radslag.clock import database_now
from radslag.editors.lists import ListAdmin
from radslag.for_programs.spreadsheets import in_kronor
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User

SILENT, WAITING, OPEN = "tyst", "vantar", "pagar"


class FollowedUp(PermissionHelper):
    """Projects follow the page tree as rounds do. They are made by themselves and never deleted."""

    def user_can_list(self, user: User) -> bool:
        """Who has a programme and follows up its projects, or looks at them."""
        return has_programmes(user, *PROJECTS)

    def user_can_create(self, user: User) -> bool:
        """Nobody: a result makes them."""
        return False

    def user_can_edit_obj(self, user: User, obj: Project) -> bool:
        """Who follows up projects in this one's programme."""
        return may_in(user, PROJECTS[0], obj.proposal.round)

    def user_can_delete_obj(self, user: User, obj: Project) -> bool:
        """Never: what was decided stays to be seen."""
        return False


class ProjectButtons(ButtonHelper):
    """The button says what is done."""

    def edit_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """ "Follow up"."""
        words = {"label": _("Follow up"), "title": _("Say what has happened, plan, enter payments")}
        return super().edit_button(pk, *args, **kwargs) | words


class ProjectRoundFilter(SimpleListFilter):
    """Rounds of the person's programmes that have projects."""

    title = gettext_lazy("round")
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Newest first."""
        found = own_projects(request.user).order_by().values("proposal__round")  # type: ignore[arg-type]
        return [(str(round_.pk), round_.name) for round_ in Round.objects.filter(pk__in=found)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Projects of the chosen round."""
        value = self.value() or ""
        return queryset.filter(proposal__round=int(value)) if is_row_number(value) else queryset


class NewsFilter(SimpleListFilter):
    """Projects about which nothing was said for long, or whose applicants have written something."""

    title = gettext_lazy("news")
    parameter_name = "nytt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What waits for a word."""
        return [
            (SILENT, _("No news for 60 days")),
            (WAITING, _("A text to publish")),
            (OPEN, _("Not finished")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Project]:
        """Those that the choice is about."""
        if self.value() == SILENT:
            return queryset.silent_on(timezone.localdate(database_now()))
        if self.value() == WAITING:
            return queryset.filter(waiting__gt=0)
        if self.value() == OPEN:
            return queryset.exclude(status__in=(ProjectStatus.DONE, ProjectStatus.STOPPED))
        return queryset


def _kronor(ore: int) -> int | Decimal:
    return in_kronor(ore)


class ProjectAdmin(ListAdmin):
    """Every project: where it stands, when something was last said, and its money."""

    model = Project
    menu_icon = "tasks"
    list_display = ("proposal", "round_name", "status", "latest", "news", "decided", "paid", "left")
    list_filter = ("status", NewsFilter, ProjectRoundFilter)
    list_export = (
        "programme_name",
        "round_name",
        "number",
        "title",
        "status",
        "reason",
        "expected",
        "responsible_shown",
        "latest",
        "news",
        "decided_kronor",
        "paid_kronor",
        "left_kronor",
    )
    export_filename = "projekt"
    index_view_class = FilteredListView
    index_view_extra_css = ["css/admin/review.css"]
    index_template_name = "radslag/admin/folded_list.html"
    list_per_page = 50
    search_fields = ("proposal__title", "proposal__round__name", "responsible_shown", "plan")
    permission_helper_class = FollowedUp
    button_helper_class = ProjectButtons
    edit_view_class = ProjectView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        """Projects of the person's programmes, the newest round first."""
        today = timezone.localdate(database_now())
        rows: Any = own_projects(request.user)  # type: ignore[arg-type]
        rows = rows.with_money().with_waiting().with_silence_on(today)
        return rows.select_related("proposal__round__programme").order_by(
            "-proposal__round__result_at", "proposal__round", "proposal__number"
        )

    def get_admin_urls_for_registration(self) -> Any:
        """Add the view that corrects words."""
        return (
            *super().get_admin_urls_for_registration(),
            re_path(
                self.url_helper.get_action_url_pattern("correct"),
                lambda request, instance_pk: CorrectUpdateView.as_view(
                    model_admin=self, instance_pk=instance_pk
                )(request),
                name=self.url_helper.get_action_url_name("correct"),
            ),
        )

    def news(self, project: Any) -> str:
        """What waits for a word."""
        said = []
        if project.silent:
            said.append(_("No news for 60 days"))
        if project.waiting:
            said.append(_("A text to publish"))
        return ". ".join(said)

    news.short_description = gettext_lazy("news")  # type: ignore[attr-defined]

    def round_name(self, project: Project) -> str:
        """The round."""
        return project.proposal.round.name

    round_name.short_description = gettext_lazy("round")  # type: ignore[attr-defined]
    round_name.admin_order_field = "proposal__round__name"  # type: ignore[attr-defined]

    def decided(self, project: Any) -> str:
        """What was decided, as people write it."""
        return format_kronor(project.decided_ore)

    decided.short_description = gettext_lazy("decided for it")  # type: ignore[attr-defined]
    decided.admin_order_field = "decided_ore"  # type: ignore[attr-defined]

    def paid(self, project: Any) -> str:
        """What has been paid."""
        return format_kronor(project.paid_ore)

    paid.short_description = gettext_lazy("paid")  # type: ignore[attr-defined]
    paid.admin_order_field = "paid_ore"  # type: ignore[attr-defined]

    def left(self, project: Any) -> str:
        """What is left to pay."""
        return format_kronor(project.left_ore)

    left.short_description = gettext_lazy("left")  # type: ignore[attr-defined]
    left.admin_order_field = "left_ore"  # type: ignore[attr-defined]

    def number(self, project: Project) -> int:
        """The proposal's public number, for the export."""
        return project.proposal.number

    number.short_description = gettext_lazy("number")  # type: ignore[attr-defined]

    def title(self, project: Project) -> str:
        """The proposal's title, for the export."""
        return project.proposal.title

    title.short_description = gettext_lazy("title")  # type: ignore[attr-defined]

    def programme_name(self, project: Project) -> str:
        """The programme, for the export."""
        return project.proposal.round.programme.title

    programme_name.short_description = gettext_lazy("programme")  # type: ignore[attr-defined]

    def expected(self, project: Project) -> str:
        """When it is expected to be done, as vague as it was said."""
        return project.expected

    expected.short_description = gettext_lazy("expected to be done")  # type: ignore[attr-defined]

    def decided_kronor(self, project: Any) -> int | Decimal:
        """The amount as a number of kronor, for the export."""
        return _kronor(project.decided_ore)

    decided_kronor.short_description = gettext_lazy("decided, kr")  # type: ignore[attr-defined]

    def paid_kronor(self, project: Any) -> int | Decimal:
        """The same of what has been paid."""
        return _kronor(project.paid_ore)

    paid_kronor.short_description = gettext_lazy("paid, kr")  # type: ignore[attr-defined]

    def left_kronor(self, project: Any) -> int | Decimal:
        """The same of what is left."""
        return _kronor(project.left_ore)

    left_kronor.short_description = gettext_lazy("left, kr")  # type: ignore[attr-defined]
