"""Casting, changing and withdrawing a ballot, and the constraints that hold whatever code runs."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgeting.models import Ballot, BallotChoice, Receipt
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services.ballots import cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.voters import Voter
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import SAID, TICK, make_ballot, make_proposal, make_proposals, make_round

pytestmark = pytest.mark.django_db
SIV = Voter(email="siv@example.org")


def stored_numbers(round_, voter=SIV):
    stored = stored_ballot(round_=round_, voter=voter)
    return stored and set(stored.choices)


def refusal(call, **kwargs) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught, transaction.atomic():
        call(**kwargs)
    return caught.value


def test_a_ballot_is_stored_with_a_receipt():
    round_ = make_round()
    a, b, _c = make_proposals(round_, 3)
    saved = cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk, b.pk])
    assert stored_numbers(round_) == {a.pk, b.pk}
    assert len(saved.receipt) == 11 and saved.receipt[3] == saved.receipt[7] == "-"


def test_a_second_ballot_replaces_the_first_and_keeps_the_receipt():
    round_ = make_round()
    a, b, c = make_proposals(round_, 3)
    first = cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk, b.pk])
    second = cast_ballot(said=SAID, round_id=round_.pk, voter=Voter(email=" SIV@example.org"), choices=[c.pk])
    assert first.receipt == second.receipt
    assert stored_numbers(round_) == {c.pk}
    assert Ballot.objects.filter(round=round_).count() == 1


def test_repeating_a_ballot_changes_nothing():
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    for _ in range(3):
        cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk, b.pk])
    assert BallotChoice.objects.filter(round=round_).count() == 2
    assert Receipt.objects.filter(round=round_).count() == 1


def test_withdrawing_removes_ballot_choices_and_receipt():
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk])
    withdraw_ballot(round_id=round_.pk, voter=SIV)
    assert not Ballot.objects.exists() and not BallotChoice.objects.exists() and not Receipt.objects.exists()
    assert refusal(withdraw_ballot, round_id=round_.pk, voter=SIV).code == "no_ballot"


def test_a_withdrawn_vote_is_mailed_with_the_receipt_that_is_void():
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    made = make_ballot(round_, a, voter=SIV)
    run_tasks()
    mail.outbox.clear()
    withdraw_ballot(round_id=round_.pk, voter=SIV)
    run_tasks()
    assert [(m.subject, m.to) for m in mail.outbox] == [("Din röst är borttagen", ["siv@example.org"])]
    assert f"Kvittot {made.receipt} gäller inte längre." in mail.outbox[0].body
    assert a.title not in mail.outbox[0].body


@pytest.mark.parametrize("stored_before", [False, True])
def test_a_refused_ballot_writes_nothing(stored_before):
    round_ = make_round()
    a, b, c, d = make_proposals(round_, 4)
    declined = make_proposal(round_, accepted=False)
    foreign = make_proposal(make_round())
    if stored_before:
        cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk])
    for choices, code in [
        ([a.pk, b.pk, c.pk, d.pk], "too_many"),
        ([a.pk, a.pk], "chosen_twice"),
        ([], "too_few"),
        ([declined.pk], "not_on_the_ballot"),
        ([a.pk, foreign.pk], "not_on_the_ballot"),
        ([987654321], "not_on_the_ballot"),
    ]:
        assert refusal(cast_ballot, said=SAID, round_id=round_.pk, voter=SIV, choices=choices).code == code
    assert stored_numbers(round_) == ({a.pk} if stored_before else None)


@pytest.mark.parametrize(
    ("instant", "shift", "code"),
    [
        ("voting_opens", -TICK, "not_voting_yet"),
        ("voting_opens", 0 * TICK, None),
        ("voting_closes", -TICK, None),
        ("voting_closes", 0 * TICK, "voting_closed"),
        ("voting_closes", TICK, "voting_closed"),
    ],
)
def test_the_voting_is_open_from_its_first_microsecond_to_its_last(instant, shift, code):
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    with at(getattr(round_, instant) + shift):
        if code:
            assert refusal(cast_ballot, said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk]).code == code
            assert not Ballot.objects.exists()
        else:
            cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk])
            assert stored_numbers(round_) == {a.pk}


def test_the_clock_is_read_after_the_lock_is_held():
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    with CaptureQueriesContext(connection) as captured:
        saved = cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk])
    statements = [query["sql"] for query in captured]
    (lock,) = (n for n, sql in enumerate(statements) if "pg_advisory_xact_lock_shared" in sql)
    (clock,) = (n for n, sql in enumerate(statements) if "clock_timestamp() AS now," in sql)
    assert lock < clock
    assert saved.saved_at == Ballot.objects.get().saved_at == Receipt.objects.get().made_at


def test_the_real_clock_of_the_database_lets_a_ballot_in_and_keeps_one_out():
    open_round, closed_round = make_round(Phase.VOTING), make_round(Phase.COUNTING)
    a, b = make_proposal(open_round), make_proposal(closed_round)
    cast_ballot(said=SAID, round_id=open_round.pk, voter=SIV, choices=[a.pk])
    assert (
        refusal(cast_ballot, said=SAID, round_id=closed_round.pk, voter=SIV, choices=[b.pk]).code
        == "voting_closed"
    )


def test_a_withdrawal_after_the_close_is_refused_and_the_ballot_stands():
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[a.pk])
    with at(round_.voting_closes):
        assert refusal(withdraw_ballot, round_id=round_.pk, voter=SIV).code == "voting_closed"
    assert stored_numbers(round_) == {a.pk}


def test_no_row_names_the_voter():
    round_ = make_round()
    (a,) = make_proposals(round_, 1)
    saved = make_ballot(round_, a, voter=SIV)
    for model in (Ballot, BallotChoice, Receipt):
        for row in model.objects.values():
            assert "siv" not in str(row)
    assert all(
        saved.receipt not in str(row) for row in (*Ballot.objects.values(), *BallotChoice.objects.values())
    )
    keys = set(Ballot.objects.values_list("voter_key", flat=True))
    other = make_round()
    make_ballot(other, make_proposal(other), voter=SIV)
    assert not keys & set(Ballot.objects.filter(round=other).values_list("voter_key", flat=True))


# The database alone


def insert_choice(ballot, proposal, slot, *, round_=None, limit=None):
    choice = BallotChoice(
        ballot=ballot, round=round_ or ballot.round, limit=limit or ballot.limit, slot=slot, proposal=proposal
    )
    with transaction.atomic():
        choice.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def ballot_of_one():
    round_ = make_round()
    proposals = make_proposals(round_, 5)
    make_ballot(round_, proposals[0], voter=SIV)
    return Ballot.objects.get(round=round_), proposals


@pytest.mark.parametrize("slot", [0, 4])
def test_the_database_refuses_a_slot_outside_the_limit(ballot_of_one, slot):
    ballot, proposals = ballot_of_one
    with pytest.raises(IntegrityError):
        insert_choice(ballot, proposals[1], slot)


def test_the_database_refuses_a_slot_twice_and_a_proposal_twice(ballot_of_one):
    ballot, proposals = ballot_of_one
    with pytest.raises(IntegrityError, match="one_choice_per_slot"):
        insert_choice(ballot, proposals[1], 1)
    with pytest.raises(IntegrityError, match="proposal_once_per_ballot"):
        insert_choice(ballot, proposals[0], 2)


def test_the_database_refuses_a_larger_limit_on_the_choice_than_on_the_ballot(ballot_of_one):
    ballot, proposals = ballot_of_one
    with pytest.raises(IntegrityError, match="choice_of_ballot_round_and_limit"):
        insert_choice(ballot, proposals[1], 4, limit=4)


def test_the_database_refuses_a_proposal_of_another_round(ballot_of_one):
    ballot, _proposals = ballot_of_one
    foreign = make_proposal(make_round())
    with pytest.raises(IntegrityError, match="choice_of_proposal_in_round"):
        insert_choice(ballot, foreign, 2)
    with pytest.raises(IntegrityError, match="choice_of_ballot_round_and_limit"):
        insert_choice(ballot, foreign, 2, round_=foreign.round)


def test_the_database_refuses_a_second_ballot_of_a_voter(ballot_of_one):
    ballot, _proposals = ballot_of_one
    twin = Ballot(round=ballot.round, voter_key=ballot.voter_key, limit=3, saved_at=ballot.saved_at)
    with pytest.raises(IntegrityError, match="one_ballot_per_voter"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_ballot_takes_at_most_eight_statements(django_assert_max_num_queries):
    round_ = make_round()
    proposals = make_proposals(round_, 3)
    with django_assert_max_num_queries(10):  # eight, BEGIN and the savepoints of a test included
        cast_ballot(said=SAID, round_id=round_.pk, voter=SIV, choices=[p.pk for p in proposals])
