"""Payments and counter-entries above a programme's amount: one person enters, another confirms; before that nothing is paid."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import Payment, PaymentRequest, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.rules.two_people import check_second
from budgeting.services import payments, vouchers
from budgeting.services.payments import PaymentWords
from budgeting.services.stored_files import stored_if_committed
from budgeting.tasks import tell_of_payment_task
from radslag.clock import database_now
from radslag.models import User


def enter_payment(
    *, proposal_id: int, words: PaymentWords, by: User, voucher: UploadedFile | None = None
) -> Payment | PaymentRequest:
    """Write down a payment with its receipt, if there is one; or the request for it, when it takes two people.

    Raises RuleViolation: the codes of `payments.checked_payment` and `vouchers.checked`; then nothing is written and no file
    is left.
    """
    file = vouchers.checked(voucher) if voucher else None
    names: list[str] = []
    with stored_if_committed(written=names), transaction.atomic():
        proposal, payment, now = payments.checked_payment(proposal_id, words, by)
        entered = _entered(proposal, payment, now, by)
        if file:
            vouchers.store(entered, file, by=by, now=now, names=names)
        return entered


@transaction.atomic
def enter_reversal(*, payment_id: int, reason: str, by: User) -> Payment | PaymentRequest:
    """Take back a payment by a counter-entry, or ask for that, when it takes two people.

    Raises RuleViolation: the codes of `payments.checked_reversal`; then nothing is written.
    """
    proposal, counter, now = payments.checked_reversal(payment_id, reason, by)
    return _entered(proposal, counter, now, by)


@transaction.atomic
def confirm_payment(*, request_id: int, by: User) -> Payment:
    """Make the payment, or the counter-entry, that somebody else entered. Its receipts come along.

    Raises RuleViolation: `payment_not_waiting`, `second_person`, and the codes of `payments.checked_payment` or
    `payments.checked_reversal`: what was right when it was entered may be so no longer. Then nothing is written.
    """
    request, now = _held(request_id, by)
    check_second(request.asked_by_id, by.pk)
    if request.reverses_id is None:
        words = PaymentWords(amount_ore=request.amount_ore, paid_on=request.paid_on, what=request.what)
        found = payments.checked_payment(request.proposal_id, words, by, leaving_out=request)
    else:
        found = payments.checked_reversal(request.reverses_id, request.what, by, leaving_out=request)
    proposal, payment, now = found
    paid = payments.written(proposal, payment, now, request.asked_by, second=by)
    request.payment, request.confirmed_at = paid, now
    request.save(update_fields=["payment", "confirmed_at"])
    request.vouchers.update(payment=paid)
    return paid


@transaction.atomic
def drop_payment(*, request_id: int, by: User) -> PaymentRequest:
    """Drop what waits, one's own or another's: nothing is paid, and its receipts are deleted.

    Raises RuleViolation: `payment_not_waiting`, `own_payment`.
    """
    request, now = _held(request_id, by)
    request.dropped_by, request.dropped_at = by, now
    request.save(update_fields=["dropped_by", "dropped_at"])
    request.vouchers.all().delete()
    _log(request, "budgeting.drop_payment", by)
    return request


def _entered(proposal: Proposal, payment: Payment, now: dt.datetime, by: User) -> Payment | PaymentRequest:
    if payments.takes_two(proposal, payment.amount_ore, now):
        request: PaymentRequest = PaymentRequest.objects.create(
            proposal=proposal,
            amount_ore=payment.amount_ore,
            paid_on=payment.paid_on,
            what=payment.what,
            reverses=payment.reverses,
            asked_by=by,
            asked_at=now,
        )
        _log(request, "budgeting.ask_payment", by)
        tell_of_payment_task.enqueue(request.pk)
        return request
    return payments.written(proposal, payment, now, by)


def _held(request_id: int, by: User) -> tuple[PaymentRequest, dt.datetime]:
    proposal_id = PaymentRequest.objects.values_list("proposal_id", flat=True).get(pk=request_id)
    payments.locked(proposal_id, by)
    request: PaymentRequest = PaymentRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if not request.waits:
        raise RuleViolation("payment_not_waiting")
    return request, database_now()


def _log(request: PaymentRequest, action: str, by: User) -> None:
    proposal = request.proposal
    data = {"amount_ore": request.amount_ore, "what": request.what}
    log(proposal, action, user=by, title=f"{proposal.round}, {proposal.number}", data=data)
