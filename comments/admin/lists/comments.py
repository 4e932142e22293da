"""How the moderators' list shows, filters and exports comments."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail_modeladmin.helpers import PermissionHelper

from comments.admin.lists.filters import (
    AnswerFilter,
    PageFilter,
    ParticipantFilter,
    PeriodFilter,
    ReportFilter,
    RuleFilter,
    StateFilter,
)
from comments.models import Comment
from comments.people.permissions import moderated_pages
from comments.querysets.comments import CommentQuerySet
from comments.rules.acts import Hold
from comments.rules.states import HiddenReason, State
from comments.rules.text import as_html
from radslag.templatetags.dates import day, moment

__all__ = [
    "AnswerFilter",
    "CommentList",
    "PageFilter",
    "ParticipantFilter",
    "PeriodFilter",
    "ReadAndDecide",
    "ReportFilter",
    "RuleFilter",
    "StateFilter",
]
EXPORTED = [
    "id",
    "page_title",
    "submit_date",
    "user_name",
    "comment",
    "state",
    "decided_at",
    "hidden_reason",
    "hidden_text",
    "holds_in_words",
    "likes",
    "reports",
    "is_staff_answer",
    "edited_at",
    "redacted_at",
]


class ReadAndDecide(PermissionHelper):
    """Comments are read and decided about here, never made, edited or deleted."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class CommentList:
    """The columns, the order and the branch of the list. What its author has not confirmed is read by nobody."""

    def get_queryset(self, request: HttpRequest) -> CommentQuerySet:
        comments = super().get_queryset(request)  # type: ignore[misc]
        mine = comments.filter(page__in=moderated_pages(request.user))
        return mine.exclude(state=State.UNCONFIRMED)

    def get_ordering(self, request: HttpRequest) -> tuple[str]:
        """The newest first; of those that wait who has waited longest."""
        waiting = request.GET.get(StateFilter.parameter_name) == State.WAITING
        return ("submit_date" if waiting else "-submit_date",)

    def written(self, comment: Comment) -> SafeString:
        return format_html("<strong><bdi>{}</bdi></strong>{}", comment.shown_name, as_html(comment.comment))

    written.short_description = gettext_lazy("comment")  # type: ignore[attr-defined]

    def where(self, comment: Comment) -> SafeString | str:
        if comment.page is None or not comment.is_public:
            return self.page_title(comment)
        return format_html('<a href="{}">{}</a>', comment.get_absolute_url(), comment.page.title)

    where.short_description = gettext_lazy("page")  # type: ignore[attr-defined]

    def when(self, comment: Comment) -> str:
        return moment(comment.submit_date)

    when.short_description = gettext_lazy("written")  # type: ignore[attr-defined]
    when.admin_order_field = "submit_date"  # type: ignore[attr-defined]

    def standing(self, comment: Comment) -> SafeString | str:
        if not comment.is_hidden:
            return comment.get_state_display()
        reason = "" if comment.hidden_reason == HiddenReason.OTHER else comment.get_hidden_reason_display()
        reason = " ".join(filter(None, [reason, comment.hidden_text]))
        return format_html("{} {}<br>{}", comment.get_state_display(), day(comment.decided_at), reason)

    standing.short_description = gettext_lazy("state")  # type: ignore[attr-defined]

    def decision(self, comment: Comment) -> SafeString:
        """Buttons of the one form of the list, which holds the token; what asks for words has a page of its own."""
        buttons = []
        if comment.is_waiting:
            buttons.append(self._button("comments_approve", _("Show"), comment))
        elif comment.state == State.APPROVED and comment.reports:
            buttons.append(self._button("comments_dismiss", _("Let it stand"), comment))
        elif comment.is_hidden and not comment.erased_at:
            buttons.append(self._button("comments_restore", _("Show again"), comment))
        if comment.is_waiting or comment.state == State.APPROVED:
            buttons.append(self._link("comments_hide", _("Hide"), comment))
            buttons.append(self._link("comments_redact", _("Take out words"), comment))
        buttons.append(self._link("comments_history", _("History"), comment))
        return format_html_join(" ", "{}", ((button,) for button in buttons))

    decision.short_description = gettext_lazy("decision")  # type: ignore[attr-defined]

    def holds_in_words(self, comment: Comment) -> str:
        return ", ".join(str(Hold(hold).label) for hold in comment.holds if hold in Hold.values)

    holds_in_words.short_description = gettext_lazy("held by rules")  # type: ignore[attr-defined]

    def page_title(self, comment: Comment) -> str:
        page: Page | None = comment.page
        return page.title if page else ""

    page_title.short_description = gettext_lazy("page")  # type: ignore[attr-defined]

    def _link(self, name: str, word: str, comment: Comment) -> SafeString:
        return format_html(
            '<a class="button button-small button-secondary" href="{}">{}</a>',
            reverse(name, args=[comment.pk]),
            self._label(word, comment),
        )

    def _button(self, name: str, word: str, comment: Comment) -> SafeString:
        return format_html(
            '<button class="button button-small" type="submit" form="moderation" formaction="{}">{}</button>',
            reverse(name, args=[comment.pk]),
            self._label(word, comment),
        )

    def _label(self, word: str, comment: Comment) -> SafeString:
        about = _("the comment by %(name)s, %(moment)s") % {
            "name": comment.shown_name,
            "moment": moment(comment.submit_date),
        }
        return format_html('{}<span class="w-sr-only"> {}</span>', word, about)
