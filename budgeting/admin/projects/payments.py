"""Payments in the Budget menu: a list that is added to. A mistake is put right by a counter-entry, nothing is changed."""

from __future__ import annotations

from datetime import MAXYEAR
from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

from budgeting.admin.projects.payment_views import CounterEntryView, NewPaymentView, is_put_right
from budgeting.admin.rights import PAYMENTS, has_programmes, may_in, payments_of
from budgeting.models import Payment, Round
from budgeting.rules.money import format_kronor
from radslag.editors.lists import ListAdmin
from radslag.for_programs.spreadsheets import in_kronor
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User


class OnlyAdded(PermissionHelper):
    """Payments follow the page tree as rounds do. “To edit” one is to put it right."""

    def user_can_list(self, user: User) -> bool:
        """Who has a programme and sees its payments."""
        return has_programmes(user, *PAYMENTS)

    def user_can_create(self, user: User) -> bool:
        """Who enters payments in any programme."""
        return has_programmes(user, PAYMENTS[0])

    def user_can_edit_obj(self, user: User, obj: Payment) -> bool:
        """Who enters payments in this one's programme."""
        return may_in(user, PAYMENTS[0], obj.proposal.round)

    def user_can_delete_obj(self, user: User, obj: Payment) -> bool:
        """Never: what was paid stays in the books."""
        return False


class PaymentButtons(ButtonHelper):
    """The words say what is done; what was put right already has no button."""

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """ "New payment"."""
        words = {"label": _("New payment"), "title": _("New payment")}
        return super().add_button(*args, **kwargs) | words

    def edit_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """ "Put right"."""
        words = {"label": _("Put right"), "title": _("Take this payment back by a counter-entry")}
        return super().edit_button(pk, *args, **kwargs) | words

    def get_buttons_for_obj(
        self,
        obj: Payment,
        exclude: Any = None,
        classnames_add: list[str] | None = None,
        classnames_exclude: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """None for a counter-entry, nor for what one took back."""
        if is_put_right(obj) or not may_in(self.request.user, PAYMENTS[0], obj.proposal.round):
            return []
        return [self.edit_button(obj.pk, classnames_add or [], classnames_exclude or [])]

    def get_primary_button(self, obj: Payment) -> dict[str, Any] | None:
        """The same where a list links the row itself."""
        return next(iter(self.get_buttons_for_obj(obj)), None)


class PaidRoundFilter(SimpleListFilter):
    """Rounds of the person's programmes in which something has been paid."""

    title = gettext_lazy("round")
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Newest first."""
        paid = payments_of(request.user).values("proposal__round")  # type: ignore[arg-type]
        return [(str(round_.pk), round_.name) for round_ in Round.objects.filter(pk__in=paid)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        """Payments to proposals of the chosen round."""
        value = self.value() or ""
        return queryset.filter(proposal__round=int(value)) if is_row_number(value) else queryset


class PaidYearFilter(SimpleListFilter):
    """The years in which something was paid."""

    title = pgettext_lazy("filter", "year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Newest first."""
        days = payments_of(request.user).order_by().dates("paid_on", "year", order="DESC")  # type: ignore[arg-type]
        return [(str(day.year), str(day.year)) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        """Payments of the chosen year."""
        value = self.value() or ""
        is_year = is_row_number(value) and 1 <= int(value) <= MAXYEAR
        return queryset.filter(paid_on__year=int(value)) if is_year else queryset


class PaymentAdmin(ListAdmin):
    """What has been paid to proposals that got money."""

    model = Payment
    menu_icon = "check"
    list_display = ("what", "proposal", "kronor", "paid_on", "entered_by")
    list_filter = (PaidRoundFilter, PaidYearFilter)
    list_export = (
        "programme_name",
        "round_name",
        "proposal",
        "amount_kronor",
        "paid_on",
        "what",
        "entered_by",
        "entered_at",
    )
    export_filename = "utbetalningar"
    list_per_page = 50
    search_fields = ("what", "proposal__title", "proposal__round__name")
    permission_helper_class = OnlyAdded
    button_helper_class = PaymentButtons
    create_view_class = NewPaymentView
    edit_view_class = CounterEntryView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        """Payments of the person's programmes, newest first."""
        rows = payments_of(request.user)  # type: ignore[arg-type]
        return rows.select_related("proposal__round__programme", "entered_by", "reversal")

    def kronor(self, payment: Payment) -> str:
        """The amount as people write it; a counter-entry has a minus."""
        return format_kronor(payment.amount_ore)

    kronor.short_description = gettext_lazy("amount")  # type: ignore[attr-defined]
    kronor.admin_order_field = "amount_ore"  # type: ignore[attr-defined]

    def round_name(self, payment: Payment) -> str:
        """The round, for the export."""
        return payment.proposal.round.name

    round_name.short_description = gettext_lazy("round")  # type: ignore[attr-defined]

    def programme_name(self, payment: Payment) -> str:
        """The programme, for the export."""
        return payment.proposal.round.programme.title

    programme_name.short_description = gettext_lazy("programme")  # type: ignore[attr-defined]

    def amount_kronor(self, payment: Payment) -> int | Decimal:
        """The amount as a number of kronor, for the export."""
        ore = payment.amount_ore
        return in_kronor(ore)

    amount_kronor.short_description = gettext_lazy("amount, kr")  # type: ignore[attr-defined]
