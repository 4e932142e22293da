"""The list in which a moderator reads and decides. Tiny: what it does is in listing.py, moderation_views.py and services."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin

from comments.listing import EXPORTED, CommentIndexView, CommentList, PageFilter, ReadAndDecide, StateFilter
from comments.models import Comment


class CommentAdmin(CommentList, ModelAdmin):
    model = Comment
    menu_label = _("Comments")
    menu_icon = "comment"
    menu_order = 250
    list_display = ["written", "where", "when", "standing", "decision"]
    list_filter = [StateFilter, PageFilter]
    list_export = EXPORTED
    list_select_related = ["page", "decided_by"]
    list_per_page = 50
    search_fields = ["comment", "user_name", "page__title"]
    index_view_class = CommentIndexView
    index_view_extra_css = ["css/admin/comments.css"]
    index_template_name = "comments/moderation/index.html"
    permission_helper_class = ReadAndDecide
