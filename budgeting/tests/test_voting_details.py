"""Small parts of voting that its stories do not meet, found by changing the code."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection

from budgeting.models import BallotChoice, BallotKind, Channel, Receipt, Round, VoterIdentity
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules import ballots, eid, phases
from budgeting.rules.errors import RuleViolation
from budgeting.rules.typed_numbers import TypedChoice
from budgeting.services import ballots as ballot_services
from budgeting.services import eid as eid_services
from budgeting.services import locks, sealing, voter_sessions, voters
from budgeting.services.ballots import StoredBallot, cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.challenges import ask_to_challenge, ask_to_lift, confirm_challenge, confirm_lift
from budgeting.services.paper_votes import key_paper, look_at_paper, say_pile
from budgeting.services.sealing import seal_round
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import find_code, numbers_of, replace_code, revoke_batch, revoke_codes
from radslag.clock import TICK, at, database_now
from radslag.openid.flow import Person
from radslag.tests.background import run_tasks

from .builders import SAID, cancel, make_ballot, make_proposal, make_round, make_user
from .test_paper_votes import Desk
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


@pytest.mark.django_db
def test_a_machine_that_saves_all_the_time_has_to_wait(monkeypatch):
    monkeypatch.setattr(ballot_services, "SAVES", 2)
    round_ = make_round()
    a = make_proposal(round_)
    for _ in range(2):
        cast_ballot(round_id=round_.pk, voter=SIV, choices=[a.pk], said=SAID)
    assert refused(cast_ballot, round_id=round_.pk, voter=SIV, choices=[a.pk])[0] == "too_often"
    other = Voter(email="bo@example.org")
    assert cast_ballot(round_id=round_.pk, voter=other, choices=[a.pk], said=SAID).receipt


@pytest.mark.django_db
def test_no_ballot_goes_to_a_round_that_is_none_or_sealed():
    with pytest.raises(Round.DoesNotExist):
        cast_ballot(round_id=0, voter=SIV, choices=[1], said=SAID)
    round_ = make_round()
    a = make_proposal(round_)
    cancel(round_)
    seal_round(round_id=round_.pk)
    code, _params = refused(cast_ballot, round_id=round_.pk, voter=SIV, choices=[a.pk], said=SAID)
    assert code == "round_cancelled"
    sealed = Round.objects.select_related("secret").get(pk=round_.pk)
    assert stored_ballot(round_=sealed, voter=SIV) is None


@pytest.mark.django_db
def test_a_ballot_that_is_removed_while_it_is_read_is_none():
    round_ = make_round()
    a = make_proposal(round_)
    cast_ballot(round_id=round_.pk, voter=SIV, choices=[a.pk], said=SAID)
    BallotChoice.objects.filter(round=round_)._raw_delete("default")
    assert stored_ballot(round_=round_, voter=SIV) is None


def test_a_lock_that_ends_with_a_transaction_is_not_taken_outside_of_one(monkeypatch):
    monkeypatch.setattr(locks, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        locks.close_ballots(1)


@pytest.mark.django_db
def test_a_code_of_a_sealed_round_is_worth_nothing_and_stands_on_no_sheet():
    round_ = make_coded()
    codes = [fresh.code for fresh in make_codes(round_)]
    assert [fresh.code for fresh in numbers_of(round_, [*codes, "no code"])] == codes
    cancel(round_)
    seal_round(round_id=round_.pk)
    sealed = Round.objects.select_related("secret").get(pk=round_.pk)
    assert refused(find_code, sealed, codes[0])[0] == "wrong_code"
    assert numbers_of(sealed, codes) == ()


def test_sealing_says_when_the_database_is_away_and_goes_on_after_any_other_fault(monkeypatch, caplog):
    def away(**_named):
        raise OperationalError

    def broken(**_named):
        raise ValueError("Siv")

    monkeypatch.setattr(sealing, "seal_round", away)
    with pytest.raises(OperationalError):
        sealing._sealed(7)
    monkeypatch.setattr(sealing, "seal_round", broken)
    assert sealing._sealed(7) is False
    assert "Round 7 could not be sealed: ValueError" in caplog.text and "Siv" not in caplog.text
    monkeypatch.setattr(sealing, "seal_round", lambda **_named: None)
    assert sealing._sealed(7) is True


@pytest.mark.django_db
def test_a_session_that_is_gone_is_passed_over():
    assert voter_sessions._forgotten("gone", set()) is False


@pytest.mark.django_db
def test_from_one_network_only_so_many_begin_with_an_e_id(monkeypatch):
    monkeypatch.setattr(eid_services, "BEGUN_FROM_A_NETWORK", 2)
    assert eid_services.begun_too_often("") is None
    begun = [eid_services.begun_too_often("192.0.2.0/24") for _ in range(3)]
    assert begun[:2] == [None, None]
    assert database_now() < begun[2] <= database_now() + eid_services.BEGUN_WITHIN
    assert eid_services.begun_too_often("198.51.100.0/24") is None


@pytest.mark.django_db
def test_by_an_e_id_one_votes_where_it_is_asked_for_from_the_opening_until_the_sealing():
    siv = Person(issuer="https://eid.example", subject="siv", born=dt.date(2000, 1, 1))
    round_ = make_round(identity=VoterIdentity.EID, least_age=16)
    voter = eid_services.voter_by_eid(round_=round_, person=siv)
    assert (voter.identity, voter.knows_age, voter.knows_area, voter.email) == ("eid", True, False, "")
    assert not voters.asks_declaration(round_, replace(voter, knows_area=True))
    assert voters.asks_declaration(round_, replace(voter, knows_age=False, knows_area=True))
    assert voters.asks_declaration(round_, voter)
    with at(round_.voting_opens - TICK):
        assert refused(eid_services.voter_by_eid, round_=round_, person=siv)[0] == "voting_closed"
    by_mail = make_round()
    assert refused(eid_services.voter_by_eid, round_=by_mail, person=siv)[0] == "wrong_identity"


@pytest.mark.django_db
def test_what_two_people_read_differently_is_shown_to_a_third():
    desk = Desk(papers=DOUBLE_FROM)
    desk.key(0, 1)
    a, b = desk.proposals[0], desk.proposals[1]

    def looked(number):
        round_ = Round.objects.select_related("secret").get(pk=desk.round.pk)
        typed = [TypedChoice(number, None)]
        return look_at_paper(round_, code=desk.codes[0], choices=typed, by=desk.mia)

    assert looked(1).versions == []
    desk.key(0, 2, by=desk.bo)
    assert looked(1).versions == [[[a.pk, None]], [[b.pk, None]]]
    desk.key(0, 1, by=desk.mia)
    assert desk.stored(0) == [1]


@pytest.mark.django_db
def test_nobody_votes_who_is_not_known_as_the_round_asks():
    round_, coded = make_round(), make_coded()
    a = make_proposal(round_)
    voter = find_code(coded, make_codes(coded)[0].code)
    for stranger in (voter, Voter(), Voter(identity=VoterIdentity.EID, key="ab")):
        code, _params = refused(cast_ballot, round_id=round_.pk, voter=stranger, choices=[a.pk], said=SAID)
        assert code == "wrong_identity"
    code, _params = refused(withdraw_ballot, round_id=coded.pk, voter=SIV)
    assert code == "wrong_identity"


def _three(**overrides: Any) -> tuple[Round, list[Voter], list[Any]]:
    """A round in which three people voted, each for another proposal."""
    round_ = make_round(**overrides)
    voters_ = [Voter(email=f"granne-{n}@example.org") for n in range(3)]
    proposals = [make_proposal(round_) for _ in voters_]
    for voter, proposal in zip(voters_, proposals, strict=True):
        make_ballot(round_, proposal, voter=voter)
    return round_, voters_, proposals


@pytest.mark.django_db
def test_each_of_three_voters_meets_the_own_vote_and_receipt_and_takes_away_only_those():
    round_, people, proposals = _three()
    loaded = Round.objects.select_related("secret").get(pk=round_.pk)
    mine = [stored_ballot(round_=loaded, voter=voter) for voter in people]
    assert [ballot.choices for ballot in mine if ballot] == [(proposal.pk,) for proposal in proposals]
    assert len({ballot.receipt for ballot in mine if ballot}) == 3
    with at(round_.voting_opens):
        withdraw_ballot(round_id=round_.pk, voter=people[1])
    left = [stored_ballot(round_=loaded, voter=voter) for voter in people]
    assert left == [mine[0], None, mine[2]]
    assert set(Receipt.objects.values_list("code", flat=True)) == {mine[0].receipt, mine[2].receipt}  # type: ignore[union-attr]
    assert set(BallotChoice.objects.values_list("proposal_id", flat=True)) == {
        proposals[0].pk,
        proposals[2].pk,
    }
    assert refused(withdraw_ballot, round_id=round_.pk, voter=people[1])[0] == "no_ballot"


@pytest.mark.django_db
def test_the_receipt_goes_to_who_voted_and_says_the_code(mailoutbox):
    round_, people, _proposals = _three()
    run_tasks()
    loaded = Round.objects.select_related("secret").get(pk=round_.pk)
    codes = {voter.email: stored_ballot(round_=loaded, voter=voter).receipt for voter in people}  # type: ignore[union-attr]
    sent = {message.to[0]: message.body for message in mailoutbox if message.to[0] in codes}
    assert sent.keys() == codes.keys()
    for address, code in codes.items():
        assert [own for own in codes.values() if own in sent[address]] == [code]


@pytest.mark.django_db
def test_only_the_receipt_that_two_people_challenge_is_held_back_and_says_why():
    round_, people, _proposals = _three()
    loaded = Round.objects.select_related("secret").get(pk=round_.pk)

    def whys() -> list[str]:
        return [stored_ballot(round_=loaded, voter=voter).challenged for voter in people]  # type: ignore[union-attr]

    receipt = Receipt.objects.get(code=stored_ballot(round_=loaded, voter=people[2]).receipt)  # type: ignore[union-attr]
    with at(round_.voting_opens + TICK):
        asked = ask_to_challenge(
            round_id=round_.pk, receipt_id=receipt.pk, reason="Flyttade i fjol.", by=make_user()
        )
        assert whys() == ["", "", ""]
        confirm_challenge(challenge_id=asked.pk, by=make_user())
        assert whys() == ["", "", "Flyttade i fjol."]
        lifted = ask_to_lift(challenge_id=asked.pk, by=make_user())
        confirm_lift(challenge_id=lifted.pk, by=make_user())
        assert whys() == ["", "", ""]


@pytest.mark.django_db
def test_the_postal_code_is_asked_for_where_the_round_has_some_and_the_e_id_does_not_know():
    round_ = make_round(postal_codes="12345")
    said = replace(SAID, postal_code="12345")
    stranger, known = Voter(email="a@example.org"), Voter(key="k" * 64, knows_area=True)
    voters.check_may_vote(round_, stranger, said)
    assert refused(voters.check_may_vote, round_, stranger, replace(said, postal_code=""))[0] == (
        "postal_code_missing"
    )
    assert refused(voters.check_may_vote, round_, stranger, replace(said, postal_code="54321"))[0] == (
        "postal_code_elsewhere"
    )
    voters.check_may_vote(round_, known, replace(said, postal_code=""))


@pytest.mark.django_db
def test_what_a_code_is_worth_is_asked_of_that_code_in_that_round():
    round_ = make_coded()
    proposal = make_proposal(round_)
    codes = make_codes(round_, 3)
    with at(round_.voting_opens):
        held, lost, other = (find_code(round_, fresh.code) for fresh in codes)
        for voter in (held, other):
            cast_ballot(round_id=round_.pk, voter=voter, choices=[proposal.pk])
        revoke_codes(round_id=round_.pk, numbers=[2], by=make_user(), reason=WHY)
        assert refused(withdraw_ballot, round_id=round_.pk, voter=lost)[0] == "code_revoked"
        withdraw_ballot(round_id=round_.pk, voter=held)
    assert Receipt.objects.get(round=round_).voter_key == other.key
