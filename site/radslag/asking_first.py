"""What can't be done with a page is said before an editor is asked for a yes: Wagtail asks its hooks only after it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, MoveBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.move import MoveChooseDestinationView
from wagtail.admin.views.pages.unpublish import UnpublishView


class UnpublishUnlessRefused(UnpublishView):
    """Wagtail's page that asks, unless the answer would be refused anyhow."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the hook says that refuses; else the page."""
        refused: HttpResponse | None = self.run_hook("before_unpublish_page", request, self.object)
        return refused or super().get(request, *args, **kwargs)


class MoveUnlessRefused(MoveChooseDestinationView):
    """Wagtail's page that asks where to, unless the page would be moved nowhere."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a hook says that refuses, asked about the place where the page stands; else the page that asks."""
        page = self.page_to_move.specific
        for hook in hooks.get_hooks("before_move_page"):
            refused = hook(request, page, page.get_parent())
            if isinstance(refused, HttpResponse):
                return refused
        asked: HttpResponse = super().get(request, *args, **kwargs)
        return asked


class UnlessRefused:
    """The same for pages ticked in a list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a hook says that refuses; else the page that asks."""
        pages, _others = self.get_actionable_objects()  # type: ignore[attr-defined]
        for hook in hooks.get_hooks("before_bulk_action"):
            refused = hook(request, self.action_type, pages, self)  # type: ignore[attr-defined]
            if isinstance(refused, HttpResponse):
                return refused
        asked: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return asked


class DeleteTicked(UnlessRefused, DeleteBulkAction):
    """Delete pages ticked in a list."""


class MoveTicked(UnlessRefused, MoveBulkAction):
    """Move them."""


class UnpublishTicked(UnlessRefused, UnpublishBulkAction):
    """Unpublish them."""


BULK_ACTIONS = (DeleteTicked, MoveTicked, UnpublishTicked)
"""Registered after Wagtail's own, in whose place they stand."""
