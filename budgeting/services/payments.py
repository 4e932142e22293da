"""Payments to proposals that the count gave money. They are added and never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from wagtail.log_actions import log

from budgeting.models import Outcome, Payment, Proposal
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from radslag.clock import database_now
from radslag.models import User

MAX_WHAT = 150


@transaction.atomic
def record_payment(
    *, proposal_id: int, amount_ore: int, paid_on: dt.date, what: str, by: User | None
) -> Payment:
    """Write down that `amount_ore` (whole öre) was paid to a funded proposal on a day, and for what.

    Payments to one proposal queue, so that two at once are never more than was decided.
    Raises RuleViolation: `not_positive`, `required` or `too_long` (what), `own_payment`, `not_funded`, `paid_later`,
    `paid_before_decision`, `paid_already`, `above_decided` (left_ore); then nothing is written.
    """
    if amount_ore <= 0:
        raise RuleViolation("not_positive")
    what = rules.check_line(what, limit=MAX_WHAT)
    locks.queue_payment(proposal_id)
    now = database_now()
    proposal = Proposal.objects.select_related("round").get(pk=proposal_id)
    _check_by(proposal, by)
    decided_ore = decided_for(proposal, now)
    _check_day(proposal, paid_on, now)
    same = proposal.payments.filter(amount_ore=amount_ore, paid_on=paid_on, what=what, reversal=None)
    if same.exists():
        raise RuleViolation("paid_already")
    left_ore = decided_ore - paid_to(proposal)
    if amount_ore > left_ore:
        raise RuleViolation("above_decided", left_ore=left_ore)
    return _written(proposal, Payment(amount_ore=amount_ore, paid_on=paid_on, what=what), now, by)


@transaction.atomic
def reverse_payment(*, payment_id: int, reason: str, by: User | None) -> Payment:
    """Take back a payment that was entered by mistake, by a counter-entry of today that says why.

    Raises RuleViolation: `required` or `too_long` (reason), `own_payment`, `already_reversed` (also for a counter-entry
    itself), `below_nothing`.
    """
    reason = rules.check_line(reason, limit=MAX_WHAT)
    locks.queue_payment(Payment.objects.values_list("proposal_id", flat=True).get(pk=payment_id))
    now = database_now()
    payment = Payment.objects.select_related("proposal__round").get(pk=payment_id)
    _check_by(payment.proposal, by)
    if payment.reverses_id is not None or Payment.objects.filter(reverses=payment).exists():
        raise RuleViolation("already_reversed")
    if payment.amount_ore > paid_to(payment.proposal):
        raise RuleViolation("below_nothing")
    today = timezone.localtime(now).date()
    counter = Payment(amount_ore=-payment.amount_ore, paid_on=today, what=reason, reverses=payment)
    return _written(payment.proposal, counter, now, by)


def decided_for(proposal: Proposal, now: dt.datetime) -> int:
    """Öre that the newest count gave the proposal. Raises RuleViolation `not_funded`, also before the result is public."""
    if proposal.round.clock_at(now) < proposal.round.result_at:
        raise RuleViolation("not_funded")
    outcome = Outcome.objects.filter(proposal=proposal).order_by("-count").first()
    if outcome is None or not outcome.funded:
        raise RuleViolation("not_funded")
    return outcome.cost_ore


def paid_to(proposal: Proposal) -> int:
    """Öre paid so far, without what was taken back."""
    total: int | None = proposal.payments.aggregate(total=Sum("amount_ore"))["total"]
    return total or 0


def _check_by(proposal: Proposal, by: User | None) -> None:
    if by is not None and proposal.concerns(by):
        raise RuleViolation("own_payment")


def _check_day(proposal: Proposal, paid_on: dt.date, now: dt.datetime) -> None:
    if paid_on > timezone.localtime(now).date():
        raise RuleViolation("paid_later")
    if paid_on < timezone.localtime(proposal.round.result_at).date():
        raise RuleViolation("paid_before_decision")


def _written(proposal: Proposal, payment: Payment, now: dt.datetime, by: User | None) -> Payment:
    payment.proposal, payment.entered_at, payment.entered_by = proposal, now, by
    payment.save(force_insert=True)
    action = "budgeting.pay" if payment.reverses_id is None else "budgeting.pay_back"
    data = {"amount_ore": payment.amount_ore, "what": payment.what}
    log(proposal, action, user=by, title=f"{proposal.round}, {proposal.number}", data=data)
    return payment
