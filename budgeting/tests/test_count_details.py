"""Small parts of counting, recounts and draws that their stories do not meet, found by changing the code."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from budgeting.elections.of_rounds import Overrides, election_of, overrides_of, settings_of, withdrawn_since
from budgeting.models import Count, PublicDraw, Recount, Round
from budgeting.services import counting, draws, locks, recounts
from budgeting.services.counting import count_due_rounds, count_round
from budgeting.services.recounts import recount, recount_recent
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import DAY, KRONA, make_staff, make_user, pause
from .test_count import make_voted_round
from .test_recounts import damage, override
from .test_sealing import Voting
from .test_voting_details import refused

pytestmark = pytest.mark.django_db
DRAWN = {"costs": (60, 60), "votes": (5, 5), "lot_source": "drawn"}


def noted(round_) -> list[tuple]:
    """What the history of the round says that people did to its count, and what it notes of it."""
    entries = ModelLogEntry.objects.filter(content_type__model="round", object_id=str(round_.pk))
    about = (
        "budgeting.count",
        "budgeting.recount",
        "budgeting.draw",
        "budgeting.confirm_draw",
        "budgeting.drop_draw",
    )
    return [(e.action, e.user, e.data) for e in entries.filter(action__in=about).order_by("pk")]


def alone_with() -> set[int]:
    """The rounds whose ballots this transaction is alone with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND mode = 'ExclusiveLock'"
            " AND pid = pg_backend_pid()",
            [locks.BALLOTS],
        )
        return {row[0] for row in cursor.fetchall()}


def lines(caplog) -> list[tuple[int, str]]:
    return [
        (line.levelno, line.getMessage())
        for line in caplog.records
        if line.name.startswith("budgeting.services")
    ]


# Counting


def test_who_pressed_the_button_stands_in_the_history_and_what_is_done_by_itself_does_not():
    pressed, due = make_voted_round(), make_voted_round()
    somebody = make_user()
    count_round(round_id=pressed.pk, by=somebody)
    count_round(round_id=due.pk)
    assert noted(pressed) == [("budgeting.count", somebody, {})] and noted(due) == []


def test_who_counts_recounts_or_draws_is_alone_with_the_ballots_of_the_round():
    one, other, drawn = make_voted_round(), make_voted_round(), make_voted_round(**DRAWN)
    count_round(round_id=one.pk)
    assert alone_with() == {one.pk}
    count_round(round_id=other.pk)
    draws.type_in_draw(round_id=drawn.pk, seed="4 8", how="Kulor.", by=make_user())
    assert alone_with() == {one.pk, other.pk, drawn.pk}


def test_a_recount_is_alone_with_the_ballots(monkeypatch):
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    alone = []
    monkeypatch.setattr(locks, "close_ballots", alone.append)
    recount(round_id=round_.pk)
    assert alone == [round_.pk]


def test_a_round_that_waits_is_told_in_the_log_and_does_not_count_as_counted(caplog, monkeypatch):
    stopped, due = make_voted_round(), make_voted_round()
    monkeypatch.setattr(
        counting.Round.objects, "due_for_count", lambda now: type(stopped).objects.order_by("pk")
    )
    pause(stopped)
    with caplog.at_level(logging.INFO, logger="budgeting.services.counting"):
        assert count_due_rounds() == 1
    assert lines(caplog) == [(logging.INFO, f"Round {stopped.pk} is not counted yet: round_paused")]
    assert due.counts.exists() and not stopped.counts.exists()


@pytest.mark.parametrize("service", ["count", "recount"])
def test_one_that_fails_is_told_by_its_kind_of_fault_alone_and_keeps_nobody_waiting(
    caplog, monkeypatch, service
):
    first, second = make_voted_round(), make_voted_round()
    done = {"count": count_round, "recount": recount}[service]
    module = {"count": counting, "recount": recounts}[service]
    if service == "recount":
        for round_ in (first, second):
            count_round(round_id=round_.pk)

    def fails_once(*, round_id):
        if round_id == first.pk:
            raise ZeroDivisionError("siv@example.org")
        return done(round_id=round_id)

    monkeypatch.setattr(module, done.__name__, fails_once)
    due = {"count": count_due_rounds, "recount": recount_recent}[service]
    assert due() == 1
    again = " again" if service == "recount" else ""
    assert lines(caplog) == [
        (logging.ERROR, f"Round {first.pk} could not be counted{again}: ZeroDivisionError")
    ]


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_a_database_that_is_away_ends_the_run(monkeypatch, fault):
    counted, waiting = make_voted_round(), make_voted_round()
    count_round(round_id=counted.pk)

    def away(**_round):
        raise fault("away")

    monkeypatch.setattr(counting, "count_round", away)
    monkeypatch.setattr(recounts, "recount", away)
    for due in (count_due_rounds, recount_recent):
        with pytest.raises(DatabaseError if fault is OperationalError else fault):
            due()
    assert not waiting.counts.exists()


