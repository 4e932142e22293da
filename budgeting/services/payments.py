"""Payments to proposals that the count gave money. They are added and never changed.

Above the programme's amount it takes two people (services/payment_requests.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone
from wagtail.log_actions import log

from budgeting.models import MoneyDecision, Payment, PaymentRequest, Proposal
from budgeting.querysets.projects import newest_outcome
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from radslag.clock import database_now
from radslag.models import User

MAX_WHAT = 150
TOGETHER = dt.timedelta(days=30)
"""What is entered for a project by one person at a time within this long counts as one sum: nobody splits a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWords:
    """What a payment says: whole öre, the day when it was paid, and for what (shown to everyone)."""

    amount_ore: int
    paid_on: dt.date
    what: str


def checked_payment(
    proposal_id: int, words: PaymentWords, by: User | None, *, leaving_out: PaymentRequest | None = None
) -> tuple[Proposal, Payment, dt.datetime]:
    """The proposal, alone with its ledger; the payment, not written yet; and the instant that counts.

    What waits for a second person is spoken for, but for the request that is left out.
    Raises RuleViolation: `not_positive`, `required` or `too_long` (what), `own_payment`, `not_funded`, `paid_later`,
    `paid_before_decision`, `paid_already`, `above_decided` (left_ore).
    """
    if words.amount_ore <= 0:
        raise RuleViolation("not_positive")
    what = rules.check_line(words.what, limit=MAX_WHAT)
    proposal, now = locked(proposal_id, by)
    decided_ore = decided_for(proposal, now)
    _check_day(proposal, words.paid_on, now)
    same = {"amount_ore": words.amount_ore, "paid_on": words.paid_on, "what": what}
    waiting = proposal.payment_requests.waiting().exclude(pk=leaving_out.pk if leaving_out else 0)
    if proposal.payments.filter(reversal=None, **same).exists() or waiting.filter(**same).exists():
        raise RuleViolation("paid_already")
    left_ore = decided_ore - paid_to(proposal) - _sum(waiting.filter(reverses=None))
    if words.amount_ore > left_ore:
        raise RuleViolation("above_decided", left_ore=left_ore)
    return proposal, Payment(**same), now


def checked_reversal(
    payment_id: int, reason: str, by: User | None, *, leaving_out: PaymentRequest | None = None
) -> tuple[Proposal, Payment, dt.datetime]:
    """The same for the counter-entry of today that takes back a payment.

    Raises RuleViolation: `required` or `too_long` (reason), `own_payment`, `already_reversed` (also for a counter-entry
    itself), `reversal_waits`, `below_nothing`.
    """
    reason = rules.check_line(reason, limit=MAX_WHAT)
    proposal, now = locked(Payment.objects.values_list("proposal_id", flat=True).get(pk=payment_id), by)
    payment = Payment.objects.get(pk=payment_id)
    if payment.reverses_id is not None or Payment.objects.filter(reverses=payment).exists():
        raise RuleViolation("already_reversed")
    waiting = payment.reversal_requests.waiting().exclude(pk=leaving_out.pk if leaving_out else 0)
    if waiting.exists():
        raise RuleViolation("reversal_waits")
    if payment.amount_ore > paid_to(proposal):
        raise RuleViolation("below_nothing")
    today = timezone.localdate(now)
    return (
        proposal,
        Payment(amount_ore=-payment.amount_ore, paid_on=today, what=reason, reverses=payment),
        now,
    )


def takes_two(proposal: Proposal, amount_ore: int, now: dt.datetime) -> bool:
    """Whether it, with what one person at a time entered within thirty days, is too much for one."""
    above_ore = proposal.round.programme.two_people_above_ore
    if above_ore is None:
        return False
    alone = proposal.payments.filter(
        of_two=False, reversal=None, entered_at__gt=now - TOGETHER, entered_at__lte=now
    )
    same = alone.filter(amount_ore__gt=0) if amount_ore > 0 else alone.filter(amount_ore__lt=0)
    return abs(_sum(same)) + abs(amount_ore) > above_ore


def decided_for(proposal: Proposal, now: dt.datetime) -> int:
    """Öre that the newest count gave the proposal, and what has been decided since.

    Raises RuleViolation `not_funded`, also before the result is public.
    """
    if proposal.round.clock_at(now) < proposal.round.result_at:
        raise RuleViolation("not_funded")
    newest = newest_outcome(proposal.pk).first()
    if newest is None or not newest.funded:
        raise RuleViolation("not_funded")
    since: int = MoneyDecision.objects.in_force().filter(proposal=proposal).sum_ore()
    return newest.cost_ore + since


def paid_to(proposal: Proposal) -> int:
    """Öre paid so far, without what was taken back."""
    return _sum(proposal.payments)


def waiting_for(proposal: Proposal) -> int:
    """Öre of payments that wait for a second person."""
    return _sum(proposal.payment_requests.waiting().filter(reverses=None))


def locked(proposal_id: int, by: User | None) -> tuple[Proposal, dt.datetime]:
    """The proposal, alone with its ledger until the transaction ends, and the instant. Raises RuleViolation `own_payment`."""
    locks.queue_payment(proposal_id)
    now = database_now()
    proposal = Proposal.objects.select_related("round__programme").get(pk=proposal_id)
    if by is not None and proposal.concerns(by):
        raise RuleViolation("own_payment")
    return proposal, now


def written(
    proposal: Proposal, payment: Payment, now: dt.datetime, by: User | None, *, second: User | None = None
) -> Payment:
    """Store a payment that was checked, under its lock; with the second person, when it took two."""
    payment.proposal, payment.entered_at, payment.entered_by = proposal, now, by
    payment.confirmed_by, payment.of_two = second, second is not None
    return _written(proposal, payment, second or by)


def _written(proposal: Proposal, payment: Payment, by: User | None) -> Payment:
    payment.save(force_insert=True)
    action = "budgeting.pay" if payment.reverses_id is None else "budgeting.pay_back"
    data = {"amount_ore": payment.amount_ore, "what": payment.what}
    log(proposal, action, user=by, title=f"{proposal.round}, {proposal.number}", data=data)
    return payment


def _sum(rows: object) -> int:
    total: int | None = rows.aggregate(total=Sum("amount_ore"))["total"]  # type: ignore[attr-defined]
    return total or 0


def _check_day(proposal: Proposal, paid_on: dt.date, now: dt.datetime) -> None:
    if paid_on > timezone.localdate(now):
        raise RuleViolation("paid_later")
    if paid_on < timezone.localdate(proposal.round.result_at):
        raise RuleViolation("paid_before_decision")
