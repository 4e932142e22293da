"""To the microsecond: what is in time and what is not, also when people pause, resume and extend a vote."""

from __future__ import annotations

import pytest
from django.db import transaction

from budgeting.models import Ballot
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts
from budgeting.services.ballots import cast_ballot, stored_ballot, withdraw_ballot
from radslag.clock import at

from .builders import DAY, SAID, TICK, make_proposals, make_round, make_user
from .test_races import VOTER

pytestmark = pytest.mark.django_db
NOW = 0 * TICK


@pytest.fixture
def voting():
    """A round that takes votes, with two proposals and a ballot of ours for the first."""
    round_ = make_round()
    a, b = make_proposals(round_, 2)
    with at(round_.voting_opens):
        cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=[a.pk])
    return round_, a, b


def outcome(call, instant) -> str:
    """The code with which `call` is refused at `instant`; "" when it is not. Leaves everything as it was."""
    sid = transaction.savepoint()
    try:
        with at(instant):
            call()
    except RuleViolation as refused:
        return refused.code
    finally:
        transaction.savepoint_rollback(sid)
    return ""


def both(round_, choices, instant) -> set[str]:
    """How saving and removing a ballot end at `instant`."""
    save = outcome(lambda: cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=choices), instant)
    return {save, outcome(lambda: withdraw_ballot(round_id=round_.pk, voter=VOTER), instant)}


def paused(round_, instant):
    """Two people pause the round at `instant`."""
    with at(instant):
        asked = acts.ask_to_pause(round_id=round_.pk, by=make_user(), reason="Vi ser efter.")
        acts.confirm(act_id=asked.pk, by=make_user())
    round_.refresh_from_db()


@pytest.mark.parametrize(
    ("instant", "shift", "code"),
    [
        ("voting_opens", -TICK, "not_voting_yet"),
        ("voting_opens", NOW, ""),
        ("voting_closes", -TICK, ""),
        ("voting_closes", NOW, "voting_closed"),
        ("voting_closes", TICK, "voting_closed"),
    ],
)
def test_a_ballot_is_changed_and_removed_from_the_first_microsecond_to_the_last(voting, instant, shift, code):
    round_, _a, b = voting
    assert both(round_, [b.pk], getattr(round_, instant) + shift) == {code}


def test_a_pause_holds_from_its_own_microsecond(voting):
    round_, _a, b = voting
    instant = round_.voting_opens + DAY
    paused(round_, instant)
    assert both(round_, [b.pk], instant - TICK) == {""}
    for later in (
        instant,
        instant + TICK,
        round_.voting_closes - TICK,
        round_.voting_closes,
        round_.result_at,
    ):
        assert both(round_, [b.pk], later) == {"round_paused"}


def test_a_round_that_goes_on_takes_votes_from_that_microsecond_to_its_new_close(voting):
    round_, _a, b = voting
    before = round_.voting_closes
    paused(round_, round_.voting_opens + DAY)
    resumed = round_.voting_opens + 2 * DAY
    with at(resumed):
        acts.resume(round_id=round_.pk, by=make_user(), reason="Allt stämmer.")
    round_.refresh_from_db()
    assert round_.voting_closes > before
    assert both(round_, [b.pk], resumed) == {""}
    assert both(round_, [b.pk], before) == {""}
    assert both(round_, [b.pk], round_.voting_closes - TICK) == {""}
    assert both(round_, [b.pk], round_.voting_closes) == {"voting_closed"}


def test_a_pause_in_the_last_microsecond_keeps_the_vote_open_for_what_is_left_of_it(voting):
    round_, _a, b = voting
    last = round_.voting_closes - TICK
    paused(round_, last)
    with at(last + 3 * DAY):
        acts.resume(round_id=round_.pk, by=make_user(), reason="Allt stämmer.")
    round_.refresh_from_db()
    assert both(round_, [b.pk], round_.voting_closes - TICK) == {""}
    assert both(round_, [b.pk], round_.voting_closes) == {"voting_closed"}


def test_a_cancelled_round_takes_no_vote_from_that_microsecond(voting):
    round_, _a, b = voting
    instant = round_.voting_opens + DAY
    with at(instant):
        asked = acts.ask_to_cancel(round_id=round_.pk, by=make_user(), reason="Pengarna är slut.")
        acts.confirm(act_id=asked.pk, by=make_user())
    assert both(round_, [b.pk], instant - TICK) == {""}
    assert both(round_, [b.pk], instant) == {"round_cancelled"}


def test_an_extension_moves_the_last_microsecond_and_nothing_after_the_close_does(voting):
    round_, _a, b = voting
    closes = round_.voting_closes
    change = {"voting_closes": closes + DAY, "result_at": round_.result_at + DAY}

    def extend():
        acts.change_with_reason(round_id=round_.pk, by=make_user(), reason="Nätet låg nere.", **change)

    assert outcome(extend, closes) == "frozen"
    with at(closes - TICK):
        extend()
    round_.refresh_from_db()
    assert both(round_, [b.pk], closes) == {""}
    assert both(round_, [b.pk], closes + DAY - TICK) == {""}
    assert both(round_, [b.pk], closes + DAY) == {"voting_closed"}


def test_what_is_refused_late_leaves_the_ballot_as_it_was(voting):
    round_, a, b = voting
    for late in (round_.voting_closes, round_.voting_closes + TICK):
        with at(late), pytest.raises(RuleViolation), transaction.atomic():
            cast_ballot(said=SAID, round_id=round_.pk, voter=VOTER, choices=[b.pk])
    stored = stored_ballot(round_=round_, voter=VOTER)
    assert stored.choices == (a.pk,) and stored.saved_at == round_.voting_opens
    assert Ballot.objects.count() == 1
