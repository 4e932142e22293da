"""The editors' list of matters. Tiny, so that a move away from modeladmin is small."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.urls import re_path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper

from councils.admin_rights import ByCouncil, councils_of, own_matters
from councils.admin_views import CorrectionView, FollowUpView, NewMatterView, WordsView
from councils.models import Matter
from radslag.clock import database_now
from radslag.editors.lists import ListAdmin
from radslag.incoming.row_numbers import is_row_number


class CouncilFilter(SimpleListFilter):
    """Councils of the person that raised matters."""

    title = _("council")
    parameter_name = "council"

    def lookups(self, request, model_admin):
        """Newest first."""
        raised = councils_of(request.user).exclude(matters=None).distinct().order_by("-date")
        return [
            (str(pk), f"{number}. {title}")
            for pk, number, title in raised.values_list("pk", "number", "title")
        ]

    def queryset(self, request, queryset):
        """Matters of the chosen council."""
        value = self.value() or ""
        return queryset.filter(council=value) if is_row_number(value) else queryset


class SilenceFilter(SimpleListFilter):
    """Open matters about which nothing was said for 90 days."""

    title = _("news")
    parameter_name = "tyst"

    def lookups(self, request, model_admin):
        """One choice beside all."""
        return [("ja", _("No news for 90 days"))]

    def queryset(self, request, queryset):
        """The silent ones."""
        if self.value() != "ja":
            return queryset
        return queryset.silent_on(timezone.localdate(database_now()))


class MatterButtons(ButtonHelper):
    """The words on the buttons say what they do."""

    def edit_button(self, pk, *args, **kwargs):
        """Follow up: the words of a matter are corrected from there."""
        words = {"label": _("Follow up"), "title": _("Say what has happened with this matter")}
        return super().edit_button(pk, *args, **kwargs) | words

    def delete_button(self, pk, *args, **kwargs):
        """In words that fit the noun: the library's own say "denna" of every kind of thing."""
        return super().delete_button(pk, *args, **kwargs) | {"title": _("Remove the matter")}

    def add_button(self, *args, **kwargs):
        """“New matter”."""
        return super().add_button(*args, **kwargs) | {"label": _("New matter"), "title": _("New matter")}


class MatterAdmin(ListAdmin):
    """Matters: where they stand, and when something was last said."""

    model = Matter
    menu_label = _("Matters")
    menu_icon = "tasks"
    menu_order = 235
    list_display = ("title", "from_council", "unit", "status", "latest", "silence")
    list_filter = ("status", SilenceFilter, CouncilFilter)
    list_select_related = ("council",)
    list_export = (
        "number",
        "from_council",
        "title",
        "text",
        "unit",
        "raised_by",
        "area",
        "received",
        "status",
        "reason",
        "latest",
    )
    export_filename = "arenden"
    list_per_page = 50
    search_fields = ("title", "text", "unit")
    index_view_extra_css = ["css/admin/review.css"]
    index_template_name = "radslag/admin/folded_list.html"
    permission_helper_class = ByCouncil
    button_helper_class = MatterButtons
    create_view_class = NewMatterView
    edit_view_class = FollowUpView

    def get_queryset(self, request: Any) -> Any:
        """Matters of the person's councils, the newest word first."""
        matters = own_matters(request.user).with_silence_on(timezone.localdate(database_now()))
        return matters.select_related("council", "area").order_by("-latest", "-pk")

    def get_admin_urls_for_registration(self) -> Any:
        """Add the views that correct words."""
        further = {"words": WordsView, "correct": CorrectionView}
        return super().get_admin_urls_for_registration() + tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                self._further(view),
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in further.items()
        )

    def _further(self, view: Any) -> Any:
        return lambda request, instance_pk: view.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def number(self, matter: Matter) -> int:
        """The number by which readers know it."""
        return int(matter.pk)

    number.short_description = _("Number")  # type: ignore[attr-defined]

    def from_council(self, matter: Matter) -> str:
        """Number and theme."""
        return f"{matter.council.number}. {matter.council.title}"

    from_council.short_description = _("council")  # type: ignore[attr-defined]
    from_council.admin_order_field = "council__number"  # type: ignore[attr-defined]

    def silence(self, matter: Any) -> str:
        """The badge, as words."""
        return str(_("No news for 90 days")) if matter.silent else ""

    silence.short_description = _("news")  # type: ignore[attr-defined]
