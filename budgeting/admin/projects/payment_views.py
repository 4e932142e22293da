"""The editors' views of payments: a new one, and putting one right by a counter-entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from budgeting.admin.projects.money import payment_entered
from budgeting.admin.projects.money_forms import PayForm, RemoveVoucherForm, VoucherForm
from budgeting.admin.rights import programmes_of
from budgeting.models import Payment, PaymentRequest, Proposal, Voucher
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services.payment_requests import enter_payment, enter_reversal
from budgeting.services.payments import MAX_WHAT, PaymentWords
from budgeting.services.vouchers import add_voucher, deletable, remove_voucher
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User

FIELD_OF_CODE = PayForm.fields_of | {"not_funded": "proposal", "own_payment": "proposal"}


def payable(user: User) -> QuerySet[Proposal]:
    """Funded proposals of the person's programmes with something left to pay, the newest round first."""
    programmes = programmes_of(user, "budgeting.add_payment")
    funded = Proposal.objects.filter(round__programme__in=programmes).funded(database_now())
    left = funded.filter(paid_ore__lt=F("given_ore")).select_related("round")
    return left.order_by("-round__result_at", "round", "number")


def is_put_right(payment: Payment) -> bool:
    """Whether it is a counter-entry or has one."""
    return payment.reverses_id is not None or hasattr(payment, "reversal")


class PayableField(forms.ModelChoiceField):
    """A funded proposal, with what is left to pay."""

    def label_from_instance(self, obj: Any) -> str:
        """ "Mitt Närlunda, hösten 2026: 3. Bokskåp (4 500 kr left of 9 000 kr)"."""
        left, given = format_kronor(obj.given_ore - obj.paid_ore), format_kronor(obj.given_ore)
        amounts = _("%(left)s left of %(given)s") % {"left": left, "given": given}
        return f"{obj.round}: {obj} ({amounts})"


class PaymentForm(PayForm):
    """A payment to a funded proposal."""

    fields_of = FIELD_OF_CODE
    field_order = ("proposal", "amount_ore", "paid_on", "what", "voucher")
    proposal = PayableField(
        Proposal.objects.none(),
        label=gettext_lazy("Proposal"),
        help_text=gettext_lazy("Proposals that got money and that are not paid in full."),
    )

    def __init__(self, *args: Any, proposals: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]


class CounterEntryForm(forms.Form):
    """Why a payment is taken back."""

    what = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MAX_WHAT,
        help_text=gettext_lazy("Such as: Entered for the wrong proposal. Shown to everyone."),
    )


