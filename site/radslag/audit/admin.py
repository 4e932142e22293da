"""The audit log in the editors' side: read, search, filter and take out; nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.views import InspectView

from radslag.clock import database_now
from radslag.editors.lists import ListAdmin, ListView, ReadOnly
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User
from radslag.models.audit import AuditCheck, AuditEntry

from . import names, words

PERIODS = (
    ("1", gettext_lazy("the last day")),
    ("7", gettext_lazy("the last week")),
    ("30", gettext_lazy("the last 30 days")),
    ("365", gettext_lazy("the last year")),
)
NOBODY = "0"


class WhoFilter(SimpleListFilter):
    """Those of the staff who stand in the log."""

    title = gettext_lazy("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name; then the site itself, and all who are erased."""
        there = AuditEntry.objects.exclude(user_id=None).order_by().values("user_id").distinct()
        people = sorted((str(user), str(user.pk)) for user in User.objects.filter(pk__in=there))
        return [*((number, name) for name, number in people), (NOBODY, _("the site itself"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Acts of the chosen one."""
        value = self.value() or ""
        if not is_row_number(value):
            return queryset
        return queryset.filter(user_id=None) if value == NOBODY else queryset.filter(user_id=int(value))


class ActionFilter(SimpleListFilter):
    """Acts that stand in the log."""

    title = gettext_lazy("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By their words."""
        actions = AuditEntry.objects.order_by().values_list("action", flat=True).distinct()
        return sorted(((action, words.word_for(action)) for action in actions), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Those of the chosen kind."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class KindFilter(SimpleListFilter):
    """Kinds of things that stand in the log."""

    title = gettext_lazy("kind of thing")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By their words."""
        kinds = AuditEntry.objects.exclude(kind="").order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, names.verbose_kind(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Acts about things of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PeriodFilter(SimpleListFilter):
    """How long ago."""

    title = gettext_lazy("when")
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """From a day to a year."""
        return [(days, str(text)) for days, text in PERIODS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """From then on."""
        if self.value() not in dict(PERIODS):
            return queryset
        return queryset.filter(at__gte=database_now() - dt.timedelta(days=int(self.value() or 1)))


class WithinFilter(SimpleListFilter):
    """The round an act belongs to."""

    title = gettext_lazy("round")
    parameter_name = "within"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Rounds, the newest first."""
        return list(names.scopes().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Acts about the round and all in it."""
        return queryset.filter(within=self.value()) if self.value() else queryset


class AuditListView(ListView):
    """The list, with what the last check of the chain said."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the last check."""
        return super().get_context_data(check=AuditCheck.objects.first(), **kwargs)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """A number finds its entry, a digest the entry it belongs to, a word what things were called."""
        term = search_term.strip()
        if not term:
            return queryset
        if is_row_number(term):
            return queryset.filter(Q(number=int(term)) | Q(object_id=term))
        return queryset.filter(Q(label__icontains=term) | Q(hash__startswith=term.lower()))


def _in_pieces(digest: str) -> SafeString:
    """A digest that a narrow window may break, without a space that would be copied."""
    pieces = [digest[at : at + 8] for at in range(0, len(digest), 8)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in pieces))


class AuditInspectView(InspectView):
    """One entry, in words."""

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        """The words of the list for what the list shows."""
        shown = {
            "user_id": self.model_admin.who,
            "action": self.model_admin.what,
            "kind": self.model_admin.thing_kind,
            "facts": self.model_admin.what_more,
            "previous": lambda entry: _in_pieces(entry.previous),
            "hash": lambda entry: _in_pieces(entry.hash),
        }.get(field_name)
        return shown(self.instance) if shown else super().get_field_display_value(field_name, field)


class AuditAdmin(ListAdmin):
    """The audit log."""

    model = AuditEntry
    menu_label = gettext_lazy("Audit log")
    menu_icon = "history"
    menu_order = 880
    add_to_settings_menu = True
    list_display = ("number", "at", "who", "what", "thing_kind", "thing")
    list_filter = (WhoFilter, ActionFilter, KindFilter, WithinFilter, PeriodFilter)
    list_export = (
        "number", "at", "user_id", "who", "action", "what", "kind", "object_id", "label", "within", "what_more",
        "previous", "hash",
    )  # fmt: skip
    search_fields = ("label",)
    ordering = ("-number",)
    list_per_page = 50
    index_view_class = AuditListView
    inspect_view_enabled = True
    inspect_view_class = AuditInspectView
    inspect_view_fields = (
        "number", "at", "user_id", "action", "kind", "object_id", "label", "within", "facts", "previous", "hash",
    )  # fmt: skip
    index_template_name = "radslag/admin/audit.html"
    permission_helper_class = ReadOnly

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """With who it was, as long as that person is there."""
        person = User.objects.filter(pk=OuterRef("user_id")).annotate(
            called=Coalesce(
                NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")),
                F("email"),
                output_field=CharField(),
            )
        )
        entries: QuerySet[AuditEntry] = super().get_queryset(request)
        return entries.annotate(person=Subquery(person.values("called")[:1]))

    def who(self, entry: Any) -> str:
        """The name, or what stands for it."""
        if entry.user_id is None:
            return _("the site itself")
        person = entry.person if hasattr(entry, "person") else User.objects.filter(pk=entry.user_id).first()
        return str(person or _("person who was removed"))

    who.short_description = gettext_lazy("who")  # type: ignore[attr-defined]

    def what(self, entry: AuditEntry) -> str:
        """The act in words."""
        return words.word_for(entry.action)

    what.short_description = gettext_lazy("what")  # type: ignore[attr-defined]

    def thing_kind(self, entry: AuditEntry) -> str:
        """The kind in words."""
        return names.verbose_kind(entry.kind)

    thing_kind.short_description = gettext_lazy("kind of thing")  # type: ignore[attr-defined]

    def thing(self, entry: AuditEntry) -> str:
        """What it was called, or its number."""
        return entry.label or entry.object_id

    thing.short_description = gettext_lazy("thing")  # type: ignore[attr-defined]

    def what_more(self, entry: AuditEntry) -> str:
        """The facts in words."""
        return words.words_for_facts(entry.facts)

    what_more.short_description = gettext_lazy("facts")  # type: ignore[attr-defined]
