"""Voting codes at the same time: web and paper, revoking while one votes, many wrong tries; and what happens without locks."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from budgeting.models import Ballot, PaperVote, Receipt, VotingCode
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules.errors import RuleViolation
from budgeting.rules.typed_numbers import TypedChoice
from budgeting.services import ballots, locks, paper_votes
from budgeting.services.ballots import cast_ballot
from budgeting.services.code_tries import WRONG_TRIES, Tried, try_code
from budgeting.services.paper_votes import Keyed, key_paper, say_pile
from budgeting.services.voting_codes import Revoked, find_code, make_batch, replace_code, revoke_codes
from radslag.models.limits import LimitCount

from .builders import make_proposals, make_user
from .test_races import together
from .test_voting_codes import HOME, WHY, make_coded, make_codes

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def outcome(result):
    return result.code if isinstance(result, RuleViolation) else type(result).__name__


def on_web(round_, code, proposal):
    voter = find_code(round_, code)
    return lambda: cast_ballot(round_id=round_.pk, voter=voter, choices=[proposal.pk])


def on_paper(round_, code, number, by):
    return lambda: key_paper(round_id=round_.pk, code=code, choices=[TypedChoice(number)], by=by)


def pairs(round_, n):
    """For each of n codes: one vote on the web and one paper, for different proposals."""
    a, b = make_proposals(round_, 2)
    codes = [fresh.code for fresh in make_codes(round_, n)]
    people = [make_user() for _ in codes]
    say_pile(round_id=round_.pk, papers=n, by=people[0])
    calls = []
    for code, person in zip(codes, people, strict=True):
        calls += [on_web(round_, code, a), on_paper(round_, code, b.number, person)]
    return calls


def test_the_same_code_on_the_web_and_on_paper_at_once_gives_one_ballot_and_one_refusal():
    round_ = make_coded()
    results = [outcome(result) for result in together(pairs(round_, 12))]
    for web, paper in zip(results[::2], results[1::2], strict=True):
        assert (web, paper) in {("StoredBallot", "code_used_on_web"), ("code_used_on_paper", "Keyed")}
    assert Ballot.objects.count() == Receipt.objects.count() == 12
    assert PaperVote.objects.count() == results.count("Keyed")


def test_control_without_the_lock_both_are_told_that_they_have_voted(monkeypatch):
    round_ = make_coded()
    calls = pairs(round_, 12)
    real = paper_votes.check_code

    def slow_check(*args, **kwargs):
        found = real(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")  # the other work of a request
        return found

    monkeypatch.setattr(locks, "close_ballots", lambda round_id: None)
    monkeypatch.setattr(paper_votes, "check_code", slow_check)
    results = [outcome(result) for result in together(calls)]
    both = [
        pair for pair in zip(results[::2], results[1::2], strict=True) if pair == ("StoredBallot", "Keyed")
    ]
    print(f"control: {len(both)} of 12 codes voted twice")
    assert both


def test_a_vote_on_paper_that_a_person_keys_twice_at_once_is_keyed_once():
    round_ = make_coded()
    (proposal,) = make_proposals(round_, 1)
    (fresh,) = make_codes(round_, 1)
    siv, bo = make_user(), make_user()
    say_pile(round_id=round_.pk, papers=DOUBLE_FROM, by=siv)
    results = together([on_paper(round_, fresh.code, proposal.number, siv) for _ in range(8)])
    assert Counter(map(outcome, results)) == {"Keyed": 1, "second_person_keys": 7}
    results = together([on_paper(round_, fresh.code, proposal.number, bo) for _ in range(8)])
    assert Counter(map(outcome, results)) == {"Keyed": 1, "paper_done": 7}
    assert results.count(Keyed.CAST) == 1
    assert Ballot.objects.count() == PaperVote.objects.count() == 1


def test_no_more_papers_than_said_are_keyed_though_many_key_at_once():
    round_ = make_coded()
    (proposal,) = make_proposals(round_, 1)
    codes = make_codes(round_, 12)
    say_pile(round_id=round_.pk, papers=5, by=make_user())
    calls = [on_paper(round_, fresh.code, proposal.number, make_user()) for fresh in codes]
    results = Counter(map(outcome, together(calls)))
    assert results == {"Keyed": 5, "more_papers_than_said": 7}


def revoking(round_, number):
    return lambda: revoke_codes(round_id=round_.pk, numbers=[number], reason=WHY, by=None)


def test_a_code_that_is_revoked_while_one_votes_with_it_is_either_used_or_revoked():
    round_ = make_coded()
    (proposal,) = make_proposals(round_, 1)
    calls = []
    for fresh in make_codes(round_, 12):
        calls += [on_web(round_, fresh.code, proposal), revoking(round_, fresh.number)]
    results = together(calls)
    for vote, revoke in zip(map(outcome, results[::2]), results[1::2], strict=True):
        assert (vote, revoke) in {("StoredBallot", Revoked(0, used=1)), ("code_revoked", Revoked(1))}
    revoked = VotingCode.objects.exclude(revoked_at=None).values("voter_key")
    assert not Ballot.objects.filter(voter_key__in=revoked).exists()


def test_control_without_the_lock_a_revoked_code_has_voted(monkeypatch):
    round_ = make_coded()
    (proposal,) = make_proposals(round_, 1)
    (fresh,) = make_codes(round_, 1)
    real, revoke = ballots.check_choices, revoking(round_, fresh.number)
    votes, revoked = threading.Event(), threading.Event()

    def slow_check(*args, **kwargs):
        votes.set()  # the code was good when it was looked at
        assert revoked.wait(60)
        return real(*args, **kwargs)

    def revoke_meanwhile():
        assert votes.wait(60)
        done = revoke()
        revoked.set()
        return done

    monkeypatch.setattr(ballots, "check_choices", slow_check)
    monkeypatch.setattr(locks, "close_ballots", lambda round_id: None)
    results = together([on_web(round_, fresh.code, proposal), revoke_meanwhile])
    assert [outcome(result) for result in results] == ["StoredBallot", "Revoked"]


def test_batches_that_are_made_at_once_have_numbers_without_gaps_and_no_code_twice():
    round_ = make_coded()
    calls = [lambda n=n: make_batch(round_id=round_.pk, name=f"Bunt {n}", size=20, by=None) for n in range(8)]
    made = together(calls)
    assert sorted(c.number for batch in made for c in batch.codes) == list(range(1, 161))
    assert len({c.code for batch in made for c in batch.codes}) == 160


def test_the_same_form_sent_many_times_at_once_makes_one_batch():
    round_ = make_coded()
    calls = [lambda: make_batch(round_id=round_.pk, name="Storgatan", size=5, by=None) for _ in range(8)]
    assert Counter(map(outcome, together(calls))) == {"Made": 1, "batch_name_taken": 7}


def test_making_replacing_and_voting_at_once_never_wait_in_a_circle():
    round_ = make_coded()
    (proposal,) = make_proposals(round_, 1)
    codes = make_codes(round_, 12)
    calls = []
    for fresh in codes[:6]:
        calls += [
            lambda n=fresh.number: replace_code(round_id=round_.pk, number=n, reason=WHY, by=None),
            lambda n=fresh.number: make_batch(round_id=round_.pk, name=f"Bunt {n}", size=2, by=None),
        ]
    calls += [on_web(round_, fresh.code, proposal) for fresh in codes[6:]]
    assert Counter(map(outcome, together(calls))) == {"FreshCode": 6, "Made": 6, "StoredBallot": 6}


def test_wrong_tries_at_once_can_not_pass_the_limit_together():
    round_ = make_coded()
    results = together([lambda: try_code(round_, "fel", browser="a", network=HOME) for _ in range(32)])
    assert len([tried for tried in results if tried.refused]) == WRONG_TRIES
    assert len([tried for tried in results if tried.until]) == 32 - WRONG_TRIES


def test_right_codes_beside_wrong_ones_take_no_room_of_the_limit():
    round_ = make_coded()
    (fresh,) = make_codes(round_, 1)
    calls = [lambda: try_code(round_, "fel", browser="a", network=HOME) for _ in range(WRONG_TRIES - 1)]
    calls += [lambda: try_code(round_, fresh.code, browser="a", network=HOME) for _ in range(12)]
    results = together(calls)
    assert len([tried for tried in results if tried.voter]) == 12
    assert {row.used for row in LimitCount.objects.all()} == {WRONG_TRIES - 1}


@transaction.atomic
def try_by_looking_first(round_):
    """What one writes when one trusts a look: is there room, then count."""
    used = LimitCount.objects.filter(key="x").values_list("used", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")
        if used >= WRONG_TRIES:
            return Tried(until=None)
        cursor.execute(
            "INSERT INTO radslag_limitcount (key, name, times, used, ends_at) VALUES ('x', 'x', 9, 1, now() + interval '1 hour') "
            "ON CONFLICT (key) DO UPDATE SET used = radslag_limitcount.used + 1"
        )
    return Tried(refused=RuleViolation("wrong_code"))


def test_control_looking_first_lets_more_wrong_tries_pass():
    round_ = make_coded()
    results = together([lambda: try_by_looking_first(round_) for _ in range(32)])
    assert len([tried for tried in results if tried.refused]) > WRONG_TRIES
