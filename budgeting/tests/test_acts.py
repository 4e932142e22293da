"""Acts about a round: two people, a published reason, what stays frozen, and when it goes on."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from budgeting.models import Count, Round, RoundAct
from budgeting.rules.acts import after_pause
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import acts
from budgeting.services.ballots import cast_ballot, withdraw_ballot
from budgeting.services.counting import count_due_rounds, count_round
from budgeting.services.proposals import change_proposal, submit_proposal
from budgeting.services.rounds import change_round
from budgeting.services.terms import envelope_left
from budgeting.services.voters import Voter
from radslag.clock import at, database_now

from .builders import (
    DAY,
    KRONA,
    REASON,
    SAID,
    TICK,
    cancel,
    make_application,
    make_programme,
    make_proposal,
    make_proposals,
    make_round,
    make_schedule,
    make_user,
    pause,
)

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        call(*args, **kwargs)
    assert refused.value.message
    return refused.value.code


def change(round_, reason=REASON, **changes):
    return acts.change_with_reason(round_id=round_.pk, by=make_user(), reason=reason, **changes)


# Two people


@pytest.mark.parametrize(
    ("ask", "field"), [(acts.ask_to_pause, "paused_at"), (acts.ask_to_cancel, "cancelled_at")]
)
def test_one_asks_and_another_confirms(ask, field):
    round_, siv, bo = make_round(), make_user(), make_user()
    asked = ask(round_id=round_.pk, by=siv, reason=REASON)
    round_.refresh_from_db()
    assert asked.waits and getattr(round_, field) is None
    assert code_of(acts.confirm, act_id=asked.pk, by=siv) == "second_person"
    act = acts.confirm(act_id=asked.pk, by=bo)
    round_.refresh_from_db()
    assert getattr(round_, field) == act.at
    assert (act.asked_by, act.confirmed_by, act.reason) == (siv, bo, REASON)
    assert code_of(acts.confirm, act_id=asked.pk, by=make_user()) == "not_waiting"
    logged = ModelLogEntry.objects.order_by("pk").values_list("action", "user")
    assert list(logged) == [("budgeting.ask", siv.pk), (f"budgeting.{act.kind}", bo.pk)]


def test_a_request_can_be_dropped_and_asked_for_again():
    round_, siv = make_round(), make_user()
    asked = acts.ask_to_pause(round_id=round_.pk, by=siv, reason=REASON)
    assert code_of(acts.ask_to_pause, round_id=round_.pk, by=make_user(), reason=REASON) == "already_asked"
    acts.drop(act_id=asked.pk, by=siv)
    assert code_of(acts.confirm, act_id=asked.pk, by=make_user()) == "not_waiting"
    assert code_of(acts.drop, act_id=asked.pk, by=siv) == "not_waiting"
    assert acts.ask_to_pause(round_id=round_.pk, by=siv, reason=REASON).waits


def test_when_the_one_who_asked_is_gone_nobody_knows_that_there_were_two():
    round_, siv = make_round(), make_user()
    asked = acts.ask_to_pause(round_id=round_.pk, by=siv, reason=REASON)
    siv.delete()
    assert code_of(acts.confirm, act_id=asked.pk, by=make_user()) == "second_person"


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
def test_every_act_has_a_reason(reason):
    round_ = make_round()
    for ask in (acts.ask_to_pause, acts.ask_to_cancel):
        assert code_of(ask, round_id=round_.pk, by=make_user(), reason=reason) in ("required", "too_long")
    assert code_of(change, round_, reason, voting_closes=round_.voting_closes + DAY) in (
        "required",
        "too_long",
    )
    pause(round_)
    assert code_of(acts.resume, round_id=round_.pk, by=make_user(), reason=reason) in ("required", "too_long")


def test_what_is_stopped_or_finished_is_not_stopped_again():
    paused, cancelled, done = make_round(), make_round(), make_round(Phase.RESULT)
    pause(paused)
    cancel(cancelled)
    cancel(paused)
    for round_ in (paused, cancelled, done):
        for ask in (acts.ask_to_pause, acts.ask_to_cancel):
            assert code_of(ask, round_id=round_.pk, by=make_user(), reason=REASON) == "already_stopped"
        assert code_of(acts.resume, round_id=round_.pk, by=make_user(), reason=REASON) == "not_paused"


def test_a_cancellation_drops_what_waited():
    round_ = make_round()
    asked = acts.ask_to_pause(round_id=round_.pk, by=make_user(), reason=REASON)
    cancel(round_)
    asked.refresh_from_db()
    assert asked.dropped_at == round_.cancelled_at


# The database says so too


def refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def act_of(round_, kind, **overrides):
    now = database_now()
    fields = {"round": round_, "kind": kind, "reason": REASON, "asked_at": now, "at": now} | overrides
    return RoundAct.objects.create(**fields)


@pytest.mark.parametrize("kind", ["pause", "cancel"])
def test_the_database_wants_two_people(kind):
    round_, siv, bo = make_round(), make_user(), make_user()
    assert refused(lambda: act_of(round_, kind, asked_by=siv, confirmed_by=siv))
    assert refused(lambda: act_of(round_, kind, asked_by=siv))
    assert refused(lambda: act_of(round_, kind, confirmed_by=siv))
    assert refused(lambda: act_of(round_, kind))
    assert not refused(lambda: act_of(round_, kind, asked_by=siv, confirmed_by=bo))


def test_an_act_never_changes_or_goes_but_its_people_may_be_forgotten():
    round_ = make_round()
    act, asked = pause(round_), acts.ask_to_cancel(round_id=round_.pk, by=make_user(), reason=REASON)
    row, waiting = RoundAct.objects.filter(pk=act.pk), RoundAct.objects.filter(pk=asked.pk)
    for changes in (
        {"reason": "Något annat"},
        {"at": act.at + DAY},
        {"kind": "change"},
        {"confirmed_by": make_user()},
        {"asked_by": make_user()},
        {"changes": {"cap_ore": [1, 2]}},
    ):
        assert refused(lambda changes=changes: row.update(**changes)), changes
    assert refused(lambda: waiting.update(reason="Något annat"))
    assert refused(row.delete)
    assert not refused(lambda: row.update(asked_by=None, confirmed_by=None))


DATES = {
    "submission_closes": "submission",
    "proposals_shown": "shown",
    "voting_opens": "opens",
    "voting_closes": "closes",
    "result_at": "result",
}


@pytest.mark.parametrize("phase", [Phase.SUBMISSION, Phase.VOTING])
def test_frozen_terms_change_with_an_act_of_the_right_kind_or_not_at_all(phase):
    round_, siv, bo = make_round(phase), make_user(), make_user()
    row = Round.objects.filter(pk=round_.pk)
    last = "submission_closes" if phase is Phase.SUBMISSION else "voting_closes"

    def later():
        return row.update(**{last: getattr(round_, last) + dt.timedelta(hours=1)})

    def dearer():
        return row.update(cap_ore=round_.cap_ore + 100)

    def stop(field):
        return lambda: row.update(**{field: database_now()})

    def with_act(kind, write):
        def both():
            act_of(round_, kind, asked_by=siv, confirmed_by=bo)
            write()

        return both

    writes = {
        "later": later,
        "dearer": dearer,
        "paused": stop("paused_at"),
        "cancelled": stop("cancelled_at"),
    }
    for name, write in writes.items():
        assert refused(write), name
    allowed = {
        (kind, name)
        for kind, names in {
            "change": ["later", "dearer"] if phase is Phase.SUBMISSION else ["later"],
            "resume": ["later"],
            "pause": ["paused"],
            "cancel": ["cancelled"],
        }.items()
        for name in names
    }
    for kind in ("change", "pause", "resume", "cancel"):
        for name, write in writes.items():
            assert refused(with_act(kind, write)) is ((kind, name) not in allowed), (kind, name)


def test_a_cancelled_round_stays_as_it_is():
    round_ = make_round(Phase.CANCELLED)
    row = Round.objects.filter(pk=round_.pk)
    for changes in ({"cancelled_at": None}, {"result_at": round_.result_at + DAY}, {"budget_ore": 10**9}):
        assert refused(lambda changes=changes: row.update(**changes)), changes
    assert code_of(change, round_, voting_closes=round_.voting_closes + DAY) == "round_cancelled"


# A paused round


def test_in_a_pause_nobody_writes_and_nothing_is_counted():
    voting, submission = make_round(Phase.VOTING), make_round(Phase.SUBMISSION)
    a, b = make_proposals(voting, 2)
    siv = make_user()
    mine = make_proposal(submission, accepted=False, author=siv)
    voter = Voter(email="siv@example.org")
    cast_ballot(said=SAID, round_id=voting.pk, voter=voter, choices=[a.pk])
    pause(voting)
    pause(submission)
    assert code_of(cast_ballot, round_id=voting.pk, voter=voter, choices=[b.pk]) == "round_paused"
    assert code_of(withdraw_ballot, round_id=voting.pk, voter=voter) == "round_paused"
    application = make_application()
    assert code_of(submit_proposal, round_id=submission.pk, author=siv, application=application) == (
        "round_paused"
    )
    assert (
        code_of(change_proposal, proposal_id=mine.pk, author=siv, application=application) == "round_paused"
    )
    with at(voting.result_at + DAY):
        assert voting.phase_at(database_now()) is Phase.VOTING
        assert count_due_rounds() == 0
        assert code_of(count_round, round_id=voting.pk) == "too_early_to_count"


@pytest.mark.parametrize("stop", [pause, cancel])
def test_what_is_stopped_after_the_close_is_not_counted_either(stop):
    round_ = make_round(Phase.COUNTING)
    stop(round_)
    assert count_due_rounds() == 0
    assert code_of(count_round, round_id=round_.pk) in ("round_paused", "round_cancelled")
    assert refused(lambda: Count.objects.create(round=round_, counted_at=database_now(), seed="x", version="1",
        rule="greedy_skip", tie_rule="lot", threshold=1, budget_ore=1, spent_ore=0, ballots=0, votes=0,
        inputs_hash="x", steps=[], result_hash="x"))  # fmt: skip


def test_the_boundaries_of_a_pause():
    round_ = make_round()
    (proposal,) = make_proposals(round_, 1)
    voter = Voter(email="siv@example.org")
    pause(round_)
    with at(round_.paused_at - TICK):
        cast_ballot(said=SAID, round_id=round_.pk, voter=voter, choices=[proposal.pk])
    with at(round_.paused_at):
        assert code_of(cast_ballot, round_id=round_.pk, voter=voter, choices=[proposal.pk]) == "round_paused"
    resumed = round_.voting_closes + 3 * DAY
    with at(resumed):
        acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
        cast_ballot(said=SAID, round_id=round_.pk, voter=voter, choices=[proposal.pk])
    round_.refresh_from_db()
    assert round_.voting_closes > resumed
    with at(round_.voting_closes - TICK):
        cast_ballot(said=SAID, round_id=round_.pk, voter=voter, choices=[proposal.pk])
    with at(round_.voting_closes):
        assert code_of(cast_ballot, round_id=round_.pk, voter=voter, choices=[proposal.pk]) == "voting_closed"
        assert count_due_rounds() == 1


def test_when_it_goes_on_what_lay_ahead_is_moved_and_what_was_past_stays():
    round_ = make_round(Phase.VOTING)
    before = {name: getattr(round_, name) for name in acts.INSTANTS}
    pause(round_)
    with at(round_.paused_at + 2 * DAY + TICK):
        act = acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    round_.refresh_from_db()
    assert round_.paused_at is None
    assert set(act.changes) == {"voting_closes", "result_at"}
    for name, instant in before.items():
        local = instant.astimezone(STOCKHOLM)
        moved = local + 3 * DAY if name in act.changes else local
        assert getattr(round_, name).astimezone(STOCKHOLM).replace(tzinfo=None) == moved.replace(tzinfo=None)
        if name in act.changes:
            assert act.changes[name] == [instant.isoformat(), getattr(round_, name).isoformat()]


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=STOCKHOLM).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("paused_at", "now", "closes", "moved"),
    [
        # a whole day, a tick more, less than a day
        ((2026, 5, 1, 12), (2026, 5, 2, 12), (2026, 5, 10, 23, 59), (2026, 5, 11, 23, 59)),
        ((2026, 5, 1, 12), (2026, 5, 2, 12, 0, 0, 1), (2026, 5, 10, 23, 59), (2026, 5, 12, 23, 59)),
        ((2026, 5, 1, 12), (2026, 5, 1, 12, 0, 0, 1), (2026, 5, 10, 23, 59), (2026, 5, 11, 23, 59)),
        # over the change of the clocks in spring and autumn the hour stays
        ((2026, 3, 27, 12), (2026, 3, 29, 12), (2026, 3, 28, 23, 59), (2026, 3, 30, 23, 59)),
        ((2026, 10, 24, 12), (2026, 10, 25, 12), (2026, 10, 24, 23, 59), (2026, 10, 25, 23, 59)),
        ((2026, 10, 24, 12), (2026, 10, 25, 12, 30), (2026, 10, 24, 23, 59), (2026, 10, 26, 23, 59)),
        # 02.30 does not exist on 29 March: a day more
        ((2026, 3, 26, 12), (2026, 3, 27, 12), (2026, 3, 28, 2, 30), (2026, 3, 30, 2, 30)),
    ],
)
def test_a_pause_is_whole_days_by_the_clock_on_the_wall(paused_at, now, closes, moved):
    found = after_pause(
        {"gone": local(*paused_at), "voting_closes": local(*closes)},
        paused_at=local(*paused_at),
        now=local(*now),
        zone=STOCKHOLM,
    )
    assert found == {"voting_closes": local(*moved)}


def test_going_on_into_another_round_is_refused_by_its_name():
    programme = make_programme()
    round_ = make_round(Phase.VOTING, programme=programme)
    begins = round_.voting_closes
    names = (
        "submission_opens",
        "submission_closes",
        "proposals_shown",
        "voting_opens",
        "voting_closes",
        "result",
    )
    schedule = make_schedule(**dict(zip(names, (begins + n * DAY for n in range(-9, 30, 3)), strict=False)))
    later = make_round(Phase.BEFORE, programme=programme, schedule=schedule, name="Nästa omgång")
    pause(round_)
    with at(later.voting_opens), pytest.raises(RuleViolation) as refusal:
        acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    assert (refusal.value.code, refusal.value.params) == ("same_phase", {"name": "Nästa omgång"})


def test_a_cancelled_round_gives_its_money_back():
    round_ = make_round()
    left = envelope_left(round_.programme, round_.result_at)
    cancel(round_)
    assert envelope_left(round_.programme, round_.result_at) == left + round_.budget_ore


# Changes


def test_a_change_is_stored_with_what_it_was_and_became():
    round_ = make_round(Phase.SUBMISSION)
    closes = round_.submission_closes + DAY
    act = change(round_, submission_closes=closes, cap_ore=30_000 * KRONA, rule="greedy_skip")
    assert act.changes == {
        "submission_closes": [round_.submission_closes.isoformat(), closes.isoformat()],
        "cap_ore": [25_000 * KRONA, 30_000 * KRONA],
    }
    round_.refresh_from_db()
    assert (round_.submission_closes, round_.cap_ore) == (closes, 30_000 * KRONA)


def test_what_an_act_may_change_when():
    promises = set(acts.PROMISES)
    for phase, allowed in {
        Phase.SUBMISSION: promises | set(acts.INSTANTS) - {"submission_opens"},
        Phase.REVIEW: promises | {"proposals_shown", "voting_opens", "voting_closes", "result_at"},
        Phase.VOTING: {"voting_closes", "result_at"},
        Phase.COUNTING: {"result_at"},
        Phase.RESULT: set(),
        Phase.CANCELLED: set(),
    }.items():
        assert acts.may_change(make_round(phase), database_now()) == allowed, phase


def test_the_boundaries_of_what_may_be_changed():
    round_ = make_round(Phase.VOTING)
    earlier = round_.voting_opens - TICK
    assert "cap_ore" in acts.may_change(round_, earlier)
    assert "cap_ore" not in acts.may_change(round_, round_.voting_opens)
    assert "voting_closes" in acts.may_change(round_, round_.voting_closes - TICK)
    assert "voting_closes" not in acts.may_change(round_, round_.voting_closes)
    now = database_now()
    with at(now):
        assert code_of(change, round_, voting_closes=now) == "instant_passed"
        change(round_, voting_closes=now + TICK)


def test_changes_that_are_refused():
    round_ = make_round(Phase.SUBMISSION)
    make_proposal(round_, accepted=False, cost_ore=20_000 * KRONA)
    assert code_of(change, round_, cap_ore=20_000 * KRONA - 1) == "cap_below_proposals"
    assert code_of(change, round_, cap_ore=round_.cap_ore) == "nothing_changed"
    assert code_of(change, round_, submission_opens=database_now() + DAY) == "frozen"
    assert code_of(change, round_, submission_closes=round_.result_at) == "shown_order"
    assert code_of(change, round_, budget_ore=10**15) == "budget_above_envelope"
    with pytest.raises(TypeError):
        change(round_, paused_at=None)
    assert not RoundAct.objects.exists()
    assert code_of(change, make_round(), cap_ore=30_000 * KRONA) == "frozen"
    change(round_, cap_ore=20_000 * KRONA)


def test_in_a_pause_dates_wait_but_the_cap_may_change():
    round_ = make_round(Phase.SUBMISSION)
    pause(round_)
    assert code_of(change, round_, voting_closes=round_.voting_closes + DAY) == "frozen"
    change(round_, cap_ore=30_000 * KRONA)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_act_opens_the_terms_in_its_own_transaction_only():
    round_ = make_round(Phase.SUBMISSION)
    change(round_, cap_ore=30_000 * KRONA)
    assert refused(lambda: Round.objects.filter(pk=round_.pk).update(cap_ore=1000))
    assert code_of(change_round, round_id=round_.pk, cap_ore=1000) == "frozen"
