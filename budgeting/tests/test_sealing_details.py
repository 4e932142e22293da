"""Small parts of sealing that its stories do not meet, found by changing the code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import ModelLogEntry

from budgeting.models import Ballot, BallotChoice, BallotKind, Challenge, Receipt, Sealing
from budgeting.rules.sealing import KEPT_FOR
from budgeting.services import sealing
from budgeting.services.challenges import ask_to_challenge, confirm_challenge
from budgeting.services.counting import count_round
from budgeting.services.eid import use_attempt
from budgeting.services.sealing import is_being_sealed, seal_due_rounds, seal_round, seal_soon
from budgeting.services.sweeping import sweep_up
from budgeting.services.voter_sessions import forget_voters
from budgeting.services.voters import SESSION_KEY
from budgeting.tasks import count_round_task
from radslag.clock import TICK, at
from radslag.limits import limit_for, use
from radslag.models import LimitCount

from .builders import cancel, make_user, pause
from .test_sealing import Voting, in_session, known, seal
from .test_voting_details import refused

pytestmark = pytest.mark.django_db
LARGE = 2**32
"""Random ids of 63 bits are above it but for one in two thousand million; ids in turn never are."""


def counted(kind: BallotKind = BallotKind.APPROVAL) -> Voting:
    voting = Voting(kind)
    count_round(round_id=voting.round.pk)
    return voting


def challenged(voting: Voting, n: int) -> Challenge:
    """Two people take the n-th ballot out of the count."""
    receipt = Receipt.objects.get(code=voting.chosen[n][1])
    with at(voting.round.voting_closes - TICK):
        asked = ask_to_challenge(
            round_id=voting.round.pk, receipt_id=receipt.pk, by=make_user(), reason="Lånad kod."
        )
        return confirm_challenge(challenge_id=asked.pk, by=make_user())


def said() -> list[list[tuple[int, int | None]]]:
    ballots = Ballot.objects.all()
    return sorted(sorted(b.choices.values_list("proposal_id", "points")) for b in ballots)


def test_points_stay_with_their_proposals_and_every_row_is_written_once_under_a_random_id():
    voting = counted(BallotKind.POINTS)
    before, rows = said(), BallotChoice.objects.count()
    old = set(BallotChoice.objects.values_list("pk", flat=True))
    seal(voting)
    assert said() == before and BallotChoice.objects.count() == rows == 24
    assert not old & set(BallotChoice.objects.values_list("pk", flat=True))
    assert {choice.slot for choice in BallotChoice.objects.all()} == {1, 2}
    for model in (Ballot, BallotChoice, Receipt):
        assert max(model.objects.values_list("pk", flat=True)) > LARGE, model
    assert {len(key) for key in Ballot.objects.values_list("voter_key", flat=True)} == {64}


def test_ballots_choices_and_receipts_are_each_shuffled(monkeypatch):
    voting = counted()
    shuffled: list[int] = []

    class Chance:
        sample = staticmethod(sealing.chance.sample)

        def shuffle(self, rows: list[Any]) -> None:
            shuffled.append(len(rows))
            sealing.secrets.SystemRandom().shuffle(rows)

    monkeypatch.setattr(sealing, "chance", Chance())
    seal(voting)
    assert shuffled == [12, 24, 12]


def test_ids_and_slots_are_as_many_as_asked_for():
    assert [len(set(sealing._ids(n))) for n in (0, 1, 50)] == [0, 1, 50]
    assert all(sorted(sealing._slots(3)) == [1, 2, 3] for _try in range(30))


def test_a_receipt_keeps_its_channel_and_no_instant():
    voting = counted()
    paper = voting.chosen[3][1]
    Receipt.objects.filter(code=paper).update(channel="paper")
    seal(voting)
    channels = dict(Receipt.objects.values_list("code", "channel"))
    assert [code for code, channel in channels.items() if channel == "paper"] == [paper]
    assert not Receipt.objects.exclude(made_at=None).exists()


def test_a_challenge_keeps_its_receipt_and_forgets_the_voter_and_those_of_other_rounds_stay():
    voting, other = Voting(), Voting()
    mine, theirs = challenged(voting, 2), challenged(other, 5)
    assert mine.voter_key and theirs.voter_key
    count_round(round_id=voting.round.pk)
    seal(voting)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.receipt.code, mine.voter_key) == (voting.chosen[2][1], "")
    assert theirs.receipt.code == other.chosen[5][1] and theirs.voter_key


def test_sealing_is_noted_forgets_old_limits_and_goes_on_after_the_commit(monkeypatch):
    voting, by = counted(), make_user()
    with at(voting.round.voting_opens):
        use(limit_for("old", "n1", times=1, window=dt.timedelta(minutes=1)))
    after: list[tuple[object, bool]] = []
    monkeypatch.setattr(transaction, "on_commit", lambda job, robust=False: after.append((job, robust)))
    seal(voting, by=by)
    noted = ModelLogEntry.objects.get(action="budgeting.seal")
    assert (noted.user, noted.object_id) == (by, str(voting.round.pk))
    assert not LimitCount.objects.filter(name="old").exists()
    assert after == [(forget_voters, True), (sweep_up, True)], "also when the one before fails"


def test_too_early_is_said_and_what_is_sealed_is_not_sealed_again():
    voting = counted()
    with at(voting.round.seal_at - TICK):
        early = refused(seal_soon, round_id=voting.round.pk, by=make_user())
    assert early == ("too_early_to_seal", {})
    seal(voting)
    with at(voting.round.seal_at):
        seal_soon(round_id=voting.round.pk, by=make_user())
    assert not is_being_sealed(voting.round.pk)


def test_another_task_for_the_round_is_not_its_sealing():
    voting = counted()
    count_round_task.enqueue(voting.round.pk, make_user().pk)
    assert not is_being_sealed(voting.round.pk)


def test_what_is_not_due_is_not_even_tried(caplog):
    fresh, paused = counted(), counted()
    Voting()  # its votes are not counted
    with at(paused.round.voting_closes - TICK):
        pause(paused.round)
    with at(fresh.round.seal_at - TICK):
        assert seal_due_rounds() == 0
    with at(fresh.round.seal_at + KEPT_FOR):
        assert seal_due_rounds() == 1
    assert list(Sealing.objects.values_list("round", flat=True)) == [fresh.round.pk]
    assert not caplog.text


def test_a_session_without_voters_and_one_whose_time_is_not_over_stay(client):
    now = dt.datetime.now(dt.UTC)
    with at(now):
        row = in_session(client, {"0": known(now)})
        assert forget_voters() == 0, "its last moment is not over"
    session = client.session
    del session[SESSION_KEY]
    session.save()
    assert forget_voters() == 0
    row.refresh_from_db()
    assert row.get_decoded() == {"kept": "yes"}


def test_a_cancelled_round_is_sealed_at_once_when_somebody_asks():
    voting = Voting()
    with at(voting.round.voting_closes - TICK):
        cancel(voting.round)
        assert seal_round(round_id=voting.round.pk).ballots == 12


def test_an_attempt_to_come_in_by_an_e_id_is_good_once():
    assert [use_attempt("one"), use_attempt("one"), use_attempt("other")] == [True, False, True]
