"""Two payments at once to one proposal, with real threads on PostgreSQL, and a control without the lock."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from budgeting.models import Payment
from budgeting.services import locks, payments

from .builders import KRONA, make_funded, make_payment
from .test_round_races import two_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def pay_twice_at_once(monkeypatch):
    """6 000 and 6 000 of 10 000 kr. The first one is held after its check."""
    proposal = make_funded()
    return two_at_once(
        monkeypatch,
        payments,
        "_written",
        lambda: make_payment(proposal, 6_000),
        lambda: make_payment(proposal, 6_000),
    )


def test_of_two_payments_at_once_that_together_exceed_one_is_refused_in_words(monkeypatch):
    first, second = pay_twice_at_once(monkeypatch)
    assert isinstance(first, Payment)
    assert (second.code, second.params) == ("above_decided", {"left_ore": 4_000 * KRONA})
    assert Payment.objects.count() == 1


def test_without_the_lock_only_the_database_refuses_and_nobody_gets_words(monkeypatch):
    monkeypatch.setattr(locks, "queue_payment", lambda proposal_id: None)
    with pytest.raises(IntegrityError):
        pay_twice_at_once(monkeypatch)
    assert Payment.objects.count() == 1
