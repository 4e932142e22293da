"""Voting codes: made, shown once, revoked, replaced, understood as people type them, and never kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry

from budgeting.display.voting_codes import batches_shown
from budgeting.models import Ballot, CodeBatch, PaperVote, VoterIdentity, VotingCode
from budgeting.models.voting_codes import SMALLEST_BATCH
from budgeting.rules.eligibility import CODE_LETTERS, grouped_code
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.rules.typed_numbers import TypedChoice, read_paper, read_spans
from budgeting.services.ballots import cast_ballot, stored_ballot
from budgeting.services.code_tries import FROM_A_NETWORK, WITHIN, WRONG_TRIES, try_code
from budgeting.services.counting import count_round
from budgeting.services.voting_codes import (
    MEETINGS,
    MEETINGS_WITHIN,
    Revoked,
    batches_of,
    code_numbers,
    find_code,
    make_batch,
    numbers_of,
    replace_code,
    revoke_batch,
    revoke_codes,
)
from radslag.clock import TICK, at, database_now
from radslag.models.limits import LimitCount

from .builders import cancel, make_proposals, make_round, make_staff, pause

pytestmark = pytest.mark.django_db
WHY = "Kuvertet kom bort."
HOME, AWAY = "192.0.2.0/24", "198.51.100.0/24"


def make_coded(phase=Phase.VOTING, **overrides):
    return make_round(phase, identity=VoterIdentity.CODES, **overrides)


def make_codes(round_, size=3, name="Storgatan"):
    return make_batch(round_id=round_.pk, name=name, size=size, by=None).codes


def vote(round_, code, *proposals):
    return cast_ballot(round_id=round_.pk, voter=find_code(round_, code), choices=[p.pk for p in proposals])


@pytest.fixture
def round_():
    return make_coded()


def refusal(call, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        call(*args, **kwargs)
    return refused.value.code


# Making


def test_a_batch_has_as_many_different_codes_as_asked_for_with_running_numbers(round_):
    first = make_batch(round_id=round_.pk, name="Storgatan", size=40, by=make_staff())
    second = make_batch(round_id=round_.pk, name="Lillgatan", size=2, by=None)
    assert [c.number for c in first.codes] == list(range(1, 41))
    assert [c.number for c in second.codes] == [41, 42]
    codes = {c.code for c in (*first.codes, *second.codes)}
    assert len(codes) == 42
    assert all(len(code) == 12 and set(code) <= set(CODE_LETTERS) for code in codes)
    assert VotingCode.objects.values("voter_key").distinct().count() == 42
    assert (first.batch.size, first.batch.name) == (40, "Storgatan")


def test_the_largest_batch_can_be_made(round_):
    assert len({c.code for c in make_codes(round_, 20_000)}) == VotingCode.objects.count() == 20_000


@pytest.mark.parametrize("size", [0, -1, 1, SMALLEST_BATCH - 1, 20_001])
def test_a_batch_of_no_sense_or_so_small_that_it_tells_who_has_voted_is_refused(round_, size):
    call = {"round_id": round_.pk, "name": "Anna A", "by": make_staff()}
    assert refusal(make_batch, **call, size=size) == "batch_size"
    assert not CodeBatch.objects.exists()
    assert len(make_batch(**call, size=SMALLEST_BATCH).codes) == SMALLEST_BATCH


def test_the_same_form_twice_makes_one_batch(round_):
    make_codes(round_)
    assert refusal(make_codes, round_, name=" Storgatan ") == "batch_name_taken"
    assert refusal(make_codes, round_, name=" ") == "required"
    assert VotingCode.objects.count() == 3


def test_codes_are_made_from_the_rounds_creation_until_its_voting_closes():
    round_ = make_coded(Phase.BEFORE)
    make_codes(round_)
    with at(round_.voting_closes - TICK):
        make_codes(round_, name="I sista stund")
    with at(round_.voting_closes):
        assert refusal(make_codes, round_, name="För sent") == "codes_too_late"
        assert refusal(revoke_codes, round_id=round_.pk, numbers=[1], reason=WHY, by=None) == "codes_too_late"
    pause(round_)
    make_codes(round_, name="I pausen")
    cancel(round_)
    assert refusal(make_codes, round_, name="Inställd") == "codes_too_late"


def test_only_a_round_that_votes_with_codes_has_codes():
    other = make_round()
    assert refusal(make_codes, other) == "no_codes_here"
    assert refusal(revoke_codes, round_id=other.pk, numbers=[1], reason=WHY, by=None) == "no_codes_here"


def text_columns():
    query = """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea')
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def everything_written():
    found = []
    with connection.cursor() as cursor:
        for table, column in text_columns():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608
            found += [(f"{table}.{column}", value.upper()) for (value,) in cursor.fetchall()]
    return found


