"""The ledger with real threads on PostgreSQL: payments, confirmations and decisions at once, and controls without the locks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.utils import timezone

from budgeting.models import MoneyDecision, Payment, Project
from budgeting.services import locks, money_decisions, payment_requests, payments, projects
from budgeting.services.payments import PaymentWords
from budgeting.services.terms import envelope_left

from .builders import KRONA, make_funded, make_payment, make_programme, make_user
from .test_round_races import two_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def funded(**programme):
    return make_funded(programme=make_programme(**({"two_people_above_ore": 5_000 * KRONA} | programme)))


def asked(proposal, kronor=6_000):
    words = PaymentWords(amount_ore=kronor * KRONA, paid_on=timezone.localdate(), what=f"Virke {kronor}")
    return payment_requests.enter_payment(proposal_id=proposal.pk, words=words, by=make_user())


def test_one_request_that_two_confirm_at_once_is_one_payment(monkeypatch):
    request, people = asked(funded()), [make_user(), make_user()]
    first, second = two_at_once(
        monkeypatch,
        payments,
        "_written",
        lambda: payment_requests.confirm_payment(request_id=request.pk, by=people[0]),
        lambda: payment_requests.confirm_payment(request_id=request.pk, by=people[1]),
    )
    assert isinstance(first, Payment) and second.code == "payment_not_waiting"
    assert Payment.objects.count() == 1


def paid_while_money_is_taken_away(monkeypatch):
    """4 500 kr are paid while a decision leaves 4 000 of 10 000 kr. The payment is held after its check."""
    proposal, by = funded(), make_user()
    decision = money_decisions.ask_for_money(
        proposal_id=proposal.pk, amount_ore=-6_000 * KRONA, reason="Billigare.", by=make_user()
    )
    return two_at_once(
        monkeypatch,
        payments,
        "_written",
        lambda: make_payment(proposal, 4_500),
        lambda: money_decisions.confirm_money(decision_id=decision.pk, by=by),
    )


def test_money_is_not_taken_away_from_under_a_payment(monkeypatch):
    first, second = paid_while_money_is_taken_away(monkeypatch)
    assert isinstance(first, Payment)
    assert (second.code, second.params) == ("decided_below_paid", {"left_ore": 5_500 * KRONA})


def test_without_the_lock_the_database_refuses_it_without_words(monkeypatch):
    monkeypatch.setattr(locks, "queue_payment", lambda proposal_id: None)
    with pytest.raises(IntegrityError):
        paid_while_money_is_taken_away(monkeypatch)
    assert not Payment.objects.exists()


def test_two_decisions_at_once_never_share_out_the_same_money(monkeypatch):
    programme = make_programme(envelope_ore=100_000 * KRONA)
    one = make_funded(programme=programme)
    left_ore = envelope_left(programme, timezone.now())
    ask = {"amount_ore": left_ore, "reason": "Dyrare."}
    decision = money_decisions.ask_for_money(proposal_id=one.pk, by=make_user(), **ask)
    people = [make_user(), make_user()]
    first, second = two_at_once(
        monkeypatch,
        money_decisions,
        "_log",
        lambda: money_decisions.confirm_money(decision_id=decision.pk, by=people[0]),
        lambda: money_decisions.confirm_money(decision_id=decision.pk, by=people[1]),
    )
    assert isinstance(first, MoneyDecision) and second.code == "money_not_waiting"
    assert envelope_left(programme, timezone.now()) == 0


def test_two_workers_make_each_project_once(monkeypatch):
    make_funded()
    two_at_once(monkeypatch, projects, "_made", projects.keep_projects, projects.keep_projects)
    assert Project.objects.count() == 1
