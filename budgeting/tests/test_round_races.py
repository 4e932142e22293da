"""The terms of a round changed while others rely on them, with real threads on PostgreSQL, and controls without the locks."""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connections

from budgeting.models import Ballot, BudgetingPage, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import ballots, locks, rounds
from budgeting.services.ballots import cast_ballot, stored_ballot
from budgeting.services.proposals import submit_proposal
from budgeting.services.rounds import change_round
from budgeting.services.voters import Voter
from radslag.clock import database_now
from radslag.tests.waiting import until_it_waits_or_is_done

from .builders import (
    DAY,
    KRONA,
    SAID,
    make_application,
    make_programme,
    make_proposals,
    make_round,
    make_schedule,
    make_user,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
VOTER = Voter(email="siv@example.org")


@contextmanager
def held(monkeypatch, module, name):
    """The first call of `module.name` waits before it runs. Yields (it was reached, let it go on)."""
    reached, go_on = threading.Event(), threading.Event()
    real = getattr(module, name)

    def slow(*args, **kwargs):
        if not reached.is_set():
            reached.set()
            assert go_on.wait(timeout=60)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, slow)
    try:
        yield reached, go_on
    finally:
        go_on.set()


def in_thread(pool, call):
    def run():
        try:
            return call()
        except RuleViolation as refused:
            return refused
        finally:
            connections.close_all()

    return pool.submit(run)


def two_at_once(monkeypatch, module, name, first, second):
    """Start `first`, hold it at `module.name`, start `second`, then let both end. Returns their results."""
    with ThreadPoolExecutor(2) as pool, held(monkeypatch, module, name) as (reached, go_on):
        one = in_thread(pool, first)
        assert reached.wait(timeout=60)
        other = in_thread(pool, second)
        until_it_waits_or_is_done(other)
        go_on.set()
        return one.result(timeout=60), other.result(timeout=60)


def share_out_at_once(monkeypatch):
    """A change of one round and the making of another, both for the last of the year's money. Returns öre above it."""
    programme = make_programme(envelope_ore=100_000 * KRONA)
    spring = dt.datetime(2127, 3, 1, 12, tzinfo=dt.UTC)
    first = make_schedule(Phase.BEFORE, now=spring)
    afterwards = make_schedule(Phase.BEFORE, now=spring, shift=60 * DAY)
    round_ = make_round(programme=programme, budget_ore=50_000 * KRONA, schedule=first)
    two_at_once(
        monkeypatch,
        locks,
        "decided_at",
        lambda: change_round(round_id=round_.pk, budget_ore=100_000 * KRONA),
        lambda: make_round(programme=programme, budget_ore=50_000 * KRONA, schedule=afterwards),
    )
    return sum(round_.budget_ore for round_ in programme.rounds.all()) - programme.envelope_ore


def test_a_change_and_a_new_round_at_once_never_share_out_more_than_the_year(monkeypatch):
    assert share_out_at_once(monkeypatch) <= 0


def test_control_without_the_programmes_lock_the_same_run_shares_out_too_much(monkeypatch):
    monkeypatch.setattr(
        rounds, "alone_with_the_money", lambda programme_id: BudgetingPage.objects.get(pk=programme_id)
    )
    assert share_out_at_once(monkeypatch) > 0


def test_two_editors_who_make_a_round_for_the_same_weeks_get_one_and_a_word(monkeypatch):
    programme = make_programme()
    made, refused = two_at_once(
        monkeypatch,
        rounds.ties,
        "commitment",
        lambda: make_round(Phase.BEFORE, programme=programme, name="Den första"),
        lambda: make_round(Phase.BEFORE, programme=programme, name="Den andra"),
    )
    assert made.name == "Den första"
    assert isinstance(refused, RuleViolation) and refused.code == "same_phase"
    assert [round_.name for round_ in programme.rounds.all()] == ["Den första"]


def test_control_without_the_programmes_lock_only_the_database_keeps_the_two_apart(monkeypatch):
    monkeypatch.setattr(
        rounds, "alone_with_the_money", lambda programme_id: BudgetingPage.objects.get(pk=programme_id)
    )
    with pytest.raises(IntegrityError, match="budgeting_one_round_in_"):
        test_two_editors_who_make_a_round_for_the_same_weeks_get_one_and_a_word(monkeypatch)
    assert Round.objects.count() == 1


def submit_while_the_cap_is_lowered(monkeypatch):
    """The change is decided just before submission opens, the proposal just after. Returns the proposal's öre above the cap."""
    opens = database_now() + dt.timedelta(seconds=2)
    now = database_now()
    schedule = make_schedule(Phase.SUBMISSION, now=now, submission_opens=opens)
    round_ = make_round(schedule=schedule)
    author = make_user()

    def submit():
        while database_now() < opens:
            time.sleep(0.05)
        return submit_proposal(
            round_id=round_.pk, author=author, application=make_application(cost_ore=25_000 * KRONA)
        )

    def lower_the_cap():
        return change_round(round_id=round_.pk, cap_ore=1_000 * KRONA)

    with ThreadPoolExecutor(2) as pool, held(monkeypatch, rounds, "check_terms") as (reached, go_on):
        change = in_thread(pool, lower_the_cap)
        assert reached.wait(timeout=60)
        proposal = in_thread(pool, submit)
        until_it_waits_or_is_done(proposal)
        go_on.set()
        change.result(timeout=60)
        proposal.result(timeout=60)
    round_.refresh_from_db()
    assert round_.cap_ore == 1_000 * KRONA
    return max((p.cost_ore for p in round_.proposals.all()), default=0) - round_.cap_ore


def test_a_proposal_is_judged_by_the_terms_that_stand_when_submission_has_opened(monkeypatch):
    assert submit_while_the_cap_is_lowered(monkeypatch) <= 0


def test_control_without_the_queue_a_proposal_above_the_cap_gets_in(monkeypatch):
    monkeypatch.setattr(locks, "queue_submission", lambda round_id: None)
    assert submit_while_the_cap_is_lowered(monkeypatch) > 0


def test_a_ballot_that_is_removed_while_it_is_read_is_there_whole_or_not_at_all(monkeypatch):
    round_ = make_round()
    (proposal,) = make_proposals(round_, 1)
    cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=[proposal.pk])
    real = Ballot.choices.related_manager_cls.order_by

    def late(self, *fields):
        if not removed:
            removed.append(True)
            with ThreadPoolExecutor(1) as pool:
                in_thread(pool, lambda: ballots.withdraw_ballot(round_id=round_.pk, voter=VOTER)).result(60)
        return real(self, *fields)

    removed = []
    monkeypatch.setattr(Ballot.choices.related_manager_cls, "order_by", late, raising=False)
    assert stored_ballot(round_=round_, voter=VOTER) is None
    assert removed
