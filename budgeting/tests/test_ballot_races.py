"""Sums, withdrawals, pauses and extensions beside ballots, with real threads, and controls without the guards."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, connections, transaction

from budgeting.models import Ballot, BallotChoice, BallotKind, Receipt, VoterIdentity
from budgeting.rules.ballots import key_of_code
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts, challenges, locks, voting_codes
from budgeting.services.ballots import StoredBallot, cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.voters import Voter
from radslag.clock import database_now

from .builders import (
    DAY,
    KRONA,
    SAID,
    make_proposals,
    make_round,
    make_user,
)
from .test_races import PARALLEL, VOTER, ballot_in_flight, close_in, together, wait_for_the_close

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WRITERS = 6

POINTS = {"ballot_kind": BallotKind.POINTS, "points_total": 10, "points_most": 6}
PURSE = {"ballot_kind": BallotKind.KNAPSACK}


def totals(round_):
    """Points of the one ballot, and what its proposals cost, in öre."""
    rows = list(BallotChoice.objects.filter(round=round_).values_list("points", "proposal__cost_ore"))
    return sum(points or 0 for points, _cost in rows), sum(cost for _points, cost in rows)


def in_thread(pool, call):
    def run():
        try:
            return call()
        except RuleViolation as refused:
            return refused
        finally:
            connections.close_all()

    return pool.submit(run)


@pytest.mark.parametrize("terms", [PURSE, POINTS], ids=["knapsack", "points"])
def test_thirty_two_ballots_of_one_voter_at_once_leave_one_within_its_sums(terms):
    round_ = make_round(**terms)
    ids = [p.pk for p in make_proposals(round_, 6, cost_ore=25_000 * KRONA)]

    def save(n):
        chosen = [ids[(n + i) % 6] for i in range(4)]
        points = dict.fromkeys(chosen, 2) if terms is POINTS else None
        return cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=chosen, points=points)

    results = together([lambda n=n: save(n) for n in range(PARALLEL)])
    assert {type(result) for result in results} == {StoredBallot}
    assert Ballot.objects.count() == Receipt.objects.count() == 1
    stored = stored_ballot(round_=round_, voter=VOTER)
    assert (stored.choices, stored.points) in [(r.choices, dict(r.points)) for r in results]
    assert totals(round_) == (8 if terms is POINTS else 0, 100_000 * KRONA)


@contextmanager
def changed_guard(sql):
    """Run with another guard of the sums; the real one comes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef('budgeting_ballot_within_sums'::regproc), pg_get_triggerdef(oid)"
            " FROM pg_trigger WHERE tgname = 'budgeting_ballot_within_sums'"
        )
        function, trigger = cursor.fetchone()
        cursor.execute(sql(function))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE budgeting_ballotchoice, budgeting_ballot, budgeting_receipt CASCADE")
            cursor.execute("DROP TRIGGER IF EXISTS budgeting_ballot_within_sums ON budgeting_ballotchoice")
            cursor.execute(function)
            cursor.execute(trigger)


def without_trigger(function):
    return "DROP TRIGGER budgeting_ballot_within_sums ON budgeting_ballotchoice"


def without_row_lock(function):
    lock = "PERFORM 1 FROM budgeting_ballot WHERE id = NEW.ballot_id FOR NO KEY UPDATE;"
    assert lock in function
    slow = "PERFORM pg_sleep(0.3); RETURN NULL;"  # all have looked before the first one is stored
    return function.replace(lock, "").replace("RETURN NULL;", slow)


def add_choices_past_the_service(terms):
    """Six writers who trust nobody's sums each add a choice to one ballot, and commit at the same moment.

    Returns how many were stored, and the totals.
    """
    round_ = make_round(**terms)
    ids = [p.pk for p in make_proposals(round_, WRITERS, cost_ore=25_000 * KRONA)]
    ballot = Ballot.objects.create(
        round=round_,
        voter_key="k",
        kind=round_.ballot_kind,
        limit=round_.ballot_limit,
        saved_at=database_now(),
    )
    all_have_written = threading.Barrier(WRITERS)

    def add(n):
        try:
            with transaction.atomic():
                ballot.choices.create(
                    round=round_,
                    kind=ballot.kind,
                    limit=ballot.limit,
                    slot=n + 1,
                    points=3 if terms is POINTS else None,
                    proposal_id=ids[n],
                )
                all_have_written.wait(timeout=60)
        except IntegrityError as error:
            assert "too many points" in str(error) or "more than the budget" in str(error)
            return False
        return True

    return sum(together([lambda n=n: add(n) for n in range(WRITERS)])), totals(round_)


