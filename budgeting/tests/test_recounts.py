"""Counting again, drawing in public, and results that two people change: the same fingerprints, or an alarm; nothing is lost."""

from __future__ import annotations

import json
from fractions import Fraction
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from budgeting.counting import ties
from budgeting.counting.inputs import fingerprint, read_inputs
from budgeting.counting.rules import count
from budgeting.models import Comparison, Count, CountInputs, Outcome, PublicDraw, Recount, RoundAct
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import acts, draws, recounts
from budgeting.services.comparing import compare_due_counts
from budgeting.services.counting import count_due_rounds, count_round, steps_as_json
from budgeting.services.overrides import Asked, result_with
from budgeting.services.recounts import recount, recount_recent
from budgeting.services.sealing import seal_round
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import (
    DAY,
    KRONA,
    make_ballot,
    make_payment,
    make_proposal,
    make_round,
    make_staff,
    make_user,
)
from .test_count import funded, make_voted_round

pytestmark = pytest.mark.django_db
RULES = ["greedy_skip", "greedy_stop", "equal_shares", "equal_shares_add1", "equal_shares_add1_fill"]


def override(round_, *, withdrawn=(), costs=None, reason="Sökanden har dragit sig ur."):
    """Two people have the round counted anew."""
    asked = Asked(frozenset(withdrawn), costs or {})
    act = acts.ask_to_override(round_id=round_.pk, by=make_user(), reason=reason, asked=asked)
    return acts.confirm(act_id=act.pk, by=make_user())