def places_of(codes):
    shapes = [shape for code in codes for shape in (code, grouped_code(code), code.encode().hex().upper())]
    return {place for place, value in everything_written() if any(shape in value for shape in shapes)}


def test_the_codes_stand_nowhere_in_the_database_once_they_are_made_and_used(round_):
    fresh = [c.code for c in make_codes(round_, 4)]
    proposals = make_proposals(round_, 2)
    vote(round_, fresh[0], proposals[0])
    revoke_codes(round_id=round_.pk, numbers=[2], reason=WHY, by=None)
    fresh.append(replace_code(round_id=round_.pk, number=3, reason=WHY, by=None).code)
    try_code(round_, fresh[3], browser="a", network=HOME)
    assert not places_of(fresh)


def test_control_the_search_finds_a_code_that_somebody_kept(round_):
    fresh = [c.code for c in make_codes(round_, 2)]
    ModelLogEntry.objects.log_action(round_, "wagtail.edit", data={"koder": grouped_code(fresh[1])})
    assert places_of(fresh) == {"wagtailcore_modellogentry.data"}


def test_what_is_done_with_codes_is_in_the_log_without_them(round_):
    siv = make_staff()
    make_batch(round_id=round_.pk, name="Storgatan", size=30, by=siv)
    revoke_codes(round_id=round_.pk, numbers=[2, 3], reason=WHY, by=siv)
    replace_code(round_id=round_.pk, number=4, reason=WHY, by=siv)
    revoke_batch(batch_id=CodeBatch.objects.get().pk, reason=WHY, by=siv)
    entries = ModelLogEntry.objects.filter(action__contains="_code", user=siv).order_by("pk")
    assert [(e.action, e.data) for e in entries] == [
        ("budgeting.make_codes", {"batch": "Storgatan", "codes": 30}),
        ("budgeting.revoke_codes", {"numbers": "2, 3", "asked": 2, "reason": WHY}),
        ("budgeting.revoke_codes", {"numbers": "4", "asked": 1, "reason": WHY}),
        ("budgeting.replace_code", {"numbers": "4 → 31"}),
        ("budgeting.revoke_codes", {"batch": "Storgatan", "codes": 28, "reason": WHY}),
    ]


# Finding


def test_a_code_is_understood_as_people_type_it(round_):
    (fresh,) = make_codes(round_, 1)
    voter = find_code(round_, fresh.code)
    grouped = grouped_code(fresh.code)
    for typed in (
        grouped,
        grouped.lower(),
        f"  {grouped.replace('-', ' ')} ",
        fresh.code.replace("0", "O").replace("1", "l"),
        grouped.replace("-", "–").replace("0", "o"),
    ):
        assert find_code(round_, typed) == voter
    assert voter.identity == VoterIdentity.CODES


def test_unknown_foreign_and_unreadable_codes_are_refused_in_one_and_the_same_way(round_):
    (foreign,) = make_codes(make_coded(), 1)
    (own,) = make_codes(round_, 1)
    for typed in (
        foreign.code,
        own.code[:-1],
        own.code + "7",
        "",
        "K7QF-2M9D-XR4P",
        "åäö",
        "1" * 500,
        "\x00",
    ):
        assert refusal(find_code, round_, typed) == "wrong_code"


