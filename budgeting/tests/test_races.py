"""Ballots at the same time, with real threads on PostgreSQL, and what happens when the guards are taken away."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, connections, transaction

from budgeting.models import Ballot, BallotChoice, Proposal, Receipt
from budgeting.rules.ballots import voter_key
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import ballots, locks
from budgeting.services.ballots import cast_ballot, stored_ballot
from budgeting.services.counting import count_round
from budgeting.services.proposals import submit_proposal
from budgeting.services.voters import Voter
from radslag.clock import database_now

from .builders import SAID, make_application, make_proposals, make_round, make_user
from .careless import cast_by_checking_first

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
VOTER = Voter(email="siv@example.org")
PARALLEL = 32


def together(calls):
    """Run the calls in threads that start at the same moment; returns their results, refusals included."""
    gate = threading.Barrier(len(calls))

    def run(call):
        try:
            gate.wait(timeout=60)
            return call()
        except RuleViolation as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def ballots_of_one_voter(round_):
    proposals = make_proposals(round_, 6)
    ids = [p.pk for p in proposals]
    choices = [ids[i : i + 3] for i in range(4)]
    return [
        lambda chosen=choices[n % 4]: cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=chosen)
        for n in range(PARALLEL)
    ]


def test_thirty_two_ballots_of_one_voter_at_once_leave_one_ballot_with_at_most_three_choices():
    round_ = make_round()
    results = together(ballots_of_one_voter(round_))
    assert len(results) == PARALLEL
    assert {type(result) for result in results} == {ballots.StoredBallot}
    assert len({result.receipt for result in results}) == 1
    assert Ballot.objects.count() == Receipt.objects.count() == 1
    stored = stored_ballot(round_=round_, voter=VOTER)
    assert len(stored.choices) == BallotChoice.objects.count() == 3
    assert any(stored.choices == result.choices for result in results)


UNGUARD = """
ALTER TABLE budgeting_ballotchoice DROP CONSTRAINT budgeting_one_choice_per_slot;
ALTER TABLE budgeting_ballotchoice DROP CONSTRAINT budgeting_proposal_once_per_ballot;
ALTER TABLE budgeting_ballotchoice DROP CONSTRAINT budgeting_slot_within_limit;
ALTER TABLE budgeting_ballot DROP CONSTRAINT budgeting_one_ballot_per_voter;
"""
GUARD = """
TRUNCATE budgeting_ballotchoice, budgeting_ballot, budgeting_receipt CASCADE;
ALTER TABLE budgeting_ballot ADD CONSTRAINT budgeting_one_ballot_per_voter UNIQUE (round_id, voter_key);
ALTER TABLE budgeting_ballotchoice ADD CONSTRAINT budgeting_slot_within_limit CHECK (slot >= 1 AND slot <= "limit");
ALTER TABLE budgeting_ballotchoice ADD CONSTRAINT budgeting_proposal_once_per_ballot UNIQUE (ballot_id, proposal_id);
ALTER TABLE budgeting_ballotchoice ADD CONSTRAINT budgeting_one_choice_per_slot UNIQUE (ballot_id, slot);
"""


@contextmanager
def without_constraints():
    with connection.cursor() as cursor:
        cursor.execute(UNGUARD)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(GUARD)


def test_control_without_constraints_and_row_lock_the_same_run_shows_the_fault():
    round_ = make_round()
    ids = [p.pk for p in make_proposals(round_, 6)]
    key = voter_key(bytes(round_.secret.voter_secret), VOTER.email)
    with without_constraints():
        together(
            [
                lambda chosen=ids[n % 4 : n % 4 + 3]: cast_by_checking_first(
                    round_id=round_.pk, key=key, choices=chosen
                )
                for n in range(PARALLEL)
            ]
        )
        faulty = Ballot.objects.count(), BallotChoice.objects.count()
    print(f"control: {faulty[0]} ballots and {faulty[1]} choices of one voter")
    assert faulty[0] > 1
    assert faulty[1] > 3


def test_with_the_constraints_back_even_checking_first_can_not_break_the_limit():
    round_ = make_round()
    ids = [p.pk for p in make_proposals(round_, 6)]
    key = voter_key(bytes(round_.secret.voter_secret), VOTER.email)

    def call(chosen):
        try:
            cast_by_checking_first(round_id=round_.pk, key=key, choices=chosen)
        except Exception as error:
            return type(error).__name__
        return "stored"

    outcomes = Counter(together([lambda c=ids[n % 4 : n % 4 + 3]: call(c) for n in range(PARALLEL)]))
    assert outcomes["stored"] >= 1
    assert Ballot.objects.count() == 1
    assert BallotChoice.objects.count() <= 3


def test_many_voters_at_once_do_not_wait_for_each_other_and_all_are_counted():
    round_ = make_round()
    proposals = make_proposals(round_, 4)
    ids = [p.pk for p in proposals]
    calls = [
        lambda n=n: cast_ballot(
            said=SAID,
            round_id=round_.pk,
            voter=Voter(email=f"v{n}@example.org"),
            choices=ids[n % 4 : n % 4 + 2],
        )
        for n in range(PARALLEL)
    ]
    assert {type(result) for result in together(calls)} == {ballots.StoredBallot}
    assert Ballot.objects.count() == Receipt.objects.count() == PARALLEL


@contextmanager
def ballot_in_flight(round_, choices, monkeypatch, step="check_choices"):
    """A ballot whose time has been read and that has not committed yet. Yields (let it go on, its thread's result)."""
    read_the_clock, go_on = threading.Event(), threading.Event()
    real = getattr(ballots, step)

    def slow_check(*args, **kwargs):
        read_the_clock.set()
        assert go_on.wait(timeout=60)
        return real(*args, **kwargs)

    monkeypatch.setattr(ballots, step, slow_check)
    with ThreadPoolExecutor(1) as pool:

        def cast():
            try:
                return cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=choices)
            finally:
                connections.close_all()

        future = pool.submit(cast)
        assert read_the_clock.wait(timeout=60)
        try:
            yield go_on, future
        finally:
            go_on.set()


