"""Ballots on paper: keyed once, or by two people from fifty on; a code is used up on the web and on paper alike."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from budgeting.models import (
    Ballot,
    BallotKind,
    Challenge,
    Channel,
    PaperPile,
    PaperRefusal,
    PaperVote,
    Receipt,
)
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules.sealing import KEPT_FOR
from budgeting.rules.typed_numbers import TypedChoice
from budgeting.services.ballots import cast_ballot, stored_ballot, withdraw_ballot
from budgeting.services.counting import count_round
from budgeting.services.paper_refusals import paper_numbers, refuse_paper, refused_by
from budgeting.services.paper_votes import Keyed, key_paper, say_pile
from budgeting.services.sealing import seal_round
from budgeting.services.voting_codes import find_code, revoke_codes
from radslag.clock import TICK, at, database_now

from .builders import KRONA, cancel, make_proposals, make_round, make_user, pause
from .test_voting_codes import WHY, make_coded, make_codes, refusal, vote

pytestmark = pytest.mark.django_db


class Desk:
    """A round with three proposals, four codes and three people who key papers."""

    def __init__(self, papers=4, **overrides):
        self.round = make_coded(**overrides)
        self.proposals = make_proposals(self.round, 3)
        self.codes = [fresh.code for fresh in make_codes(self.round, 4)]
        self.siv, self.bo, self.mia = make_user(), make_user(), make_user()
        if papers:
            say_pile(round_id=self.round.pk, papers=papers, by=self.siv)

    def key(self, n, *numbers, by=None, points=()):
        typed = [
            TypedChoice(number, given) for number, given in zip(numbers, points or [None] * 9, strict=False)
        ]
        return key_paper(round_id=self.round.pk, code=self.codes[n], choices=typed, by=by or self.siv)

    def stored(self, n):
        voter = find_code(self.round, self.codes[n], on_paper_too=True)
        ballot = stored_ballot(round_=self.round, voter=voter)
        return ballot and sorted(p.number for p in self.proposals if p.pk in ballot.choices)

    def paper(self, n):
        return PaperVote.objects.get(voter_key=find_code(self.round, self.codes[n], on_paper_too=True).key)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def large():
    return Desk(papers=DOUBLE_FROM)


# Once


def test_a_small_pile_is_keyed_once_and_cast_at_once(desk):
    assert desk.key(0, 1, 3) == Keyed.CAST
    paper = desk.paper(0)
    assert (paper.choices, paper.first_by, paper.second_by) == (None, desk.siv, None) and paper.cast_at
    assert desk.stored(0) == [1, 3]
    assert Receipt.objects.get().channel == Channel.PAPER
    assert ModelLogEntry.objects.get(action="budgeting.enter_paper").data == {}


def test_the_pile_is_said_first_and_holds(desk):
    other = Desk(papers=0)
    assert refusal(other.key, 0, 1) == "papers_unsaid"
    say_pile(round_id=other.round.pk, papers=1, by=other.siv)
    other.key(0, 1)
    assert refusal(other.key, 1, 1) == "more_papers_than_said"
    assert refusal(say_pile, round_id=other.round.pk, papers=0, by=other.siv) == "fewer_than_keyed"
    say_pile(round_id=other.round.pk, papers=2, by=other.siv)
    assert other.key(1, 1) == Keyed.CAST


def test_a_pile_that_two_people_key_never_becomes_one_that_one_person_keys(large):
    say_pile(round_id=large.round.pk, papers=DOUBLE_FROM - 1, by=large.siv)
    say_pile(round_id=large.round.pk, papers=DOUBLE_FROM, by=large.siv)
    large.key(0, 1)
    assert (
        refusal(say_pile, round_id=large.round.pk, papers=DOUBLE_FROM - 1, by=large.siv) == "stays_with_two"
    )


# A code is used up across both channels


def test_who_has_voted_on_the_web_is_not_counted_on_paper_too(desk):
    vote(desk.round, desk.codes[0], desk.proposals[0])
    assert refusal(desk.key, 0, 2) == "code_used_on_web"
    assert desk.stored(0) == [1]
    assert not PaperVote.objects.exists()


def test_who_has_voted_on_paper_can_neither_vote_nor_withdraw_on_the_web(desk):
    inside = find_code(desk.round, desk.codes[0])
    desk.key(0, 1)
    call = {"round_id": desk.round.pk, "voter": inside}
    assert refusal(cast_ballot, **call, choices=[desk.proposals[1].pk]) == "code_used_on_paper"
    assert refusal(withdraw_ballot, **call) == "code_used_on_paper"
    assert refusal(find_code, desk.round, desk.codes[0]) == "code_used_on_paper"
    assert desk.stored(0) == [1]


def test_a_paper_that_waits_for_its_second_person_holds_its_code_too(large):
    inside = find_code(large.round, large.codes[0])
    large.key(0, 1)
    call = {"round_id": large.round.pk, "voter": inside, "choices": [large.proposals[1].pk]}
    assert refusal(cast_ballot, **call) == "code_used_on_paper"


def test_the_same_paper_twice_changes_nothing(desk):
    desk.key(0, 1)
    assert refusal(desk.key, 0, 2) == "paper_done"
    assert refusal(desk.key, 0, 2, by=desk.bo) == "paper_done"
    assert desk.stored(0) == [1]


def test_codes_that_are_unknown_foreign_or_revoked_and_ballots_that_are_wrong_are_told(desk):
    revoke_codes(round_id=desk.round.pk, numbers=[2], reason=WHY, by=None)
    foreign = Desk().codes[0]
    desk.codes[2:] = ["K7QF-2M9D-XR4P", foreign]
    assert refusal(desk.key, 1, 1) == "code_revoked"
    assert refusal(desk.key, 2, 1) == refusal(desk.key, 3, 1) == "wrong_code"
    assert refusal(desk.key, 0, 1, 99) == "not_a_number_here"
    assert refusal(desk.key, 0, 1, 1) == "chosen_twice"
    assert refusal(desk.key, 0) == "too_few"
    assert not PaperVote.objects.exists() and not Ballot.objects.exists()


def test_four_choices_are_too_many_on_paper_too():
    desk = Desk()
    make_proposals(desk.round, 1)
    assert refusal(desk.key, 0, 1, 2, 3, 4) == "too_many"


def test_there_are_no_papers_in_rounds_without_codes():
    round_ = make_round()
    assert refusal(say_pile, round_id=round_.pk, papers=3, by=make_user()) == "no_codes_here"


# Twice


def test_a_large_pile_is_cast_when_a_second_person_has_read_the_same(large):
    assert large.key(0, 1, 3) == Keyed.WAITS
    assert large.stored(0) is None and large.paper(0).choices
    assert refusal(large.key, 0, 1, 3) == "second_person_keys"
    assert large.key(0, 3, 1, by=large.bo) == Keyed.CAST
    paper = large.paper(0)
    assert (paper.choices, paper.first_by, paper.second_by) == (None, large.siv, large.bo)
    assert large.stored(0) == [1, 3]
    assert refusal(large.key, 0, 1, 3, by=large.mia) == "paper_done"


def test_two_who_differ_are_decided_by_a_third_look_that_two_people_share(large):
    large.key(0, 1, 3)
    assert large.key(0, 1, 2, by=large.bo) == Keyed.DIFFERS
    assert large.stored(0) is None and large.paper(0).differs
    assert refusal(large.key, 0, 2, 3, by=large.mia) == "paper_agrees_with_neither"
    assert refusal(large.key, 0, 1, 3, by=large.siv) == "paper_own_version"
    assert refusal(large.key, 0, 1, 2, by=large.bo) == "paper_own_version"
    assert large.key(0, 1, 2, by=large.mia) == Keyed.CAST
    assert large.stored(0) == [1, 2]
    assert large.paper(0).choices is None


def test_one_of_the_two_may_come_to_what_the_other_read(large):
    large.key(0, 1)
    large.key(0, 2, by=large.bo)
    assert large.key(0, 2) == Keyed.CAST
    assert large.stored(0) == [2]


def test_a_pile_that_grows_is_read_by_a_second_person_too(desk):
    desk.key(0, 1, 2)
    desk.key(1, 3)
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    assert paper_numbers(desk.round).once == 2
    assert refusal(desk.key, 0, 1, 2) == "second_person_keys"
    receipt = Receipt.objects.order_by("pk").first()
    assert desk.key(0, 1, 2, by=desk.bo) == Keyed.VERIFIED
    assert Receipt.objects.order_by("pk").first().code == receipt.code
    assert refusal(desk.key, 0, 1, by=desk.mia) == "paper_done"
    assert paper_numbers(desk.round).once == 1


@pytest.fixture
def questioned(desk):
    """A desk whose pile has grown, and a stored paper that a second person has read differently."""
    desk.key(0, 1, 2)
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    assert desk.key(0, 1, by=desk.bo) == Keyed.DIFFERS
    return desk


def test_who_alone_reads_a_stored_paper_otherwise_takes_nothing_out(questioned):
    assert questioned.paper(0).differs and questioned.stored(0) == [1, 2]
    numbers = paper_numbers(questioned.round)
    assert (numbers.cast, numbers.once, numbers.differing, numbers.read_once) == (1, 0, 1, 1)
    assert ModelLogEntry.objects.filter(action="budgeting.question_paper", user=questioned.bo).count() == 1
    assert refusal(questioned.key, 0, 1, by=questioned.bo) == "paper_own_version"
    inside = find_code(questioned.round, questioned.codes[0], on_paper_too=True)
    assert refusal(withdraw_ballot, round_id=questioned.round.pk, voter=inside) == "code_used_on_paper"
    with at(questioned.round.voting_closes):
        assert count_round(round_id=questioned.round.pk).ballots == 1


@pytest.mark.parametrize(
    ("numbers", "came_of_it"), [([1, 2], Keyed.VERIFIED), ([1], Keyed.CAST)], ids=["as first", "as second"]
)
def test_the_third_look_decides_what_stands_and_the_receipt_stays(questioned, numbers, came_of_it):
    receipt = Receipt.objects.get().code
    assert questioned.key(0, *numbers, by=questioned.mia) == came_of_it
    assert questioned.stored(0) == numbers and Receipt.objects.get().code == receipt
    paper = questioned.paper(0)
    assert paper.cast_at and paper.choices is None
    assert paper_numbers(questioned.round).read_once == 0
    assert refusal(questioned.key, 0, 1, by=questioned.mia) == "paper_done"


def test_a_third_look_leaves_a_challenged_paper_as_it_is(questioned):
    Challenge.objects.create(
        round=questioned.round,
        receipt=Receipt.objects.get(),
        voter_key=Receipt.objects.get().voter_key,
        reason=WHY,
        asked_by=questioned.siv,
        asked_at=database_now(),
        confirmed_by=questioned.bo,
        at=database_now(),
    )
    assert refusal(questioned.key, 0, 1, by=questioned.mia) == "ballot_challenged"
    assert questioned.key(0, 1, 2, by=questioned.mia) == Keyed.VERIFIED


def test_how_many_one_person_has_read_is_published_and_stays_when_the_votes_are_sealed(desk, client):
    desk.key(0, 1)
    desk.key(1, 1)
    desk.key(2, 3)
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    desk.key(0, 1, by=desk.bo)
    desk.key(1, 2, by=desk.bo)
    desk.key(3, 2)  # waits: not counted
    address = reverse("budgeting:receipts", args=[desk.round.pk])
    said = "2 röstsedlar på papper är lästa av bara en person"
    with at(desk.round.voting_closes):
        count_round(round_id=desk.round.pk)
        assert said not in client.get(address).content.decode()
    with at(desk.round.result_at):
        assert said in client.get(address).content.decode()
    with at(desk.round.result_at + KEPT_FOR):
        seal_round(round_id=desk.round.pk)
        assert said in client.get(address).content.decode()


def test_papers_with_points_are_keyed_with_points():
    desk = Desk(ballot_kind=BallotKind.POINTS, points_total=5, points_most=3)
    assert desk.key(0, 1, 2, points=(3, 2)) == Keyed.CAST
    assert refusal(desk.key, 1, 1, points=(4,)) == "too_many_for_one"
    assert refusal(desk.key, 1, 1) == "points_not_whole"
    voter = find_code(desk.round, desk.codes[0], on_paper_too=True)
    points = stored_ballot(round_=desk.round, voter=voter).points
    assert sorted(points.values()) == [2, 3]


def test_points_that_differ_are_not_the_same_paper():
    desk = Desk(DOUBLE_FROM, ballot_kind=BallotKind.POINTS, points_total=5, points_most=3)
    desk.key(0, 1, 2, points=(3, 2))
    assert desk.key(0, 1, 2, points=(2, 3), by=desk.bo) == Keyed.DIFFERS


def test_papers_that_fill_a_purse_are_held_to_the_budget():
    desk = Desk(ballot_kind=BallotKind.KNAPSACK, budget_ore=25_000 * KRONA)
    assert refusal(desk.key, 0, 1, 2, 3) == "above_budget"
    assert desk.key(0, 1, 2) == Keyed.CAST


# The clock, and no way around it


def test_papers_are_keyed_until_voting_closes_and_not_a_tick_longer(large):
    with at(large.round.voting_closes - TICK):
        large.key(0, 1)
        large.key(1, 1)
        large.key(1, 1, by=large.bo)
    with at(large.round.voting_closes):
        assert refusal(large.key, 0, 1, by=large.bo) == "voting_closed"
        assert refusal(large.key, 2, 1) == "voting_closed"
        assert refusal(say_pile, round_id=large.round.pk, papers=99, by=large.siv) == "voting_closed"
    with at(large.round.voting_opens - TICK):
        assert refusal(large.key, 2, 1) == "not_voting_yet"
    assert Ballot.objects.count() == 1


def test_nothing_is_keyed_in_a_round_that_people_have_stopped(desk):
    pause(desk.round)
    assert refusal(desk.key, 0, 1) == "round_paused"
    cancel(desk.round)
    assert refusal(desk.key, 0, 1) == "round_cancelled"


def test_what_waits_when_voting_closes_is_not_counted_and_what_is_cast_is(large):
    large.key(0, 1)
    large.key(1, 2)
    large.key(1, 2, by=large.bo)
    with at(large.round.voting_closes):
        assert count_round(round_id=large.round.pk).ballots == 1


# Papers that do not count


def test_a_refused_paper_is_counted_with_its_reason_and_nothing_of_whose_it_was(desk):
    vote(desk.round, desk.codes[0], desk.proposals[0])
    revoke_codes(round_id=desk.round.pk, numbers=[2], reason=WHY, by=None)
    desk.key(2, 1)
    call = {"round_id": desk.round.pk, "by": desk.siv}
    for code in (desk.codes[0], desk.codes[1], desk.codes[2], "K7QF-2M9D-XR4P"):
        refuse_paper(code=code, **call)
    refuse_paper(code=desk.codes[3], reason="too_many", **call)
    refuse_paper(code="", reason="no_code", **call)
    assert refusal(refuse_paper, code=desk.codes[3], **call) == "paper_holds"
    numbers = paper_numbers(desk.round)
    assert numbers.refused == {
        "code_used_on_web": 1,
        "code_revoked": 1,
        "code_used_on_paper": 1,
        "wrong_code": 1,
        "too_many": 1,
        "no_code": 1,
    }
    assert (numbers.refused_in_all, numbers.cast, numbers.said) == (6, 1, 4)
    assert desk.stored(0) == [1]


def test_a_refusal_that_is_sent_twice_counts_once(desk):
    call = {"round_id": desk.round.pk, "by": desk.siv, "code": "", "reason": "no_code"}
    assert refuse_paper(**call, seen=0)
    assert refuse_paper(**call, seen=0) is None
    assert refuse_paper(**call, seen=1)
    assert (refused_by(desk.round, desk.siv), refused_by(desk.round, desk.bo)) == (2, 0)


def test_nothing_is_refused_before_and_after_the_voting(desk):
    call = {"round_id": desk.round.pk, "by": desk.siv, "code": "", "reason": "no_code"}
    with at(desk.round.voting_closes):
        assert refusal(refuse_paper, **call) == "voting_closed"
    assert not PaperRefusal.objects.exists()


def test_papers_in_numbers(large):
    large.key(0, 1)
    large.key(1, 1)
    large.key(1, 2, by=large.bo)
    large.key(2, 1)
    large.key(2, 1, by=large.bo)
    numbers = paper_numbers(large.round)
    assert (numbers.said, numbers.cast, numbers.waiting, numbers.differing) == (DOUBLE_FROM, 1, 1, 1)


# In the database


def test_the_database_holds_one_paper_per_code_two_people_and_no_choices_once_it_is_cast(large):
    large.key(0, 1)
    paper = large.paper(0)
    now = database_now()
    faults = [
        {"second_by": large.siv, "second_at": now},
        {"cast_at": now},
    ]
    for fault in faults:
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperVote.objects.filter(pk=paper.pk).update(**fault)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVote.objects.create(round=large.round, voter_key=paper.voter_key, first_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperPile.objects.create(round=large.round, papers=1)


def test_refused_papers_are_published_with_the_result_and_not_before(desk, client):
    refuse_paper(round_id=desk.round.pk, code="", reason="unclear", by=desk.siv)
    desk.key(0, 1)
    address = reverse("budgeting:receipts", args=[desk.round.pk])
    said = "Det går inte att se vad som är valt"
    with at(desk.round.voting_closes):
        count_round(round_id=desk.round.pk)
        assert said not in client.get(address).content.decode()
    with at(desk.round.result_at):
        assert f"1: {said}" in client.get(address).content.decode()
