"""What every list of the editors' side has in common, and how it is exported."""

from collections import OrderedDict
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import capfirst
from wagtail_modeladmin.helpers import AdminURLHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, IndexView

from radslag.for_programs.spreadsheets import inert

from .in_use import places_of

FIELD_LOOKUPS = ("", "__exact", "__in", "__isnull", "__id__exact")
"""How a filter that is the name of a field asks."""


def local_time(value: datetime) -> datetime:
    """The instant as the clock on the wall showed it, to the second; spreadsheets know no time zones."""
    return timezone.localtime(value).replace(tzinfo=None, microsecond=0)


class ListView(IndexView):
    """A list whose export is inert, in local time, with the words of the list."""

    custom_value_preprocess = {
        datetime: {"csv": local_time, "xlsx": local_time},
        **{kind: ways for kind, ways in IndexView.custom_value_preprocess.items() if kind is not datetime},
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list itself for a query that PostgreSQL could not even be asked."""
        if any("\x00" in value for _name, values in request.GET.lists() for value in values):
            return redirect(self.index_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """What the filters of the list ask about, and nothing else.

        The parent class makes any further word of the address a condition on the rows, also across other tables: with
        `participant__email__startswith=a` a list would tell an address letter by letter to who may only see the rows.
        """
        asked: dict[str, Any] = super().get_filters_params(params)
        known = self._filter_names()
        return {name: value for name, value in asked.items() if name in known}

    def _filter_names(self) -> set[str]:
        names: set[str] = set()
        for declared in self.list_filter:
            if isinstance(declared, type):
                names.add(str(getattr(declared, "parameter_name", "")))
            else:
                names |= {f"{declared}{ending}" for ending in FIELD_LOOKUPS}
        return names

    def get_heading(self, queryset: Any, field: str) -> str:
        """The heading as the list writes it."""
        label = label_for_field(field, model=self.model, model_admin=self.model_admin)
        return force_str(capfirst(force_str(label)))

    def to_row_dict(self, item: Any) -> "OrderedDict[str, Any]":
        """The row; what is not known is left empty, and a choice is written in words."""
        return OrderedDict((field, self._cell(field, item)) for field in self.list_export)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Objects become text first: a name of anything may begin like a formula."""
        return inert(super().preprocess_field_value(field, value, export_format))

    def _cell(self, name: str, item: Any) -> Any:
        field, _attribute, value = lookup_field(name, item, self.model_admin)
        if value is None:
            return ""
        return getattr(item, f"get_{name}_display")() if getattr(field, "choices", None) else value


class KeepingDeleteView(DeleteView):
    """Asks before deleting; of what is used it lists the places instead, and deletes nothing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where it is used."""
        return super().get_context_data(places=places_of(self.instance), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete what is used nowhere; show the places of what is used."""
        if places_of(self.instance):
            return self.get(request, *args, **kwargs)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_template_names(self) -> list[str]:
        """Our own words."""
        return ["radslag/admin/delete.html"]


class NumberedAddresses(AdminURLHelper):
    """Addresses hold the number of a row; anything else is no address."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]+)/$"


class ReadOnly(PermissionHelper):
    """The list may be read with the right to view; nothing is made, changed or deleted by hand."""

    def user_can_list(self, user: Any) -> bool:
        """Whether the person holds the right to view."""
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("view")))

    def user_can_create(self, user: Any) -> bool:
        """Never."""
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Never."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Never."""
        return False


class ListAdmin(ModelAdmin):
    """A list of the editors' side. No history: that view asks for no right and would show any row."""

    history_view_enabled = False
    index_view_class = ListView
    delete_view_class = KeepingDeleteView
    url_helper_class = NumberedAddresses