def damage(statement, *params):
    """What nobody can do through the site."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("SET session_replication_role = DEFAULT")


# What was counted


@pytest.mark.parametrize("rule", RULES)
def test_what_was_counted_is_kept_to_the_letter_and_gives_the_count_again(rule):
    stored = count_round(round_id=make_voted_round(rule=rule).pk)
    text = stored.inputs.text
    assert fingerprint(text) == stored.inputs_hash
    inputs = read_inputs(text)
    assert steps_as_json(count(inputs.election, inputs.settings)) == stored.steps
    assert ("ballots" in json.loads(text)) is stored.shares_equally


def test_equal_shares_gives_the_smaller_group_something():
    round_ = make_round(Phase.COUNTING, budget_ore=100 * KRONA, cap_ore=100 * KRONA, rule="equal_shares")
    a, b, c, d = (
        make_proposal(round_, title=name, cost_ore=cost * KRONA)
        for name, cost in zip("ABCD", (50, 50, 50, 40), strict=True)
    )
    for n in range(10):
        make_ballot(round_, *((a, b) if n < 6 else (c, d)))
    stored = count_round(round_id=round_.pk)
    assert len(funded(stored)) == 2 and "D" in funded(stored)
    assert stored.facts["voters"] == 10 and Fraction(stored.facts["share"]) == 10 * KRONA


def test_a_share_of_the_voters_is_a_threshold():
    stored = count_round(round_id=make_voted_round(threshold_percent=60).pk)
    assert funded(stored) == ["A"]
    assert stored.facts["least_supporters"] == 6


def test_of_alternatives_one_gets_money():
    round_ = make_round(Phase.COUNTING, budget_ore=100 * KRONA, cap_ore=100 * KRONA)
    first, second = (make_proposal(round_, title=name, cost_ore=10 * KRONA) for name in "AB")
    damage("UPDATE budgeting_proposal SET alternative = 'Torget' WHERE round_id = %s", round_.pk)
    for chosen in (first, first, second):
        make_ballot(round_, chosen)
    stored = count_round(round_id=round_.pk)
    assert funded(stored) == ["A"]
    loser = stored.outcomes.select_related("proposal", "count").get(proposal=second)
    assert loser.why(titles={first.number: "A"}, last=False).startswith("A får pengar i stället.")


# Counting again


@pytest.mark.parametrize("rule", RULES)
def test_a_recount_gives_the_same_before_and_after_sealing(rule):
    round_ = make_voted_round(rule=rule)
    count_round(round_id=round_.pk)
    assert recount(round_id=round_.pk).agrees
    with at(round_.seal_at + DAY):
        seal_round(round_id=round_.pk)
    assert recount(round_id=round_.pk).agrees


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgeting_proposal SET cost_ore = cost_ore + 1 WHERE round_id = %s",
        "DELETE FROM budgeting_ballotchoice WHERE id = (SELECT max(id) FROM budgeting_ballotchoice WHERE round_id = %s)",
        "UPDATE budgeting_round SET budget_ore = budget_ore + 100 WHERE id = %s",
        "UPDATE budgeting_round SET rule = 'greedy_stop' WHERE id = %s",
        "UPDATE budgeting_count SET seed = 'another' WHERE round_id = %s",
    ],
)
def test_whatever_is_changed_behind_the_site_raises_the_alarm(statement):
    round_ = make_voted_round()
    staff = make_staff()
    count_round(round_id=round_.pk)
    damage(statement, round_.pk)
    assert not recount(round_id=round_.pk).agrees
    run_tasks()
    alarms = [message.to for message in mail.outbox if message.subject.startswith("Omräkningen skiljer sig")]
    assert alarms == [[staff.email]]


def test_a_changed_count_raises_the_alarm():
    round_ = make_voted_round()
    stored = count_round(round_id=round_.pk)
    damage("UPDATE budgeting_count SET result_hash = repeat('0', 64) WHERE id = %s", stored.pk)
    assert not recount(round_id=round_.pk).agrees


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgeting_countinputs SET text = text || ' ' WHERE count_id = %s",
        "DELETE FROM budgeting_countinputs WHERE count_id = %s",
        "UPDATE budgeting_count SET steps = steps - 0 WHERE id = %s",
        "UPDATE budgeting_count SET spent_ore = spent_ore - 100 WHERE id = %s",
        "UPDATE budgeting_count SET facts = '{}' WHERE id = %s",
        "UPDATE budgeting_outcome SET votes = votes + 1 WHERE count_id = %s AND rank = 2",
        "UPDATE budgeting_outcome SET code = 'funded' WHERE count_id = %s AND rank = 2",
        "UPDATE budgeting_outcome SET numbers = jsonb_set(numbers, '{votes}', '99') WHERE count_id = %s AND rank = 1",
        "UPDATE budgeting_outcome SET cost_ore = 1, after_ore = 0 WHERE count_id = %s AND rank = 1",
        "DELETE FROM budgeting_outcome WHERE count_id = %s AND rank = 4",
    ],
)
def test_whatever_is_changed_in_what_is_published_raises_the_alarm(statement):
    """The ballots give the same as before: what people read and download does not."""
    stored = count_round(round_id=make_voted_round().pk)
    damage(statement, stored.pk)
    done = recount(round_id=stored.round_id)
    assert not done.agrees
    assert (done.inputs_hash, done.result_hash) == (stored.inputs_hash, stored.result_hash)


def test_what_is_changed_of_a_withdrawn_winner_raises_the_alarm_too():
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    override(round_, withdrawn=[1])
    assert recount(round_id=round_.pk).agrees
    damage(
        "UPDATE budgeting_outcome SET code = 'funded' WHERE count_id = %s AND rank = 4",
        round_.counts.first().pk,
    )
    assert not recount(round_id=round_.pk).agrees


def test_nothing_is_added_to_a_count_after_its_own_transaction():
    round_ = make_voted_round()
    stored = count_round(round_id=round_.pk)
    for statement in (
        "DELETE FROM budgeting_outcome WHERE count_id = %s",
        "DELETE FROM budgeting_countinputs WHERE count_id = %s",
        "UPDATE budgeting_count SET transaction_id = '1' WHERE id = %s",  # the test is one transaction
    ):
        damage(statement, stored.pk)
    bench = round_.proposals.first()
    outcome = Outcome(
        count=stored, proposal=bench, rank=1, votes=1, cost_ore=1, code="funded", before_ore=1, after_ore=0
    )
    for row in (outcome, CountInputs(count=stored, text="{}")):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_comparison_is_never_changed():
    count_round(round_id=make_voted_round().pk)
    assert compare_due_counts() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Comparison.objects.update(rows=[])


def test_a_count_of_the_first_version_is_repeated_as_it_was_made():
    """A stored record of version 1: its fingerprints were made of other fields."""
    round_ = make_voted_round(lot_seed="frö")
    stored = count_round(round_id=round_.pk)
    old = [{k: v for k, v in step.items() if k in OLD_STEP} for step in stored.steps]
    inputs = {
        "round": round_.pk, "budget": round_.budget_ore, "rule": "greedy_skip", "ties": "lot", "seed": "frö",
        "threshold": 1, "ballots": 9, "projects": sorted([s["project"], s["cost"], s["votes"]] for s in old),
    }  # fmt: skip
    damage(
        "UPDATE budgeting_count SET version = '1', steps = %s, result_hash = %s, inputs_hash = %s WHERE id = %s",
        json.dumps(old),
        fingerprint(as_canonical(old)),
        fingerprint(as_canonical(inputs)),
        stored.pk,
    )
    damage("DELETE FROM budgeting_countinputs")
    damage("UPDATE budgeting_outcome SET numbers = '{}'")
    damage("UPDATE budgeting_count SET facts = '{}'")
    assert recount(round_id=round_.pk).agrees


OLD_STEP = {"rank", "project", "code", "votes", "cost", "before", "after", "tied", "blocker"}


def as_canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_a_recount_is_noted_for_good():
    count_round(round_id=(round_ := make_voted_round()).pk)
    done = recount(round_id=round_.pk, by=make_user())
    for change in (lambda: Recount.objects.update(agrees=False), lambda: Recount.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Recount.objects.get() == done


def test_what_is_new_is_counted_again_once_a_week():
    count_round(round_id=make_voted_round().pk)
    assert recount_recent() == 1
    assert recount_recent() == 0


def test_one_that_can_not_be_counted_again_does_not_keep_the_others_from_it(monkeypatch, caplog):
    broken, whole = (count_round(round_id=make_voted_round().pk) for _ in range(2))
    real = recounts.repeated

    def fails_for_one(stored):
        if stored == broken:
            raise ZeroDivisionError
        return real(stored)

    monkeypatch.setattr(recounts, "repeated", fails_for_one)
    assert recount_recent() == 1
    assert Recount.objects.get().count == whole and "ZeroDivisionError" in caplog.text

    def is_away(_stored):
        raise OperationalError

    monkeypatch.setattr(recounts, "repeated", is_away)
    with pytest.raises(OperationalError):
        recount_recent()


def test_the_command_prints_both_fingerprints_and_ends_with_1_when_they_differ():
    round_ = make_voted_round()
    stored = count_round(round_id=round_.pk)
    out = StringIO()
    call_command("recount", str(round_.pk), stdout=out)
    assert out.getvalue().count(stored.result_hash) == 2 and "The recount gives the same." in out.getvalue()
    call_command("recount", round_.pages.get().slug, stdout=StringIO())
    damage("UPDATE budgeting_proposal SET cost_ore = cost_ore + 1 WHERE round_id = %s", round_.pk)
    with pytest.raises(SystemExit) as ended:
        call_command("recount", str(round_.pk), stdout=StringIO(), stderr=StringIO())
    assert ended.value.code == 1


@pytest.mark.parametrize("said", ["999999", "no-such-round"])
def test_the_command_refuses_a_round_that_is_none(said):
    with pytest.raises(CommandError, match="no"):
        call_command("recount", said)


def test_the_command_refuses_a_round_without_a_count():
    with pytest.raises(CommandError):
        call_command("recount", str(make_voted_round().pk))


# A lot drawn in public


@pytest.fixture
def to_draw():
    return make_voted_round(costs=(60, 60), votes=(5, 5), lot_source="drawn")


def test_the_count_waits_for_the_draw_of_two_people(to_draw):
    assert count_due_rounds() == 0
    with pytest.raises(RuleViolation, match="draw_missing"):
        count_round(round_id=to_draw.pk)
    draws.type_in_draw(
        round_id=to_draw.pk, seed="4  8 15", how="Kulor ur en säck på biblioteket.", by=make_user()
    )
    assert count_due_rounds() == 0
    draws.type_in_again(round_id=to_draw.pk, seed=" 4 8 15", by=make_user())
    assert count_due_rounds() == 1
    stored = Count.objects.get()
    tickets = {p.title: ties.lot("4 8 15", to_draw.pk, p.number) for p in to_draw.proposals.all()}
    assert stored.seed == "4 8 15" and funded(stored) == [min(tickets, key=tickets.get)]
    assert recount(round_id=to_draw.pk).agrees


def test_one_person_cannot_draw(to_draw):
    one = make_user()
    draws.type_in_draw(round_id=to_draw.pk, seed="4 8", how="Kulor.", by=one)
    with pytest.raises(RuleViolation, match="second_person"):
        draws.type_in_again(round_id=to_draw.pk, seed="4 8", by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicDraw.objects.update(confirmed_by=one, confirmed_at=to_draw.voting_closes)


def test_the_database_takes_two_people_for_a_draw(to_draw):
    one, two = make_user(), make_user()
    for by in ((None, None), (one.pk, None), (None, one.pk), (one.pk, one.pk)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO budgeting_publicdraw "
                "(round_id, seed, how, typed_at, confirmed_at, typed_by_id, confirmed_by_id) "
                "VALUES (%s, '4 8', 'Kulor.', now(), now(), %s, %s)",
                [to_draw.pk, *by],
            )
    draws.type_in_draw(round_id=to_draw.pk, seed="4 8", how="Kulor.", by=one)
    confirmed = "UPDATE budgeting_publicdraw SET confirmed_at = now(), confirmed_by_id = %s"
    for statement, person in (
        (confirmed, None),
        (confirmed, one.pk),
        (f"{confirmed}, typed_by_id = NULL", two.pk),
        ("UPDATE budgeting_publicdraw SET typed_by_id = %s", two.pk),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [person])
    draws.type_in_again(round_id=to_draw.pk, seed="4 8", by=two)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicDraw.objects.update(confirmed_by=make_user())
    PublicDraw.objects.update(typed_by=None, confirmed_by=None)  # accounts that are deleted


def test_what_differs_is_refused_and_what_is_wrong_can_be_dropped(to_draw):
    draws.type_in_draw(round_id=to_draw.pk, seed="4 8", how="Kulor.", by=make_user())
    with pytest.raises(RuleViolation, match="draw_differs"):
        draws.type_in_again(round_id=to_draw.pk, seed="4 9", by=make_user())
    with pytest.raises(RuleViolation, match="draw_waits"):
        draws.type_in_draw(round_id=to_draw.pk, seed="4 9", how="Kulor.", by=make_user())
    draws.drop_draw(round_id=to_draw.pk, by=make_user())
    draws.type_in_draw(round_id=to_draw.pk, seed="4 9", how="Kulor.", by=make_user())


def test_a_draw_in_force_is_never_changed(to_draw):
    draws.type_in_draw(round_id=to_draw.pk, seed="4 8", how="Kulor.", by=make_user())
    draws.type_in_again(round_id=to_draw.pk, seed="4 8", by=make_user())
    for change in (lambda: PublicDraw.objects.update(seed="5"), lambda: PublicDraw.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(RuleViolation, match="draw_not_typed"):
        draws.drop_draw(round_id=to_draw.pk, by=make_user())


def test_nothing_is_drawn_before_the_close_nor_in_a_round_with_a_sealed_lot(to_draw):
    with at(to_draw.voting_closes - DAY), pytest.raises(RuleViolation, match="too_early_to_count"):
        draws.type_in_draw(round_id=to_draw.pk, seed="4", how="Kulor.", by=make_user())
    sealed = make_voted_round()
    with pytest.raises(RuleViolation, match="no_draw_here"):
        draws.type_in_draw(round_id=sealed.pk, seed="4", how="Kulor.", by=make_user())


# Results that two people change


def test_without_a_winner_the_round_is_counted_anew_and_the_old_count_stays():
    round_ = make_voted_round()
    first = count_round(round_id=round_.pk)
    act = override(round_, withdrawn=[1])
    newest = round_.counts.first()
    assert (first.pk, funded(first)) == (round_.counts.last().pk, ["A", "C", "D"])
    assert newest.act == act and funded(newest) == ["B", "C", "D"]
    gone = newest.outcomes.get(proposal__number=1)
    assert (gone.code, gone.rank, gone.votes) == ("withdrawn", 4, 9)
    assert recount(round_id=round_.pk).count == newest and recount(round_id=round_.pk).agrees


def test_a_corrected_cost_holds_in_the_new_count_and_in_the_next_ones():
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    override(round_, costs={2: 40 * KRONA}, reason="Priset var fel.")
    assert funded(round_.counts.first()) == ["A", "B"]
    override(round_, withdrawn=[1])
    newest = round_.counts.first()
    assert newest.outcomes.get(proposal__number=2).cost_ore == 40 * KRONA
    assert funded(newest) == ["B", "C", "D"] and newest.spent_ore == 80 * KRONA
    assert recount(round_id=round_.pk).agrees


def test_what_it_would_give_can_be_looked_at_first():
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    assert result_with(round_, {"withdrawn": [1], "costs": {}}).funded == (2, 3, 4)
    assert Count.objects.count() == 1


def test_one_person_cannot_change_a_result():
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    one = make_user()
    act = acts.ask_to_override(
        round_id=round_.pk, by=one, reason="Fel pris.", asked=Asked(frozenset({1}), {})
    )
    with pytest.raises(RuleViolation, match="second_person"):
        acts.confirm(act_id=act.pk, by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundAct.objects.filter(pk=act.pk).update(at=round_.result_at, confirmed_by=one)
    assert Count.objects.count() == 1


def test_the_database_takes_two_people_for_a_changed_result_and_what_they_saw():
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    one, two = make_user(), make_user()
    asked = Asked(frozenset({1}), {})
    act = acts.ask_to_override(round_id=round_.pk, by=one, reason="Fel pris.", asked=asked)
    for statement, params in (
        ("UPDATE budgeting_roundact SET at = now() WHERE id = %s", [act.pk]),
        ("UPDATE budgeting_roundact SET at = now(), confirmed_by_id = %s WHERE id = %s", [one.pk, act.pk]),
        (
            "UPDATE budgeting_roundact SET at = now(), confirmed_by_id = %s, asked_by_id = NULL WHERE id = %s",
            [two.pk, act.pk],
        ),
        ("UPDATE budgeting_roundact SET changes = '{\"withdrawn\": [2]}' WHERE id = %s", [act.pk]),
        (
            "INSERT INTO budgeting_roundact (round_id, kind, reason, changes, asked_at, at, transaction_id) "
            "VALUES (%s, 'override', 'Skäl', '{}', now(), now(), '')",
            [round_.pk],
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)
    acts.confirm(act_id=act.pk, by=two)
    RoundAct.objects.filter(pk=act.pk).update(asked_by=None, confirmed_by=None)  # accounts that are deleted


def test_no_second_count_without_a_decision_of_the_same_transaction():
    round_ = make_voted_round()
    stored = count_round(round_id=round_.pk)
    act = override(round_, withdrawn=[1])
    fields = {f.attname: getattr(stored, f.attname) for f in Count._meta.concrete_fields if f.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Count.objects.create(**fields)
    other = acts.ask_to_override(
        round_id=round_.pk, by=make_user(), reason="Igen.", asked=Asked(frozenset({2}), {})
    )
    for act_id in (act.pk, other.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Count.objects.create(**fields | {"act_id": act_id})


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(frozenset({9}), {}), "not_a_candidate"),
        (Asked(frozenset(), {9: 100}), "not_a_candidate"),
        (Asked(frozenset(), {1: 0}), "not_positive"),
        (Asked(frozenset(), {1: 101 * KRONA}), "cost_above_budget"),
        (Asked(frozenset(), {1: 60 * KRONA}), "nothing_changed"),
        (Asked(frozenset(), {}), "nothing_changed"),
    ],
)
def test_what_cannot_be_changed_is_refused(asked, code):
    round_ = make_voted_round()
    count_round(round_id=round_.pk)
    with pytest.raises(RuleViolation, match=code):
        acts.ask_to_override(round_id=round_.pk, by=make_user(), reason="Skäl.", asked=asked)


def test_nothing_is_changed_before_the_count():
    with pytest.raises(RuleViolation, match="not_counted_yet"):
        acts.ask_to_override(
            round_id=make_voted_round().pk, by=make_user(), reason="Skäl.", asked=Asked(frozenset({1}), {})
        )


def test_what_is_paid_is_not_taken_by_a_count():
    round_ = make_voted_round(Phase.RESULT)
    count_round(round_id=round_.pk)
    winner = round_.proposals.get(number=1)
    day = round_.result_at.date()
    make_payment(winner, 10, paid_on=day + DAY)
    with pytest.raises(RuleViolation, match="override_paid"):
        override(round_, withdrawn=[1])
    assert Count.objects.count() == 1
    acts.drop(act_id=RoundAct.objects.get().pk, by=make_user())
    override(round_, costs={1: 50 * KRONA})
    assert round_.counts.first().outcomes.get(proposal=winner).cost_ore == 50 * KRONA