def test_a_code_votes_changes_and_takes_back_like_any_voter(round_):
    a, b = make_proposals(round_, 2)
    (fresh,) = make_codes(round_, 1)
    first = vote(round_, fresh.code, a)
    assert vote(round_, fresh.code, a, b).receipt == first.receipt
    assert stored_ballot(round_=round_, voter=find_code(round_, fresh.code)).choices == (a.pk, b.pk)
    assert Ballot.objects.count() == 1


# Revoking and replacing


def test_a_revoked_code_lets_nobody_vote_whoever_has_come_in_with_it(round_):
    (proposal,) = make_proposals(round_, 1)
    fresh = make_codes(round_)
    inside = find_code(round_, fresh[0].code)
    assert revoke_codes(round_id=round_.pk, numbers=[1, 3], reason=WHY, by=None).revoked == 2
    assert refusal(find_code, round_, fresh[0].code) == "code_revoked"
    assert refusal(cast_ballot, round_id=round_.pk, voter=inside, choices=[proposal.pk]) == "code_revoked"
    vote(round_, fresh[1].code, proposal)


def test_a_used_code_can_not_be_revoked_and_which_one_it_is_is_not_told(round_):
    (proposal,) = make_proposals(round_, 1)
    fresh, siv = make_codes(round_), make_staff()
    vote(round_, fresh[1].code, proposal)
    done = revoke_codes(round_id=round_.pk, numbers=[1, 2], reason=WHY, by=siv)
    assert done == Revoked(revoked=1, used=1)
    assert [code.number for code in VotingCode.objects.exclude(revoked_at=None)] == [1]
    assert ModelLogEntry.objects.get(user=siv).data == {"numbers": "1", "asked": 2, "reason": WHY}


def test_who_has_voted_is_asked_neither_often_nor_unnoted_nor_without_harm_to_who_asks(round_):
    (proposal,) = make_proposals(round_, 1)
    fresh, siv = make_codes(round_, 30), make_staff()
    vote(round_, fresh[0].code, proposal)
    vote(round_, fresh[29].code, proposal)
    ask = {"round_id": round_.pk, "reason": WHY, "by": siv}
    now = database_now()
    with at(now):
        assert revoke_codes(**ask, numbers=[29]).revoked, "what meets no used code takes no room"
        for n in range(MEETINGS - 1):
            assert revoke_codes(**ask, numbers=[1, 2 + n]) == Revoked(revoked=1, used=1)
        assert replace_code(**ask, number=30) is None
        for numbers in ([1], [28], [1, 28]):  # the answer tells nothing about any of them
            assert refusal(revoke_codes, **ask, numbers=numbers) == "too_many_used"
        batch = CodeBatch.objects.get()
        assert refusal(revoke_batch, batch_id=batch.pk, reason=WHY, by=siv) == "too_many_used"
        assert revoke_codes(**ask | {"by": make_staff()}, numbers=[28]).revoked
    assert ModelLogEntry.objects.filter(action="budgeting.revoke_codes", user=siv).count() == MEETINGS + 1
    with at(now + MEETINGS_WITHIN):
        assert revoke_codes(**ask, numbers=[27]).revoked


def used_shown(round_):
    return {batch.name: used for batch, used in batches_shown(round_)}


def test_how_many_codes_of_a_handful_are_used_is_kept_secret_and_can_not_be_told_from_the_rest(round_):
    (proposal,) = make_proposals(round_, 1)
    large = make_codes(round_, 40, name="Stor")
    assert used_shown(round_) == {"Stor": 0}
    one = make_codes(round_, 1, name="Anna A")
    make_codes(round_, 12, name="Liten")
    vote(round_, one[0].code, proposal)
    vote(round_, large[0].code, proposal)
    assert used_shown(round_) == {"Stor": 1, "Liten": None, "Anna A": None}
    revoke_codes(round_id=round_.pk, numbers=range(2, 39), reason=WHY, by=None)
    assert used_shown(round_) == {"Stor": None, "Liten": None, "Anna A": None}, "three codes work"