class NewPaymentView(WMABaseView):
    """“New payment”."""

    page_title = gettext_lazy("New payment")

    template_name = "budgeting/admin/payment_form.html"

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever enters payments."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def form(self) -> PaymentForm:
        """Empty with today's date, or as posted."""
        sent = self.request.method == "POST"
        data, files = (self.request.POST, self.request.FILES) if sent else (None, None)
        today = timezone.localdate(database_now())
        named = self.request.GET.get("proposal", "")
        initial = {"paid_on": today} | ({"proposal": named} if is_row_number(named) else {})
        return PaymentForm(data, files, proposals=payable(self.request.user), initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(form=self.form, submit_label=_("Enter the payment"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Enter it, or say what to change."""
        if self.form.is_valid():
            entered = self.form.cleaned_data
            proposal, voucher = entered.pop("proposal"), entered.pop("voucher")
            try:
                payment = enter_payment(
                    proposal_id=proposal.pk,
                    words=PaymentWords(**entered),
                    voucher=voucher,
                    by=request.user,  # type: ignore[arg-type]
                )
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                paid = {"sum": format_kronor(payment.amount_ore), "title": proposal.title}
                done = _("The payment of %(sum)s to “%(title)s” is entered.") % paid
                if isinstance(payment, PaymentRequest):
                    done = payment_entered(payment)
                messages.success(request, done)
                return redirect(self.index_url)
        messages.validation_error(request, _("The payment was not entered."), self.form)
        return self.render_to_response(self.get_context_data())


class CounterEntryView(InstanceSpecificView):
    """A payment with its receipts; “Put right” asks why, and makes the counter-entry."""

    template_name = "budgeting/admin/payment_form.html"

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_page_title(self) -> str:
        """What is done."""
        return _("A payment")

    @cached_property
    def form(self) -> CounterEntryForm:
        """Empty, or as posted."""
        return CounterEntryForm(self.request.POST if self.asked == "put_right" else None)

    @cached_property
    def voucher_form(self) -> VoucherForm:
        """A further receipt."""
        sent = self.asked == "add_voucher"
        return VoucherForm(*((self.request.POST, self.request.FILES) if sent else ()))

    @cached_property
    def vouchers(self) -> list[tuple[Voucher, RemoveVoucherForm | None]]:
        """Each receipt that stands; those that are kept for good with the form that asks why."""
        now, sent = database_now(), self.request.POST
        return [
            (
                row,
                None
                if row.removed_at is not None or deletable(row, self.request.user, now)
                else RemoveVoucherForm(
                    sent if self.asked == "remove_voucher" and sent.get("pk") == str(row.pk) else None,
                    auto_id=f"receipt-{row.pk}-%s",
                ),
            )
            for row in self.instance.vouchers.select_related("removed_by")
        ]

    @property
    def asked(self) -> str:
        """What was sent, if anything."""
        return self.request.POST.get("act", "put_right") if self.request.method == "POST" else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is taken back."""
        shown = {
            "payment": self.instance,
            "is_put_right": is_put_right(self.instance),
            "vouchers": self.vouchers,
            "voucher_form": self.voucher_form,
        }
        return super().get_context_data(form=self.form, submit_label=_("Put right"), **shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the counter-entry, once; or add or remove a receipt."""
        if self.asked in ("add_voucher", "remove_voucher"):
            return self._add_voucher() if self.asked == "add_voucher" else self._remove_voucher()
        if self.form.is_valid():
            reason = self.form.cleaned_data["what"]
            try:
                entered = enter_reversal(payment_id=self.instance.pk, reason=reason, by=request.user)  # type: ignore[arg-type]
            except RuleViolation as refused:
                field = "what" if refused.code in ("required", "too_long") else None
                self.form.add_error(field, refused.message)
            else:
                done = _("The payment is taken back. Enter the right one as a new payment.")
                if isinstance(entered, PaymentRequest):
                    done = payment_entered(entered)
                messages.success(request, done)
                return redirect(self.index_url)
        messages.validation_error(request, _("The payment was not put right."), self.form)
        return self.render_to_response(self.get_context_data())

    def _add_voucher(self) -> HttpResponse:
        form = self.voucher_form
        if form.is_valid():
            try:
                add_voucher(
                    owner=self.instance,
                    file=form.cleaned_data["voucher"],
                    by=self.request.user,
                )
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                messages.success(self.request, _("The receipt is added."))
                return redirect(self.request.path)
        messages.validation_error(self.request, _("The receipt was not added."), form)
        return self.render_to_response(self.get_context_data())

    def _remove_voucher(self) -> HttpResponse:
        named = self.request.POST.get("pk", "")
        found = get_object_or_404(self.instance.vouchers.all(), pk=named if is_row_number(named) else 0)
        form = next(form for row, form in self.vouchers if row.pk == found.pk)
        try:
            remove_voucher(voucher_id=found.pk, by=self.request.user, why=self.request.POST.get("why", ""))
        except RuleViolation as refused:
            if form is not None and refused.code in form.fields_of:
                form.refuse(refused)
                messages.validation_error(self.request, _("The receipt was not removed."), form)
                return self.render_to_response(self.get_context_data())
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, _("The receipt is removed."))
        return redirect(self.request.path)
