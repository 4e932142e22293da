"""The ledger on a project's page: payments, what waits for a second person, more or less money, what is given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from budgeting.admin.projects.desk import ProjectDesk
from budgeting.admin.projects.money_forms import GiveBackForm, MoneyForm, PayForm, VoucherForm
from budgeting.admin.rights import may_in
from budgeting.display.money import MoneyParts
from budgeting.models import Leftover, MoneyDecision, PaymentRequest, Project, ProjectStatus, Voucher
from budgeting.services import money_decisions, payment_requests, vouchers
from budgeting.services.payments import PaymentWords


def payment_entered(entered: object) -> str:
    """What to say when a payment, or a counter-entry, has been entered."""
    if isinstance(entered, PaymentRequest):
        return _("It is entered, but does not count yet: a second person has to confirm it.")
    return _("It is entered in the ledger.")


def money_given_back(decision: object) -> str:
    """What to say when somebody gave back what is left, or asked for it."""
    if isinstance(decision, MoneyDecision) and decision.waits:
        return _("Asked for. Nothing is decided until somebody else confirms it.")
    return _("The money is given back, and everyone can read it.")


class MoneyActs(ProjectDesk):
    """The part of a project's page that is about money."""

    @cached_property
    def pay_form(self) -> PayForm:
        """A payment of today, or as sent."""
        sent = self.request.POST if self.asked == "pay" else None
        files = self.request.FILES if self.asked == "pay" else None
        return PayForm(sent, files, initial={"paid_on": self.today}, auto_id="pay-%s")

    @cached_property
    def money_form(self) -> MoneyForm:
        """A decision to ask for."""
        return MoneyForm(self.request.POST if self.asked == "money" else None, auto_id="money-%s")

    @cached_property
    def back_form(self) -> GiveBackForm:
        """Why money is left."""
        return GiveBackForm(self.request.POST if self.asked == "give_back" else None, auto_id="back-%s")

    @cached_property
    def waiting_payments(self) -> list[tuple[PaymentRequest, VoucherForm]]:
        """What waits for a second person, the oldest first, each with the form of a further receipt."""
        asked = self.instance.proposal.payment_requests.waiting().select_related("asked_by", "reverses")
        sent_to = self.sent_pk() if self.asked == "add_receipt" else 0
        return [
            (
                row,
                VoucherForm(
                    *((self.request.POST, self.request.FILES) if row.pk == sent_to else ()),
                    auto_id=f"receipt-{row.pk}-%s",
                ),
            )
            for row in asked.prefetch_related("vouchers").order_by("asked_at")
        ]

    def money_shown(self) -> dict[str, Any]:
        """For the template."""
        project, proposal = self.instance, self.instance.proposal
        ledger: Any = Project.objects.with_money().get(pk=project.pk)
        waiting = self.waiting_payments
        decisions = list(proposal.money_decisions.select_related("asked_by", "confirmed_by"))
        payments = proposal.payments.select_related("entered_by", "confirmed_by", "reversal", "reverses")
        finished = project.status in (ProjectStatus.DONE, ProjectStatus.STOPPED)
        in_the_way = waiting or any(decision.waits for decision in decisions)
        return {
            "money": MoneyParts(ledger.decided_ore, given_ore=ledger.decided_ore, paid_ore=ledger.paid_ore),
            "left_ore": ledger.left_ore,
            "payments": payments.prefetch_related("vouchers"),
            "payment_requests": waiting,
            "decisions": [decision for decision in decisions if decision.at is not None],
            "money_requests": [decision for decision in decisions if decision.waits],
            "above_ore": proposal.round.programme.two_people_above_ore,
            "others": self.payers,
            "pay_form": self.pay_form,
            "money_form": self.money_form,
            "back_form": self.back_form,
            "may_give_back": finished and ledger.left_ore > 0 and not in_the_way,
            "back_takes_two": not money_decisions.one_gives_back(
                project, left_ore=ledger.left_ore, paid_ore=ledger.paid_ore
            ),
            "carries_over": proposal.round.leftover == Leftover.CARRIED_OVER,
        }

    def money_acts(self) -> dict[str, Callable[[], HttpResponse]]:
        """What each button does, for those who enter payments in the programme."""
        acts = {
            "pay": self._pay,
            "add_receipt": self._add_receipt,
            "remove_receipt": self._remove_receipt,
            "confirm_payment": self._confirm_payment,
            "drop_payment": self._drop_payment,
            "money": self._money,
            "confirm_money": self._confirm_money,
            "drop_money": self._drop_money,
            "give_back": self._give_back,
        }
        if self.asked in acts and not may_in(
            self.person, "budgeting.add_payment", self.instance.proposal.round
        ):
            raise PermissionDenied
        return acts

    def _pay(self) -> HttpResponse:
        form = self.pay_form

        def service() -> object:
            data = form.cleaned_data
            words = PaymentWords(amount_ore=data["amount_ore"], paid_on=data["paid_on"], what=data["what"])
            return payment_requests.enter_payment(
                proposal_id=self.instance.proposal_id, words=words, voucher=data["voucher"], by=self.person
            )

        return self.carry_out(form, service, payment_entered)

    def _request(self) -> PaymentRequest:
        found: PaymentRequest = get_object_or_404(
            self.instance.proposal.payment_requests.all(), pk=self.sent_pk()
        )
        return found

    def _add_receipt(self) -> HttpResponse:
        found = next((both for both in self.waiting_payments if both[0].pk == self.sent_pk()), None)
        if found is None:
            raise Http404
        request, form = found
        return self.carry_out(
            form,
            lambda: vouchers.add_voucher(owner=request, file=form.cleaned_data["voucher"], by=self.person),
            _("The receipt is added."),
        )

    def _remove_receipt(self) -> HttpResponse:
        waiting = self.instance.proposal.payment_requests.waiting()
        found = get_object_or_404(Voucher, pk=self.sent_pk(), request__in=waiting)
        return self.carry_out_at_once(
            lambda: vouchers.remove_voucher(voucher_id=found.pk, by=self.person), _("The receipt is removed.")
        )

    def _confirm_payment(self) -> HttpResponse:
        request = self._request()
        return self.carry_out_at_once(
            lambda: payment_requests.confirm_payment(request_id=request.pk, by=self.person),
            _("The payment is confirmed."),
        )

    def _drop_payment(self) -> HttpResponse:
        request = self._request()
        return self.carry_out_at_once(
            lambda: payment_requests.drop_payment(request_id=request.pk, by=self.person),
            _("It is dropped. Nothing has been paid."),
        )

    def _money(self) -> HttpResponse:
        form = self.money_form
        return self.carry_out(
            form,
            lambda: money_decisions.ask_for_money(
                proposal_id=self.instance.proposal_id,
                amount_ore=form.signed_ore(),
                reason=form.cleaned_data["reason"],
                by=self.person,
            ),
            _("Asked for. Nothing is decided until somebody else confirms it."),
        )

    def _confirm_money(self) -> HttpResponse:
        found = get_object_or_404(self.instance.proposal.money_decisions.all(), pk=self.sent_pk())
        return self.carry_out_at_once(
            lambda: money_decisions.confirm_money(decision_id=found.pk, by=self.person),
            _("It is decided, and everyone can read it."),
        )

    def _drop_money(self) -> HttpResponse:
        found = get_object_or_404(self.instance.proposal.money_decisions.all(), pk=self.sent_pk())
        return self.carry_out_at_once(
            lambda: money_decisions.drop_money(decision_id=found.pk, by=self.person),
            _("The request is dropped. The project’s money is as it was."),
        )

    def _give_back(self) -> HttpResponse:
        form = self.back_form
        return self.carry_out(
            form,
            lambda: money_decisions.give_back(
                proposal_id=self.instance.proposal_id, reason=form.cleaned_data["reason"], by=self.person
            ),
            money_given_back,
        )