def test_a_count_keeps_what_it_was_made_of():
    round_ = make_voted_round(threshold_percent=20, tie_rule="dearest", lot_seed="ett frö")
    with at(round_.voting_closes + DAY):
        stored = count_round(round_id=round_.pk)
    assert stored.counted_at == round_.voting_closes + DAY and stored.act is None
    assert (stored.threshold_percent, stored.tie_rule, stored.seed) == (20, "dearest", "ett frö")
    names = {"voters", "least_supporters", "share", "raises", "prefer_greedy", "prefer_shares"}
    assert set(stored.facts) == names
    assert (stored.facts["voters"], stored.facts["share"]) == (9, None)
    assert stored.facts["least_supporters"] == 2
    second = stored.outcomes.select_related("proposal").get(rank=2)
    assert second.numbers == stored.steps[1]
    assert (second.votes, second.cost_ore, second.code) == (7, 50_00, stored.steps[1]["code"])
    assert (second.before_ore, second.after_ore) == (stored.steps[1]["before"], stored.steps[1]["after"])
    assert (second.tied, second.blocker) == (stored.steps[1]["tied"], stored.steps[1]["blocker"])


# Counting again


def test_a_recount_is_noted_with_who_asked_for_it_and_what_it_found():
    round_ = make_voted_round()
    stored, somebody = count_round(round_id=round_.pk), make_user()
    again = recount(round_id=round_.pk, by=somebody)
    assert (again.count, again.by, again.agrees) == (stored, somebody, True)
    assert (again.inputs_hash, again.result_hash, again.version) == (
        stored.inputs_hash,
        stored.result_hash,
        stored.version,
    )
    assert abs(timezone.now() - again.at) < DAY / 24
    assert noted(round_) == [("budgeting.recount", somebody, {"agrees": True})]


def test_a_recount_that_differs_is_told_to_those_who_change_the_round_and_in_the_log(caplog):
    round_ = make_voted_round()
    staff, stored = [make_staff(), make_staff()], count_round(round_id=round_.pk)
    damage("UPDATE budgeting_proposal SET cost_ore = cost_ore + 1 WHERE round_id = %s", round_.pk)
    again = recount(round_id=round_.pk)
    assert not again.agrees and again.inputs_hash != stored.inputs_hash
    assert (logging.ERROR, f"The recount of round {round_.pk} differs from its count {stored.pk}") in lines(
        caplog
    )
    assert noted(round_) == [("budgeting.recount", None, {"agrees": False})]
    run_tasks()
    alarms = [to for m in mail.outbox for to in m.to if m.subject.startswith("Omräkningen skiljer sig")]
    assert sorted(alarms) == sorted(one.email for one in staff)


def test_a_round_that_is_not_counted_can_not_be_counted_again():
    assert refused(recount, round_id=make_voted_round().pk) == ("not_counted_yet", {})


def test_counts_of_the_last_two_months_are_repeated_once_a_week():
    round_ = make_voted_round()
    stored = count_round(round_id=round_.pk)
    assert recount_recent() == 1 == Recount.objects.count()
    done = Recount.objects.get().at
    for later, made in ((recounts.AGAIN_AFTER - DAY / 24, 0), (recounts.AGAIN_AFTER, 1)):
        with at(done + later):
            assert recount_recent() == made
    for age, made in ((recounts.WATCHED_FOR - DAY / 24, 1), (recounts.WATCHED_FOR, 0)):
        with at(stored.counted_at + age):
            assert recount_recent() == made


# Draws


def test_a_draw_is_noted_with_who_did_what():
    round_ = make_voted_round(**DRAWN)
    one, two = make_user(), make_user()
    draws.type_in_draw(round_id=round_.pk, seed="4 9", how="Kulor.", by=one)
    draws.drop_draw(round_id=round_.pk, by=two)
    with at(round_.voting_closes + DAY):
        typed = draws.type_in_draw(round_id=round_.pk, seed=" 4   8", how=" Kulor. ", by=one)
    assert (typed.seed, typed.how, typed.typed_by, typed.typed_at) == (
        "4 8",
        "Kulor.",
        one,
        round_.voting_closes + DAY,
    )
    with at(round_.voting_closes + 2 * DAY):
        draws.type_in_again(round_id=round_.pk, seed="4 8", by=two)
    stored = PublicDraw.objects.get()
    assert (stored.confirmed_by, stored.confirmed_at) == (two, round_.voting_closes + 2 * DAY)
    assert [entry[:2] for entry in noted(round_)] == [
        ("budgeting.draw", one),
        ("budgeting.drop_draw", two),
        ("budgeting.draw", one),
        ("budgeting.confirm_draw", two),
    ]


