"""What can't be done with a page is said before an editor is asked for a yes: Wagtail asks its hooks only after it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, MoveBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.move import MoveChooseDestinationView
from wagtail.admin.views.pages.unpublish import UnpublishView


def refusal(name: str, *asked: Any) -> HttpResponse | None:
    """What the first of Wagtail's hooks of that name answers that refuses; None if none does."""
    for hook in hooks.get_hooks(name):
        answer = hook(*asked)
        if isinstance(answer, HttpResponse):
            return answer
    return None


class UnpublishUnlessRefused(UnpublishView):
    """Wagtail's page that asks, unless the answer would be refused anyhow."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the hook says that refuses; else the page."""
        return refusal("before_unpublish_page", request, self.object) or super().get(request, *args, **kwargs)


class MoveUnlessRefused(MoveChooseDestinationView):
    """Wagtail's page that asks where to, unless the page would be moved nowhere."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a hook says that refuses, asked about the place where the page stands; else the page that asks."""
        page = self.page_to_move.specific
        refused = refusal("before_move_page", request, page, page.get_parent())
        return refused or super().get(request, *args, **kwargs)


class UnlessRefused:
    """The same for pages ticked in a list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a hook says that refuses; else the page that asks."""
        pages, _others = self.get_actionable_objects()  # type: ignore[attr-defined]
        refused = refusal("before_bulk_action", request, self.action_type, pages, self)  # type: ignore[attr-defined]
        return refused or super().get(request, *args, **kwargs)  # type: ignore[misc]


class DeleteTicked(UnlessRefused, DeleteBulkAction):
    """Delete pages ticked in a list."""


class MoveTicked(UnlessRefused, MoveBulkAction):
    """Move them."""


class UnpublishTicked(UnlessRefused, UnpublishBulkAction):
    """Unpublish them."""


BULK_ACTIONS = (DeleteTicked, MoveTicked, UnpublishTicked)
"""Registered after Wagtail's own, in whose place they stand."""
