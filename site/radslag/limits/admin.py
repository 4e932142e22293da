"""The limits in the editors' side: which are full, until when, and a form that lets an address or a network in again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.core.validators import EmailValidator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from radslag.editors.lists import ListAdmin, ListView, ReadOnly
from radslag.models.limits import LimitCount
from radslag.services.lifting import lift
from radslag.templatetags.dates import moment

from . import kinds, lifting
from .keys import network_of

LIFT = "radslag.delete_limitcount"


class LimitFilter(SimpleListFilter):
    """Which limit."""

    title = gettext_lazy("limit")
    parameter_name = "limit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All that staff may see, by their words."""
        return sorted(kinds.shown().items(), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[LimitCount]) -> QuerySet[LimitCount]:
        """Windows of that limit."""
        name = self.value()
        return queryset.filter(name__regex=rf"^{name}(-[0-9]+)?$") if name in kinds.shown() else queryset


class FullFilter(SimpleListFilter):
    """Whether there is room left."""

    title = gettext_lazy("room")
    parameter_name = "room"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Full or not."""
        return [("full", _("full")), ("left", _("room left"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LimitCount]) -> QuerySet[LimitCount]:
        """Those that are reached, or the others."""
        is_full = {"used__gte": F("times")}
        if self.value() == "full":
            return queryset.filter(**is_full)
        return queryset.exclude(**is_full) if self.value() == "left" else queryset


class LimitListView(ListView):
    """The list, with the way to the form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form's address for those who may lift."""
        may = self.request.user.has_perm(LIFT)
        return super().get_context_data(lift_url=reverse("radslag_lift_limits") if may else "", **kwargs)


class LimitAdmin(ListAdmin):
    """The windows that run. Whose they are can't be told: rows hold keyed hashes."""

    model = LimitCount
    menu_label = gettext_lazy("Limits in use")
    menu_icon = "warning"
    menu_order = 890
    add_to_settings_menu = True
    list_display = ("which", "of_most", "until")
    list_filter = (LimitFilter, FullFilter)
    list_export = ("which", "used", "times", "ends_at")
    search_fields = ("name",)
    ordering = ("-ends_at",)
    index_view_class = LimitListView
    index_template_name = "radslag/admin/limits.html"
    permission_helper_class = ReadOnly

    def get_queryset(self, request: HttpRequest) -> QuerySet[LimitCount]:
        """Those that run and may be seen."""
        return lifting.running().order_by("-ends_at", "key")

    def which(self, row: LimitCount) -> str:
        """The limit in words."""
        return kinds.words_for(row.name)

    which.short_description = gettext_lazy("limit")  # type: ignore[attr-defined]

    def of_most(self, row: LimitCount) -> str:
        """Such as 5 of 5."""
        said = _("%(used)d of %(times)d") % {"used": row.used, "times": row.times}
        return f"{said}, {_('full')}" if row.used >= row.times else said

    of_most.short_description = gettext_lazy("used")  # type: ignore[attr-defined]

    def until(self, row: LimitCount) -> str:
        """When the window ends."""
        return moment(row.ends_at)

    until.short_description = gettext_lazy("until")  # type: ignore[attr-defined]


class LiftForm(forms.Form):
    """Whose limits."""

    whose = forms.CharField(
        label=gettext_lazy("E-mail address or network"),
        max_length=254,
        strip=True,
        help_text=gettext_lazy(
            "An address such as name@example.org, or the IP address that the person has now, such as 192.0.2.17: then it is "
            "about all in the same network, and only about today. What you type is not stored."
        ),
        error_messages={"required": gettext_lazy("Write an e-mail address or an IP address.")},
    )

    def clean_whose(self) -> str:
        """Raises ValidationError for what is neither."""
        text: str = self.cleaned_data["whose"]
        if "@" in text:
            EmailValidator(_("Write an e-mail address or an IP address."))(text)
        elif not network_of(text.partition("/")[0]):
            raise forms.ValidationError(_("Write an e-mail address or an IP address."), code="neither")
        return text

    def rows(self) -> QuerySet[LimitCount]:
        """What runs for it."""
        text = self.cleaned_data["whose"]
        if "@" in text:
            return lifting.of_address(text)
        return lifting.of_network(network_of(text.partition("/")[0]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lift_limits(request: HttpRequest) -> HttpResponse:
    """Ask whose; show what runs for it; lift it. Looking is a POST too: an address in the address bar would be kept."""
    if not request.user.has_perm(LIFT):
        raise PermissionDenied
    form = LiftForm(request.POST if request.method == "POST" else None)
    looked = form.is_valid() if form.is_bound else False
    if looked and request.POST.get("act") == "lift":
        lifted = lift(form.rows(), by=request.user)
        told = ngettext("%(n)d limit was lifted.", "%(n)d limits were lifted.", lifted) % {"n": lifted}
        messages.success(request, told)
        return redirect("radslag_lift_limits")
    rows = [
        {"which": kinds.words_for(row.name), "used": row.used, "times": row.times, "until": row.ends_at,
         "is_full": row.used >= row.times}
        for row in form.rows().order_by("name")
    ] if looked else []  # fmt: skip
    context = {
        "form": form,
        "rows": rows,
        "looked": looked,
        "back": reverse("radslag_limitcount_modeladmin_index"),
    }
    return render(request, "radslag/admin/lift_limits.html", context, status=422 if form.errors else 200)


def urls() -> list[Any]:
    """Its address, for Wagtail."""
    return [path("granser/lyft/", lift_limits, name="radslag_lift_limits")]