def close_in(round_, seconds):
    """Let the voting close soon from now, past the guards: making the round took nobody knows how long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        closes = database_now() + dt.timedelta(seconds=seconds)
        cursor.execute("UPDATE budgeting_round SET voting_closes = %s WHERE id = %s", [closes, round_.pk])
    round_.voting_closes = closes


def wait_for_the_close(round_):
    while database_now() < round_.voting_closes:
        time.sleep(0.05)


def count_in_thread(pool, round_):
    def count():
        try:
            return count_round(round_id=round_.pk)
        finally:
            connections.close_all()

    return pool.submit(count)


def test_the_count_waits_for_a_ballot_in_flight_and_counts_it(monkeypatch):
    round_ = make_round()
    (proposal,) = make_proposals(round_, 1)
    close_in(round_, 2)
    with (
        ballot_in_flight(round_, [proposal.pk], monkeypatch) as (go_on, ballot),
        ThreadPoolExecutor(1) as pool,
    ):
        wait_for_the_close(round_)
        count = count_in_thread(pool, round_)
        time.sleep(0.3)
        assert not count.done()
        go_on.set()
        assert ballot.result(timeout=60).choices == (proposal.pk,)
        assert count.result(timeout=60).ballots == 1


def count_beside_a_ballot(round_, proposal, step, monkeypatch):
    """Hold a ballot at `step` (a name in services/ballots.py) until the round is counted. Returns (count, its thread)."""
    with (
        ballot_in_flight(round_, [proposal.pk], monkeypatch, step) as (go_on, ballot),
        ThreadPoolExecutor(1) as pool,
    ):
        wait_for_the_close(round_)
        count = count_in_thread(pool, round_).result(timeout=60)
        go_on.set()
        ballot.exception(timeout=60)
    return count, ballot


def test_control_without_the_lock_the_count_misses_a_ballot_that_was_in_time(monkeypatch):
    round_ = make_round()
    (proposal,) = make_proposals(round_, 1)
    close_in(round_, 2)
    monkeypatch.setattr(locks, "share_ballots", lambda round_id: None)
    count, ballot = count_beside_a_ballot(round_, proposal, "StoredBallot", monkeypatch)
    assert ballot.result().choices == (proposal.pk,)
    assert count.ballots == 0 and Ballot.objects.count() == 1


def test_without_the_lock_the_database_itself_refuses_what_is_written_after_the_count(monkeypatch):
    round_ = make_round()
    (proposal,) = make_proposals(round_, 1)
    close_in(round_, 2)
    monkeypatch.setattr(locks, "share_ballots", lambda round_id: None)
    _count, ballot = count_beside_a_ballot(round_, proposal, "check_choices", monkeypatch)
    with pytest.raises(IntegrityError, match="are counted"):
        ballot.result()
    assert Ballot.objects.count() == 0


def test_counting_from_many_workers_at_once_makes_one_count():
    round_ = make_round(Phase.COUNTING)
    make_proposals(round_, 2)
    counts = together([lambda: count_round(round_id=round_.pk).pk for _ in range(8)])
    assert len(set(counts)) == 1
    assert round_.counts.count() == 1


def test_proposals_sent_at_once_get_numbers_without_gaps_and_nobody_more_than_allowed():
    round_ = make_round(Phase.SUBMISSION, proposals_per_person=2)
    siv, others = make_user(), [make_user() for _ in range(8)]
    calls = [
        lambda author=author: submit_proposal(
            round_id=round_.pk, author=author, application=make_application()
        )
        for author in [siv] * 8 + others
    ]
    outcomes = Counter(type(result).__name__ for result in together(calls))
    assert outcomes == {"Proposal": 10, "RuleViolation": 6}
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 11))
    assert Proposal.objects.filter(author=siv).count() == 2
