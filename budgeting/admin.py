"""The editors' lists. Tiny, so that a move away from modeladmin is small."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdminGroup

from budgeting.admin_payments import PaymentAdmin
from budgeting.admin_rights import ByPageTree, own_proposals, own_rounds, rounds_to_review
from budgeting.admin_views import ChangeRoundView, NewRoundView, ProposalListView, ReviewView
from budgeting.models import Proposal, Round
from budgeting.rules.money import format_kronor
from radslag.lists import ListAdmin, is_row_number


def in_kronor(model: type[Model], field: str) -> Any:
    """A column for spreadsheets: the amount of `field`, stored in öre, as a number of kronor."""

    def column(_admin: Any, row: Any) -> int | Decimal:
        ore: int = getattr(row, field)
        return Decimal(ore) / 100 if ore % 100 else ore // 100

    column.short_description = format_lazy("{}, kr", model._meta.get_field(field).verbose_name)  # type: ignore[attr-defined, union-attr]
    return column


class ReviewButtons(ButtonHelper):
    """The word on the button says what it does."""

    def edit_button(self, pk, *args, **kwargs):
        """Review instead of edit: what a resident wrote is not changed here."""
        words = {"label": pgettext_lazy("button", "Review"), "title": _("Review this proposal")}
        return super().edit_button(pk, *args, **kwargs) | words


class RoundButtons(ButtonHelper):
    """The button says what is made."""

    def add_button(self, *args, **kwargs):
        """“New round”."""
        return super().add_button(*args, **kwargs) | {"label": _("New round"), "title": _("New round")}


class RoundFilter(SimpleListFilter):
    """Rounds of the person's own programmes."""

    title = _("round")
    parameter_name = "round"

    def lookups(self, request, model_admin):
        """Newest first."""
        return [(str(r.pk), r.name) for r in rounds_to_review(request.user)]

    def queryset(self, request, queryset):
        """Proposals of the chosen round."""
        value = self.value() or ""
        return queryset.filter(round=value) if is_row_number(value) else queryset


class RoundAdmin(ListAdmin):
    """Rounds: the contract of each."""

    model = Round
    menu_icon = "history"
    list_display = ("name", "programme", "submission_opens", "voting_opens", "voting_closes", "result_at")
    list_select_related = ("programme",)
    list_export = (
        "pk",
        "name",
        "submission_opens",
        "voting_opens",
        "voting_closes",
        "result_at",
        "budget_kronor",
        "cap_kronor",
    )
    search_fields = ("name",)
    permission_helper_class = ByPageTree
    button_helper_class = RoundButtons
    create_view_class = NewRoundView
    edit_view_class = ChangeRoundView

    budget_kronor = in_kronor(Round, "budget_ore")
    cap_kronor = in_kronor(Round, "cap_ore")

    def get_queryset(self, request):
        """Rounds of the person's programmes."""
        return own_rounds(request.user).select_related("programme")


class ProposalAdmin(ListAdmin):
    """Proposals to read and decide."""

    model = Proposal
    menu_icon = "form"
    list_display = ("title", "number", "round", "kronor", "status", "submitted_at")
    list_filter = (RoundFilter, "status")
    list_select_related = ("round",)
    list_export = (
        "round",
        "number",
        "title",
        "what",
        "benefit",
        "cost_kronor",
        "shown_name",
        "status",
        "reason",
        "submitted_at",
    )
    export_filename = "forslag"
    list_per_page = 50
    index_view_class = ProposalListView
    search_fields = ("title", "what", "benefit", "shown_name")
    permission_helper_class = ByPageTree
    button_helper_class = ReviewButtons
    edit_view_class = ReviewView

    cost_kronor = in_kronor(Proposal, "cost_ore")

    def get_queryset(self, request):
        """Proposals to the person's programmes, newest first."""
        return own_proposals(request.user).select_related("round").order_by("-submitted_at")

    def kronor(self, proposal):
        """The cost as people write it."""
        return format_kronor(proposal.cost_ore)

    kronor.short_description = _("cost")  # type: ignore[attr-defined]
    kronor.admin_order_field = "cost_ore"  # type: ignore[attr-defined]


class BudgetingAdmin(ModelAdminGroup):
    """Everything of participatory budgeting in one menu."""

    menu_label = pgettext_lazy("menu", "Budget")  # short: the menu is narrow
    menu_icon = "group"
    menu_order = 240
    items = (RoundAdmin, ProposalAdmin, PaymentAdmin)
