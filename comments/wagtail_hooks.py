"""What comments add to the editors' side."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from comments import moderation_views
from comments.admin import CommentAdmin

modeladmin_register(CommentAdmin)


@hooks.register("register_admin_urls")
def register_moderation_addresses() -> list[URLPattern]:
    return [
        path("comments/comment/<int:comment_id>/approve/", moderation_views.approve, name="comments_approve"),
        path("comments/comment/<int:comment_id>/restore/", moderation_views.restore, name="comments_restore"),
        path("comments/comment/<int:comment_id>/hide/", moderation_views.hide, name="comments_hide"),
    ]


@hooks.register("register_log_actions")
def register_decisions(actions: Any) -> None:
    actions.register_action("comments.approve", _("Show comment"), _("Comment shown"))
    actions.register_action("comments.hide", _("Hide comment"), _("Comment hidden"))
    actions.register_action("comments.restore", _("Show comment again"), _("Comment shown again"))