@pytest.mark.parametrize(
    ("terms", "fits", "most"), [(PURSE, 4, (0, 100_000 * KRONA)), (POINTS, 3, (9, 75_000 * KRONA))]
)
def test_choices_added_at_once_past_the_service_keep_the_ballot_within_its_sums(terms, fits, most):
    assert add_choices_past_the_service(terms) == (fits, most)


@pytest.mark.parametrize("terms", [PURSE, POINTS], ids=["knapsack", "points"])
@pytest.mark.parametrize("guard", [without_trigger, without_row_lock])
def test_control_without_the_trigger_or_its_row_lock_the_same_run_breaks_the_sums(terms, guard):
    with changed_guard(guard):
        stored, (points, cost_ore) = add_choices_past_the_service(terms)
    print(f"control: {stored} choices, {points} points, {cost_ore // KRONA} kr")
    assert stored == WRITERS
    assert points > 10 if terms is POINTS else cost_ore > 100_000 * KRONA


def test_saving_and_removing_at_once_leave_a_whole_ballot_or_none():
    round_ = make_round()
    ids = [p.pk for p in make_proposals(round_, 4)]

    def save(n):
        return cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=ids[n % 4 :][:2])

    def remove(n):
        return withdraw_ballot(round_id=round_.pk, voter=VOTER)

    for turn in range(3):
        calls = [lambda n=n: (remove if n % 2 else save)(n) for n in range(PARALLEL)]
        outcomes = Counter(getattr(r, "code", type(r).__name__) for r in together(calls))
        assert outcomes["StoredBallot"] == PARALLEL // 2
        assert set(outcomes) <= {"StoredBallot", "NoneType", "no_ballot"}
        stored = stored_ballot(round_=round_, voter=VOTER)
        whole = (1, 1, len(stored.choices)) if stored else (0, 0, 0)
        assert (Ballot.objects.count(), Receipt.objects.count(), BallotChoice.objects.count()) == whole, turn


# What is decided while a ballot waits


@contextmanager
def ballots_held_back(round_):
    """Somebody is alone with the round's ballots. Yields a function that lets them go."""
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            locks.close_ballots(round_.pk)
            held.set()
            assert let_go.wait(timeout=60)

    with ThreadPoolExecutor(1) as pool:
        future = in_thread(pool, hold)
        assert held.wait(timeout=60)
        try:
            yield let_go.set
        finally:
            let_go.set()
            future.result(timeout=60)


