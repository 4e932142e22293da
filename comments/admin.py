"""The list in which a moderator reads and decides. Tiny: what it does is in listing.py, moderation_views.py and services."""

from django.utils.translation import gettext_lazy as _

from comments.listing import EXPORTED, CommentList, PageFilter, ReadAndDecide, StateFilter
from comments.models import Comment
from radslag.lists import ListAdmin


class CommentAdmin(CommentList, ListAdmin):
    model = Comment
    menu_label = _("Comments")
    menu_icon = "comment"
    menu_order = 250
    list_display = ["written", "where", "when", "standing", "decision"]
    list_filter = [StateFilter, PageFilter]
    list_export = EXPORTED
    export_filename = "inlagg"
    list_select_related = ["page", "decided_by"]
    list_per_page = 50
    search_fields = ["comment", "user_name", "page__title"]
    index_view_extra_css = ["css/admin/comments.css"]
    index_template_name = "comments/moderation/index.html"
    permission_helper_class = ReadAndDecide
