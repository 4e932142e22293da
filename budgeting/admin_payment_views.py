"""The editors' views of payments: a new one, and putting one right by a counter-entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from budgeting.admin_rights import programmes_of
from budgeting.models import Payment, Proposal
from budgeting.models.money import KronorFormField
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services.payments import MAX_WHAT, record_payment, reverse_payment
from radslag.clock import database_now
from radslag.lists import is_row_number
from radslag.models import User

FIELD_OF_CODE = {
    "above_decided": "amount_ore",
    "not_positive": "amount_ore",
    "not_funded": "proposal",
    "own_payment": "proposal",
    "paid_later": "paid_on",
    "paid_before_decision": "paid_on",
    "paid_already": "what",
    "required": "what",
    "too_long": "what",
}


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


class PaymentForm(forms.Form):
    """A payment to a funded proposal."""

    proposal = PayableField(
        Proposal.objects.none(),
        label=gettext_lazy("Proposal"),
        help_text=gettext_lazy("Proposals that got money and that are not paid in full."),
    )
    amount_ore = KronorFormField(
        label=gettext_lazy("Amount"), help_text=gettext_lazy("In kronor, such as 4 500 or 4 500,50.")
    )
    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=AdminDateInput)
    what = forms.CharField(
        label=gettext_lazy("For what"),
        max_length=MAX_WHAT,
        help_text=gettext_lazy("Such as: Wood and soil. Shown to everyone, so name no person."),
    )

    def __init__(self, *args: Any, proposals: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal at the field that it is about."""
        self.add_error(FIELD_OF_CODE.get(refused.code), refused.message)


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

    def get_template_names(self) -> list[str]:
        """Our own form, not modeladmin's."""
        return ["budgeting/admin/payment_form.html"]

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever enters payments."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def form(self) -> PaymentForm:
        """Empty with today's date, or as posted."""
        data = self.request.POST if self.request.method == "POST" else None
        today = timezone.localtime(database_now()).date()
        named = self.request.GET.get("proposal", "")
        initial = {"paid_on": today} | ({"proposal": named} if is_row_number(named) else {})
        return PaymentForm(data, proposals=payable(self.request.user), initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(form=self.form, submit_label=_("Enter the payment"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Enter it, or say what to change."""
        if self.form.is_valid():
            entered = self.form.cleaned_data
            proposal = entered.pop("proposal")
            try:
                payment = record_payment(proposal_id=proposal.pk, by=request.user, **entered)  # type: ignore[arg-type]
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                paid = {"sum": format_kronor(payment.amount_ore), "title": proposal.title}
                messages.success(request, _("The payment of %(sum)s to “%(title)s” is entered.") % paid)
                return redirect(self.index_url)
        messages.validation_error(request, _("The payment was not entered."), self.form)
        return self.render_to_response(self.get_context_data())


class CounterEntryView(InstanceSpecificView):
    """“Put right”: asks why, and makes the counter-entry."""

    def get_template_names(self) -> list[str]:
        """Our own view, not modeladmin's."""
        return ["budgeting/admin/payment_form.html"]

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_page_title(self) -> str:
        """What is done."""
        return _("Put a payment right")

    @cached_property
    def form(self) -> CounterEntryForm:
        """Empty, or as posted."""
        return CounterEntryForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is taken back."""
        shown = {"payment": self.instance, "is_put_right": is_put_right(self.instance)}
        return super().get_context_data(form=self.form, submit_label=_("Put right"), **shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the counter-entry, once."""
        if self.form.is_valid():
            reason = self.form.cleaned_data["what"]
            try:
                reverse_payment(payment_id=self.instance.pk, reason=reason, by=request.user)  # type: ignore[arg-type]
            except RuleViolation as refused:
                field = "what" if refused.code in ("required", "too_long") else None
                self.form.add_error(field, refused.message)
            else:
                messages.success(
                    request, _("The payment is taken back. Enter the right one as a new payment.")
                )
                return redirect(self.index_url)
        messages.validation_error(request, _("The payment was not put right."), self.form)
        return self.render_to_response(self.get_context_data())
