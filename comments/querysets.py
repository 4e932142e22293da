"""Reads over many comments. Nothing here writes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from comments.rules.states import State

if TYPE_CHECKING:
    from comments.models import Comment


class CommentQuerySet(models.QuerySet["Comment"]):
    def on(self, page: Any) -> "CommentQuerySet":
        """The comments under `page`."""
        return self.filter(page_id=page.pk)

    def approved(self) -> "CommentQuerySet":
        return self.filter(state=State.APPROVED)

    def listed(self) -> "CommentQuerySet":
        """Those that readers meet in the thread: approved ones, and hidden ones as stubs."""
        return self.filter(state__in=(State.APPROVED, State.HIDDEN), is_public=True)

    def roots(self) -> "CommentQuerySet":
        """The comments that began a thread, newest first."""
        return self.filter(level=0).order_by("-submit_date", "-pk")

    def replies_to(self, roots: "Iterable[Comment]") -> "CommentQuerySet":
        """All replies in the threads that `roots` began, in reading order."""
        return self.filter(thread_id__in=[root.pk for root in roots], level__gt=0).order_by(
            "thread_id", "order"
        )

    def newer_roots_than(self, root: "Comment") -> "CommentQuerySet":
        """The listed roots that stand before `root` under the same page."""
        newer = Q(submit_date__gt=root.submit_date) | Q(submit_date=root.submit_date, pk__gt=root.pk)
        return self.filter(newer, page_id=root.page_id, level=0).listed()