def test_a_code_on_a_keyed_paper_is_used_too(round_):
    fresh = make_codes(round_)
    key = find_code(round_, fresh[0].code).key
    PaperVote.objects.create(round=round_, voter_key=key, first_at=database_now())
    assert refusal(find_code, round_, fresh[0].code) == "code_used_on_paper"
    assert revoke_codes(round_id=round_.pk, numbers=[1], reason=WHY, by=None) == Revoked(0, used=1)


@pytest.mark.parametrize("numbers", [[9], [1, 2, 9]])
def test_a_number_that_is_nobodys_is_said(round_, numbers):
    make_codes(round_)
    assert refusal(revoke_codes, round_id=round_.pk, numbers=numbers, reason=WHY, by=None) == "no_such_codes"
    assert refusal(revoke_codes, round_id=round_.pk, numbers=[1], reason=" ", by=None) == "required"
    assert not VotingCode.objects.exclude(revoked_at=None).exists()


def test_a_lost_batch_is_revoked_but_for_what_is_used(round_):
    (proposal,) = make_proposals(round_, 1)
    fresh = make_codes(round_, 5)
    make_codes(round_, 2, name="Andra")
    vote(round_, fresh[4].code, proposal)
    lost = CodeBatch.objects.get(name="Storgatan")
    done = revoke_batch(batch_id=lost.pk, reason=WHY, by=None)
    assert (done.revoked, done.used) == (4, 1)
    rows = {b.name: (b.made, b.used, b.revoked, b.first, b.last) for b in batches_of(round_)}
    assert rows == {"Storgatan": (5, 1, 4, 1, 5), "Andra": (2, 0, 0, 6, 7)}
    numbers = code_numbers(round_)
    assert (numbers.made, numbers.used, numbers.revoked) == (7, 1, 4)


def test_a_replaced_code_stops_working_and_the_new_one_is_linked_to_it(round_):
    fresh = make_codes(round_)
    new = replace_code(round_id=round_.pk, number=2, reason=WHY, by=None)
    assert new.number == 4
    assert refusal(find_code, round_, fresh[1].code) == "code_revoked"
    assert find_code(round_, new.code)
    code = VotingCode.objects.get(number=4)
    assert (code.replaces.number, code.batch.name) == (2, "Storgatan")
    assert refusal(replace_code, round_id=round_.pk, number=2, reason=WHY, by=None) == "no_such_codes"


def test_what_a_browser_carries_back_is_known_again_and_nothing_else_is(round_):
    fresh = make_codes(round_)
    (foreign,) = make_codes(make_coded(), 1)
    revoke_codes(round_id=round_.pk, numbers=[2], reason=WHY, by=None)
    carried = [fresh[2].code, fresh[1].code, fresh[0].code, foreign.code, "=SUM(A1)", ""]
    assert numbers_of(round_, carried) == (fresh[0], fresh[2])


# In the database


def test_the_database_holds_one_code_per_number_and_key_and_a_reason_for_each_revoked(round_):
    make_codes(round_)
    one = VotingCode.objects.get(number=1)
    for fault in (
        {"number": 1},
        {"voter_key": one.voter_key},
        {"revoked_at": database_now()},
        {"replaces": VotingCode.objects.get(number=3)},
    ):
        fields = {"round": round_, "batch": one.batch, "number": 90, "voter_key": "x"} | fault
        if "replaces" in fault:
            VotingCode.objects.create(round=round_, batch=one.batch, number=80, replaces=fault["replaces"])
        with pytest.raises(IntegrityError), transaction.atomic():
            VotingCode.objects.create(**fields)


# At the door


def try_in(round_, text, *, browser="a", network=HOME):
    return try_code(round_, text, browser=browser, network=network)


def test_five_wrong_codes_slow_a_browser_down_and_an_honest_time_is_told(round_):
    (fresh,) = make_codes(round_, 1)
    now = database_now()
    with at(now):
        for _ in range(WRONG_TRIES):
            assert try_in(round_, "fel").refused.code == "wrong_code"
        slowed = try_in(round_, fresh.code, network=AWAY)
        assert (slowed.voter, slowed.refused, slowed.until) == (None, None, now + WITHIN)
        assert try_in(round_, fresh.code, browser="b").voter, "the next one at the same library"
    with at(slowed.until - TICK):
        assert try_in(round_, fresh.code).until
    with at(slowed.until):
        assert try_in(round_, fresh.code).voter


