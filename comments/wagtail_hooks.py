"""What comments add to the editors' side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from comments.admin.answers import views as answer_views
from comments.admin.menu import ConversationsAdmin
from comments.admin.moderation import history, queue, views
from comments.admin.page_guards import refuse_deleting
from comments.admin.waiting import moderation, questions  # noqa: F401  # they register what waits

modeladmin_register(ConversationsAdmin)


@hooks.register("register_admin_urls")
def register_moderation_addresses() -> list[URLPattern]:
    decisions = ("approve", "restore", "dismiss", "hide", "redact", "answer")
    return [
        path("comments/queue/", queue.show, name="comments_queue"),
        path("comments/prova/", queue.try_text, name="comments_try"),
        path("comments/queue/bulk/", views.bulk, name="comments_bulk"),
        path("comments/queue/undo/", views.undo, name="comments_undo"),
        *(
            path(
                f"comments/comment/<int:comment_id>/{name}/",
                getattr(views, name),
                name=f"comments_{name}",
            )
            for name in decisions
        ),
        path("comments/comment/<int:comment_id>/pin/", answer_views.pin, name="comments_pin"),
        path("comments/comment/<int:comment_id>/ask/", answer_views.ask, name="comments_ask"),
        path("comments/comment/<int:comment_id>/outcome/", answer_views.outcome, name="comments_outcome"),
        path("comments/comment/<int:comment_id>/historia/", history.show, name="comments_history"),
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
