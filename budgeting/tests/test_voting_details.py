"""Small parts of voting that its stories do not meet, found by changing the code."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from budgeting.models import BallotKind, Channel, Receipt, Round
from budgeting.rules import ballots, eid, phases
from budgeting.rules.errors import RuleViolation
from budgeting.rules.typed_numbers import TypedChoice
from budgeting.services import locks
from budgeting.services.ballots import StoredBallot, cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.paper_votes import key_paper, say_pile
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import replace_code, revoke_batch, revoke_codes

from .builders import SAID, cancel, make_proposal, make_round, make_user
from .test_voting_codes import WHY, make_coded, make_codes


def refused(check, *arguments, **named) -> tuple[str, dict]:
    with pytest.raises(RuleViolation) as violation:
        check(*arguments, **named)
    return violation.value.code, violation.value.params


def test_too_many_points_are_refused_with_how_many_there_may_be():
    assert refused(ballots.check_points, {1: 6}, total=10, most=5) == ("too_many_for_one", {"most": 5})
    assert refused(ballots.check_points, {1: 5, 2: 5, 3: 1}, total=10, most=5) == (
        "too_many_points",
        {"given": 11, "total": 10},
    )
    ballots.check_points({1: 5, 2: 5}, total=10, most=5)


def test_an_age_is_known_only_where_one_is_asked_for_and_told():
    born, day = dt.date(2010, 4, 2), dt.date(2026, 4, 2)
    assert eid.knows_age(born, least=16, day=day) is True
    assert eid.knows_age(None, least=16, day=day) is False
    assert eid.knows_age(born, least=None, day=day) is False
    assert refused(eid.knows_age, born, least=16, day=day - dt.timedelta(1)) == ("too_young", {"least": 16})


def test_instants_are_compared_only_where_both_are_there():
    noon = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
    assert phases.faults_among({"voting_opens": noon}) == []
    assert phases.faults_among({"voting_closes": noon}) == []
    assert phases.faults_among({"voting_opens": noon, "voting_closes": noon}) == ["voting_order"]


# What waits for what. That others do wait is shown with real processes in test_ballot_races.py; here, that each act takes
# the lock of its own round.
SHARED, ALONE = "pg_advisory_xact_lock_shared", "pg_advisory_xact_lock"
SIV = Voter(email="siv@example.org")


@pytest.fixture
def taken(monkeypatch) -> list[tuple[str, int, int]]:
    """The locks that are taken, in their order; empty it before the act."""
    locked, take = [], locks._lock

    def lock(*which):
        locked.append(which)
        take(*which)

    monkeypatch.setattr(locks, "_lock", lock)
    return locked


@pytest.mark.django_db
def test_ballots_share_the_lock_of_their_round(taken):
    round_ = make_round()
    proposal = make_proposal(round_)
    taken.clear()
    cast_ballot(round_id=round_.pk, voter=SIV, choices=[proposal.pk], said=SAID)
    withdraw_ballot(round_id=round_.pk, voter=SIV)
    assert taken == [(SHARED, locks.BALLOTS, round_.pk)] * 2


ACTS = {
    "pile": lambda round_, by: say_pile(round_id=round_.pk, papers=4, by=by),
    "revoke": lambda round_, by: revoke_codes(round_id=round_.pk, numbers=[1], reason=WHY, by=by),
    "batch": lambda round_, by: revoke_batch(batch_id=round_.code_batches.get().pk, reason=WHY, by=by),
    "replace": lambda round_, by: replace_code(round_id=round_.pk, number=1, reason=WHY, by=by),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
def test_what_changes_whose_code_works_waits_for_every_ballot(act, taken):
    round_, by = make_coded(), make_user()
    make_codes(round_)
    taken.clear()
    ACTS[act](round_, by)
    assert set(taken) == {(ALONE, locks.BALLOTS, round_.pk)}


@pytest.mark.django_db
def test_keying_a_paper_waits_for_a_ballot_with_the_same_code(taken):
    round_, by = make_coded(), make_user()
    proposal, (fresh, *_rest) = make_proposal(round_), make_codes(round_)
    say_pile(round_id=round_.pk, papers=4, by=by)
    taken.clear()
    key_paper(round_id=round_.pk, code=fresh.code, choices=[TypedChoice(proposal.number, None)], by=by)
    assert taken[0] == (ALONE, locks.BALLOTS, round_.pk)


@pytest.mark.django_db
def test_sealing_waits_for_every_ballot(taken):
    round_ = make_round()
    cancel(round_)
    taken.clear()
    seal_round(round_id=round_.pk)
    assert taken == [(ALONE, locks.BALLOTS, round_.pk)]


@pytest.mark.django_db
def test_each_kind_has_a_lock_of_its_own(taken):
    locks.queue_submission(8)
    locks.queue_payment(9)
    assert taken == [(ALONE, locks.SUBMISSIONS, 8), (ALONE, locks.PAYMENTS, 9)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid, objid, mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        held = set(cursor.fetchall())
    assert {(locks.SUBMISSIONS, 8, "ExclusiveLock"), (locks.PAYMENTS, 9, "ExclusiveLock")} <= held


# What a voter reads and what is stored.


@pytest.mark.django_db
def test_who_is_new_to_a_round_has_to_declare_and_who_changes_a_vote_does_not():
    round_ = make_round()
    a, b = make_proposal(round_), make_proposal(round_)
    assert refused(cast_ballot, round_id=round_.pk, voter=SIV, choices=[a.pk])[0] == "not_declared"
    first = cast_ballot(round_id=round_.pk, voter=SIV, choices=[a.pk, b.pk], said=SAID)
    again = cast_ballot(round_id=round_.pk, voter=SIV, choices=[b.pk])
    assert (first.choices, again.choices) == ((a.pk, b.pk), (b.pk,))
    assert (first.points, again.points) == ({}, {})
    assert first.receipt == again.receipt
    assert first.saved_at <= again.saved_at
    assert stored_ballot(round_=round_, voter=SIV) == StoredBallot((b.pk,), again.saved_at, first.receipt)


@pytest.mark.django_db
def test_a_ballot_of_points_gives_back_the_points_that_were_given():
    round_ = make_round(ballot_kind=BallotKind.POINTS, points_total=5, points_most=3)
    a, b = make_proposal(round_), make_proposal(round_)
    points = {a.pk: 3, b.pk: 2}
    saved = cast_ballot(round_id=round_.pk, voter=SIV, choices=[b.pk, a.pk], points=points, said=SAID)
    assert (saved.choices, saved.points) == ((b.pk, a.pk), points)
    assert stored_ballot(round_=round_, voter=SIV) == saved
    for wrong in ({a.pk: 3}, {a.pk: 3, b.pk: 1, 0: 1}, None):
        code, _params = refused(
            cast_ballot, round_id=round_.pk, voter=SIV, choices=[a.pk, b.pk], points=wrong
        )
        assert code == "points_not_whole"


@pytest.mark.django_db
def test_points_in_a_round_without_points_are_refused():
    round_ = make_round()
    a = make_proposal(round_)
    code, _params = refused(
        cast_ballot, round_id=round_.pk, voter=SIV, choices=[a.pk], points={a.pk: 1}, said=SAID
    )
    assert code == "points_not_whole"
    assert stored_ballot(round_=round_, voter=SIV) is None


@pytest.mark.django_db
def test_a_receipt_keeps_where_and_how_the_ballot_came():
    round_ = make_round()
    a = make_proposal(round_)
    saved = cast_ballot(round_id=round_.pk, voter=SIV, choices=[a.pk], said=SAID, network="ab12")
    kept = Receipt.objects.get(round=round_)
    assert (kept.code, kept.channel, kept.network, kept.made_at) == (
        saved.receipt,
        Channel.WEB,
        "ab12",
        saved.saved_at,
    )
    assert kept.voter_key == SIV.key_in(Round.objects.select_related("secret").get(pk=round_.pk))
