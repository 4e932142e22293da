"""Everything that happened with one comment. Below /admin, for those who moderate its page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.models import Appeal, Comment, Decision, Report
from comments.people.permissions import MODERATE, may_moderate, moderated_pages
from comments.querysets.queue import states_by
from comments.rules.acts import Act
from comments.rules.states import State
from comments.services.undoing import UNDO_WITHIN, UNDOABLE
from radslag.clock import database_now

MOST_ROWS = 200


@never_cache
@require_safe
def show(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The log, the reports, the appeals, and ways to what else was said by the author and on the page."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    readable = Comment.objects.select_related("page", "decided_by").exclude(state=State.UNCONFIRMED)
    comment = get_object_or_404(readable, pk=comment_id, page__isnull=False)
    if comment.page is None or not may_moderate(request.user, comment.page):
        raise PermissionDenied
    decisions = list(comment.decisions.select_related("by", "undone_by", "undoes")[:MOST_ROWS])
    reports = Report.objects.filter(comment=comment).order_by("-at", "-pk")[:MOST_ROWS]
    appeals = Appeal.objects.filter(comment=comment).select_related("answered_by").order_by("-made_at")
    context = {
        "comment": comment,
        "decisions": decisions,
        "undoable": _undoable(decisions, request.user),
        "reports": reports,
        "appeals": appeals,
        "parent": _parent(comment),
        "author": _author(comment, request.user),
        "here": request.get_full_path(),
        "list_address": reverse("comments_comment_modeladmin_index"),
        "on_page": _all_on_page(comment),
    }
    return render(request, "comments/moderation/history.html", context)


def _all_on_page(comment: Comment) -> int:
    on_page = Comment.objects.order_by().filter(page_id=comment.page_id)
    return on_page.exclude(state=State.UNCONFIRMED).count()


def _parent(comment: Comment) -> Comment | None:
    return Comment.objects.order_by().filter(pk=comment.parent_id).first() if comment.level else None


def _author(comment: Comment, user: Any) -> dict[str, int] | None:
    """How many comments the author has in each state, this one included, on the pages that `user` moderates."""
    theirs = Comment.objects.order_by().filter(page__in=moderated_pages(user))
    name = "participant_id" if comment.participant_id else "user_id"
    number = getattr(comment, name)
    return dict(states_by(theirs, name, [number])[number]) if number else None


def _undoable(decisions: list[Decision], user: Any) -> int | None:
    """The decision that `user` can take back: her own, the last that holds, and not too old."""
    holding = (one for one in decisions if one.act != Act.UNDO and not hasattr(one, "undone_by"))
    last = next(holding, None)
    if last is None or last.act not in UNDOABLE or last.by_id != user.pk:
        return None
    return last.pk if database_now() - last.at <= UNDO_WITHIN else None
