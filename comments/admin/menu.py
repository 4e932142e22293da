"""The menu in which moderators read and decide. Tiny: what it does is in lists/, moderation/, answers/ and the services."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from comments.admin.lists.comments import (
    EXPORTED,
    AnswerFilter,
    CommentList,
    PageFilter,
    ParticipantFilter,
    PeriodFilter,
    ReadAndDecide,
    ReportFilter,
    RuleFilter,
    StateFilter,
)
from comments.admin.lists.decisions import (
    EXPORTED_DECISIONS,
    ActFilter,
    DecidedFilter,
    DecisionList,
    ReadByModerators,
)
from comments.admin.lists.questions import EXPORTED_QUESTIONS, QuestionList, StandingFilter
from comments.models import Comment, Decision, Question
from comments.people.permissions import MODERATE
from radslag.editors.lists import ListAdmin


class CommentAdmin(CommentList, ListAdmin):
    """All comments, with filters, search and export."""

    model = Comment
    menu_label = _("All comments")
    menu_icon = "list-ul"
    list_display = ["written", "where", "when", "standing", "decision"]
    list_filter = [
        StateFilter,
        PageFilter,
        RuleFilter,
        ReportFilter,
        AnswerFilter,
        PeriodFilter,
        ParticipantFilter,
    ]
    list_export = EXPORTED
    export_filename = "inlagg"
    list_select_related = ["page", "decided_by"]
    list_per_page = 50
    search_fields = ["comment", "user_name", "page__title"]
    index_view_extra_css = ["css/admin/comments.css"]
    index_template_name = "comments/moderation/index.html"
    permission_helper_class = ReadAndDecide


class DecisionAdmin(DecisionList, ListAdmin):
    """The log: who decided what, when and why."""

    model = Decision
    menu_label = _("Log of decisions")
    menu_icon = "history"
    list_display = ["when", "what", "whom", "where", "why", "name"]
    index_view_extra_css = ["css/admin/comments.css"]
    list_filter = [ActFilter, DecidedFilter]
    list_export = EXPORTED_DECISIONS
    export_filename = "beslut"
    list_select_related = ["by", "comment__page"]
    list_per_page = 50
    permission_helper_class = ReadByModerators


class QuestionAdmin(QuestionList, ListAdmin):
    """Questions to the municipality: who answers, and by when."""

    model = Question
    menu_label = _("Questions to us")
    menu_icon = "help"
    list_display = ["asked", "page_title", "unit", "person", "by"]
    index_view_extra_css = ["css/admin/comments.css"]
    list_filter = [StandingFilter]
    list_export = EXPORTED_QUESTIONS
    export_filename = "fragor"
    list_select_related = ["assigned_to", "comment__page"]
    list_per_page = 50
    permission_helper_class = ReadByModerators


class ModeratorsItem(MenuItem):
    """A page that is no list, for who moderates."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MODERATE))


class ConversationsAdmin(ModelAdminGroup):
    """Everything about comments in one menu, the queue first."""

    menu_label = pgettext_lazy("of residents", "Comments")
    menu_icon = "comment"
    menu_order = 250
    items = (CommentAdmin, QuestionAdmin, DecisionAdmin)

    def get_submenu_items(self) -> list[Any]:
        """The queue, then the lists, last a way to try the rules."""
        queue = ModeratorsItem(
            _("To read"), reverse_lazy("comments_queue"), name="queue", icon_name="tasks", order=0
        )
        trying = ModeratorsItem(
            _("Try a text"), reverse_lazy("comments_try"), name="try-text", icon_name="view", order=90
        )
        return [queue, *super().get_submenu_items(), trying]