def wait_until_somebody_waits():
    """Return when a connection to this database waits for an advisory lock."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def saving(round_, choices):
    return lambda: cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=choices)


def test_a_ballot_that_arrives_in_time_and_is_decided_after_the_close_is_refused():
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    close_in(round_, 2)
    cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=[a.pk])
    with ThreadPoolExecutor(2) as pool:
        with ballots_held_back(round_) as let_go:
            late = in_thread(pool, saving(round_, [b.pk]))
            later = in_thread(pool, lambda: withdraw_ballot(round_id=round_.pk, voter=VOTER))
            wait_until_somebody_waits()
            assert database_now() < round_.voting_closes
            wait_for_the_close(round_)
            let_go()
        assert late.result(timeout=60).code == later.result(timeout=60).code == "voting_closed"
    assert stored_ballot(round_=round_, voter=VOTER).choices == (a.pk,)


def test_a_ballot_that_waits_while_the_voting_is_extended_is_judged_by_the_new_close(monkeypatch):
    """It arrives before the old close, waits for the act, and gets its instant after the old close: it is in time."""
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    editor = make_user()
    close_in(round_, 2)
    closes = round_.voting_closes
    extended = {"voting_closes": closes + DAY, "result_at": round_.result_at + DAY}
    real, reached, go_on = acts.follow_dates, threading.Event(), threading.Event()

    def slow(*args):
        reached.set()
        assert go_on.wait(timeout=60)
        return real(*args)

    monkeypatch.setattr(acts, "follow_dates", slow)
    with ThreadPoolExecutor(2) as pool:
        act = in_thread(
            pool,
            lambda: acts.change_with_reason(
                round_id=round_.pk, by=editor, reason="Nätet låg nere.", **extended
            ),
        )
        try:
            assert reached.wait(timeout=60)
            ballot = in_thread(pool, saving(round_, [a.pk]))
            wait_until_somebody_waits()
            wait_for_the_close(round_)
        finally:
            go_on.set()
        assert act.result(timeout=60).changes
        saved = ballot.result(timeout=60)
    assert saved.choices == (a.pk,) and saved.saved_at >= closes


def test_a_pause_waits_for_a_ballot_in_flight_and_refuses_the_one_behind_it(monkeypatch):
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    asked = acts.ask_to_pause(round_id=round_.pk, by=make_user(), reason="Vi ser efter.")
    second = make_user()
    with ballot_in_flight(round_, [a.pk], monkeypatch) as (go_on, first), ThreadPoolExecutor(2) as pool:
        paused = in_thread(pool, lambda: acts.confirm(act_id=asked.pk, by=second))
        wait_until_somebody_waits()
        behind = in_thread(pool, saving(round_, [b.pk]))
        time.sleep(0.2)
        assert not paused.done() and not behind.done()
        go_on.set()
        assert first.result(timeout=60).choices == (a.pk,)
        assert paused.result(timeout=60).at is not None
        assert behind.result(timeout=60).code == "round_paused"
    assert stored_ballot(round_=round_, voter=VOTER).choices == (a.pk,)


def test_a_challenge_waits_for_a_change_in_flight_and_then_holds_the_ballot_still(monkeypatch):
    round_ = make_round()
    a, b, c = make_proposals(round_, 3)
    cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=[a.pk])
    one, other = make_user(), make_user()
    asked = challenges.ask_to_challenge(
        round_id=round_.pk, receipt_id=Receipt.objects.get().pk, by=one, reason="Samma adress."
    )
    with ballot_in_flight(round_, [b.pk], monkeypatch) as (go_on, change), ThreadPoolExecutor(2) as pool:
        held = in_thread(pool, lambda: challenges.confirm_challenge(challenge_id=asked.pk, by=other))
        wait_until_somebody_waits()
        behind = in_thread(pool, saving(round_, [c.pk]))
        go_on.set()
        assert change.result(timeout=60).choices == (b.pk,)
        assert held.result(timeout=60).at is not None
        assert behind.result(timeout=60).code == "ballot_challenged"
    assert stored_ballot(round_=round_, voter=VOTER).choices == (b.pk,)


@pytest.mark.parametrize("first", ["ballot", "revocation"])
def test_a_code_is_voted_with_or_revoked_but_never_both(first, monkeypatch):
    round_ = make_round(identity=VoterIdentity.CODES)
    (a,) = make_proposals(round_, 1)
    made = voting_codes.make_batch(round_id=round_.pk, name="Mötet", size=1, by=None)
    key = key_of_code(bytes(round_.secret.voter_secret), made.codes[0].code)
    voter = Voter(key=key, identity=VoterIdentity.CODES)

    def vote():
        return cast_ballot(round_id=round_.pk, voter=voter, choices=[a.pk])

    def revoke():
        number = made.codes[0].number
        return voting_codes.revoke_codes(round_id=round_.pk, numbers=[number], reason="Borttappad.", by=None)

    calls = [vote, revoke] if first == "ballot" else [revoke, vote]
    with ThreadPoolExecutor(2) as pool:
        with ballots_held_back(round_) as let_go:
            one = in_thread(pool, calls[0])
            wait_until_somebody_waits()
            other = in_thread(pool, calls[1])
            time.sleep(0.3)
            let_go()
        results = [one.result(timeout=60), other.result(timeout=60)]
    assert not isinstance(results[0], RuleViolation)
    if first == "ballot":
        assert results[1] == voting_codes.Revoked(0, used=1)
    else:
        assert results[1].code == "code_revoked"
    assert Ballot.objects.count() == (1 if first == "ballot" else 0)
