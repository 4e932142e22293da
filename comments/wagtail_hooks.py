"""What comments add to the editors' side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from comments import (
    answer_views,
    moderation_views,
    waiting,  # noqa: F401  # it registers what waits
)
from comments.admin import CommentAdmin
from comments.page_guards import refuse_deleting

modeladmin_register(CommentAdmin)


@hooks.register("register_admin_urls")
def register_moderation_addresses() -> list[URLPattern]:
    return [
        path("comments/comment/<int:comment_id>/approve/", moderation_views.approve, name="comments_approve"),
        path("comments/comment/<int:comment_id>/restore/", moderation_views.restore, name="comments_restore"),
        path("comments/comment/<int:comment_id>/hide/", moderation_views.hide, name="comments_hide"),
        path("comments/comment/<int:comment_id>/pin/", answer_views.pin, name="comments_pin"),
        path("comments/comment/<int:comment_id>/ask/", answer_views.ask, name="comments_ask"),
        path("comments/comment/<int:comment_id>/outcome/", answer_views.outcome, name="comments_outcome"),
    ]


@hooks.register("before_delete_page")
def keep_comments(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What residents wrote stays."""
    return refuse_deleting(request, [page])


@hooks.register("before_bulk_action")
def keep_comments_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages ticked in a list."""
    pages = [thing for thing in objects if isinstance(thing, Page)]
    return refuse_deleting(request, pages) if action_type == "delete" else None