def test_the_lot_of_another_round_or_of_one_person_is_no_lot():
    one, other = make_voted_round(**DRAWN), make_voted_round(**DRAWN)
    draws.type_in_draw(round_id=other.pk, seed="15 16", how="Kulor.", by=make_user())
    draws.type_in_again(round_id=other.pk, seed="15 16", by=make_user())
    assert refused(count_round, round_id=one.pk) == ("draw_missing", {})
    third = make_voted_round(**DRAWN)
    waits = draws.type_in_draw(round_id=third.pk, seed="4 8", how="Kulor.", by=make_user())
    for step in (draws.drop_draw, lambda **who: draws.type_in_again(seed="4 8", **who)):
        assert refused(step, round_id=one.pk, by=make_user()) == ("draw_not_typed", {})
    assert PublicDraw.objects.filter(pk=waits.pk, confirmed_at=None).exists()
    draws.type_in_draw(round_id=one.pk, seed="4 8", how="Kulor.", by=make_user())
    assert refused(count_round, round_id=one.pk) == ("draw_missing", {})
    again = {"round_id": one.pk, "seed": "4 8", "by": make_user()}
    assert refused(draws.type_in_draw, how="Kulor.", **again) == ("draw_waits", {})
    draws.type_in_again(**again)
    assert refused(draws.type_in_again, **again) == ("draw_not_typed", {})
    assert count_round(round_id=one.pk).seed == "4 8"


def test_what_has_no_draw_now_is_refused_by_each_step():
    by = make_user()
    sealed, running, counted, stopped = (
        make_voted_round(),
        make_voted_round(**DRAWN),
        make_voted_round(**DRAWN),
        make_voted_round(**DRAWN),
    )
    draws.type_in_draw(round_id=counted.pk, seed="4", how="Kulor.", by=by)
    draws.type_in_again(round_id=counted.pk, seed="4", by=make_user())
    count_round(round_id=counted.pk)
    pause(stopped)
    steps = (
        lambda pk: draws.type_in_draw(round_id=pk, seed="4", how="Kulor.", by=by),
        lambda pk: draws.type_in_again(round_id=pk, seed="4", by=by),
        lambda pk: draws.drop_draw(round_id=pk, by=by),
    )
    for step in steps:
        assert refused(step, sealed.pk)[0] == "no_draw_here"
        with at(running.voting_closes - DAY):
            assert refused(step, running.pk)[0] == "too_early_to_count"
        assert refused(step, counted.pk)[0] == "already_counted"
        assert refused(step, stopped.pk)[0] == "round_paused"
    assert refused(draws.type_in_again, round_id=running.pk, seed="4", by=by) == ("draw_not_typed", {})


def test_the_lot_and_how_it_was_drawn_are_told_and_not_too_long():
    round_ = make_voted_round(**DRAWN)

    def typed(seed="4", how="Kulor."):
        return refused(draws.type_in_draw, round_id=round_.pk, seed=seed, how=how, by=make_user())

    assert typed(seed=" ")[0] == typed(how=" ")[0] == "required"
    assert typed(seed="4" * (draws.MAX_SEED + 1))[0] == typed(how="K" * (draws.MAX_HOW + 1))[0] == "too_long"
    assert not PublicDraw.objects.exists() and not Count.objects.exists()
    draws.type_in_draw(round_id=round_.pk, seed="4" * draws.MAX_SEED, how="K" * draws.MAX_HOW, by=make_user())


# What is counted


def test_the_terms_of_the_count_are_all_the_rounds_own():
    terms = {"rule": "equal_shares_add1_fill", "tie_rule": "dearest", "utility": "cost"}
    settings = settings_of(Round(pk=7, threshold=3, threshold_percent=20, lot_source="drawn", **terms), "4 8")
    told = {
        name: getattr(settings, name)
        for name in (*terms, "seed", "contest", "threshold", "threshold_percent")
    }
    assert told == terms | {"seed": "4 8", "contest": 7, "threshold": 3, "threshold_percent": 20}
    assert settings.drawn and not settings_of(Round(pk=7), "x").drawn


@pytest.mark.parametrize("rule", ["greedy_next", "equal_shares_add1_fill"])
def test_a_ballot_that_is_taken_out_gives_nothing_to_anybody(rule):
    voting = Voting()
    voting.round.rule = rule
    before = election_of(voting.round)
    voting.challenge(0)
    after = election_of(voting.round)
    out = {p.number for p in voting.proposals if p.pk in voting.chosen[0][0]}
    votes = {project.id: project.votes for project in before.projects}
    assert {p.id: votes[p.id] - p.votes for p in after.projects} == {n: int(n in out) for n in votes}
    assert (before.n, after.n, after.unit, after.budget) == (12, 11, 100, voting.round.budget_ore)
    gone = withdrawn_since(voting.round, Overrides(withdrawn=frozenset(out)))
    assert [(p.id, p.votes) for p in gone] == [(n, votes[n] - 1) for n in sorted(out)]


def test_what_people_decided_of_another_round_or_later_changes_nothing_here():
    one, other = make_voted_round(), make_voted_round()
    for round_ in (one, other):
        count_round(round_id=round_.pk)
    first = override(other, withdrawn=[1])
    override(other, costs={2: 40 * KRONA}, reason="Priset var fel.")
    assert overrides_of(one) == Overrides()
    assert overrides_of(other, until=first) == Overrides(withdrawn=frozenset({1}))
    assert overrides_of(other) == Overrides(withdrawn=frozenset({1}), costs={2: 40 * KRONA})