def test_very_many_wrong_codes_slow_a_network_down_in_that_round_alone(round_):
    (fresh,), other = make_codes(round_, 1), make_coded()
    (elsewhere,) = make_codes(other, 1)
    for n in range(FROM_A_NETWORK):
        assert try_in(round_, "fel", browser=f"b{n // WRONG_TRIES}").refused
    assert try_in(round_, fresh.code, browser="x").until
    assert try_in(round_, fresh.code, browser="x", network=AWAY).voter
    assert try_in(other, elsewhere.code, browser="x").voter


@pytest.mark.parametrize("network", ["", "127.0.0.0/24", "::/48"])
def test_who_comes_from_no_network_of_their_own_is_slowed_down_by_browser_alone(round_, network, monkeypatch):
    monkeypatch.setattr("budgeting.services.code_tries.FROM_A_NETWORK", 1)
    (fresh,) = make_codes(round_, 1)
    for n in range(3):
        assert try_in(round_, "fel", browser=f"b{n}", network=network).refused
    assert try_in(round_, fresh.code, browser="x", network=network).voter
    assert LimitCount.objects.count() == 3
    for _ in range(2):
        tried = try_in(round_, "fel", browser="x", network="2001:db8:7::/48")
    assert tried.until, "control: a network that is somebody's"


def test_right_revoked_and_used_codes_never_count_as_wrong_ones(round_):
    fresh = make_codes(round_, 2)
    revoke_codes(round_id=round_.pk, numbers=[2], reason=WHY, by=None)
    for _ in range(3 * WRONG_TRIES):
        assert try_in(round_, fresh[0].code).voter
        assert try_in(round_, fresh[1].code).refused.code == "code_revoked"
    for _ in range(WRONG_TRIES - 1):
        assert try_in(round_, "fel").refused
        assert try_in(round_, fresh[0].code).voter
    with at(database_now() + dt.timedelta(seconds=1)):
        assert try_in(round_, "fel").refused
        assert try_in(round_, fresh[0].code).until


def test_a_round_that_is_counted_lets_no_codes_be_made_any_more():
    round_ = make_coded(Phase.RESULT)
    make_proposals(round_, 1)
    count_round(round_id=round_.pk)
    assert refusal(make_codes, round_) == "codes_too_late"


# Numbers as people type them


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("17", [17]),
        ("17, 20-25", [17, 20, 21, 22, 23, 24, 25]),
        (" 3 ; 1 – 2,2 ", [1, 2, 3]),
        ("4 6 5", [4, 5, 6]),
        ("7,", [7]),
        ("2\n1", [1, 2]),
    ],
)
def test_numbers_of_codes_are_understood(typed, meant):
    assert read_spans(typed) == meant


@pytest.mark.parametrize("typed", ["", "0", "a", "5-3", "1-999999", "-4", "1" * 40, "١"])
def test_numbers_that_make_no_sense_are_refused(typed):
    assert refusal(read_spans, typed) == "numbers_unreadable"


def test_a_paper_is_read_as_it_is_typed():
    assert read_paper("3, 7 12", with_points=False) == [TypedChoice(3), TypedChoice(7), TypedChoice(12)]
    assert read_paper("#3.7+12.", with_points=False) == [TypedChoice(3), TypedChoice(7), TypedChoice(12)]
    assert read_paper("3:5, 7 = 2", with_points=True) == [TypedChoice(3, 5), TypedChoice(7, 2)]


@pytest.mark.parametrize("typed", ["", "tre", "3:5", "3-5", "-3", "3;x"])
def test_a_paper_that_makes_no_sense_is_refused(typed):
    assert refusal(read_paper, typed, with_points=False) == "paper_unreadable"
    if typed != "3:5":
        assert refusal(read_paper, typed, with_points=True) == "paper_points_unreadable"
