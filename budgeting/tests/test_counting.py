"""The count against the worked examples of its specification and its theorems. No database."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgeting.counting import rules, ties
from budgeting.counting.elections import Election, Project, grouped, natural, tally
from budgeting.counting.rules import Settings
from budgeting.counting.steps import Code, Result

A, B, C, D = 1, 2, 3, 4
TIE_RULES = st.sampled_from(ties.RULES)


def run(projects, budget, *, rule="lot", stop=False, voters=None, seed="seed", **terms) -> Result:
    """Count projects given as (id, cost, votes) or (id, cost, votes, group); `rule` is that of ties."""
    made = tuple(Project(id_, cost, votes, group="".join(group)) for id_, cost, votes, *group in projects)
    settings_ = Settings(
        rule="greedy_stop" if stop else "greedy_skip", tie_rule=rule, seed=seed, contest=1, **terms
    )
    return rules.count(Election(made, budget, voters=voters), settings_)


def codes(result: Result) -> dict[int, Code]:
    return {step.project: step.code for step in result.steps}


E1 = [(A, 60, 9), (B, 50, 7), (C, 30, 5), (D, 10, 2)]
E2 = [(A, 50, 5), (B, 60, 5), (C, 50, 5)]
E3 = [(A, 60, 9), (B, 50, 7), (C, 40, 5)]


def test_e1_skip_goes_on_past_what_does_not_fit():
    result = run(E1, 100)
    assert result.funded == (A, C, D)
    assert (result.spent, result.remaining) == (100, 0)
    assert codes(result)[B] is Code.DOES_NOT_FIT
    assert [(s.before, s.after) for s in result.steps] == [(100, 40), (40, 40), (40, 10), (10, 0)]


def test_e1_stop_ends_at_the_first_that_does_not_fit():
    result = run(E1, 100, stop=True)
    assert result.funded == (A,)
    assert codes(result) == {A: Code.FUNDED, B: Code.DOES_NOT_FIT, C: Code.NOT_REACHED, D: Code.NOT_REACHED}
    assert [step.blocker for step in result.steps] == [None, None, 2, 2]


def test_e2_cheapest_first_funds_both_cheap_ones():
    assert set(run(E2, 100, rule="cheapest").funded) == {A, C}


def test_e2_dearest_first_funds_one():
    assert run(E2, 100, rule="dearest").funded == (B,)


@pytest.mark.parametrize(("stop", "funded"), [(False, (A, C)), (True, (A,))])
def test_e2_earliest_first_depends_on_skip_or_stop(stop, funded):
    assert run(E2, 100, rule="earliest", stop=stop).funded == funded


@pytest.mark.parametrize(
    ("budget", "skip", "stop"), [(90, (A,), (A,)), (100, (A, C), (A,)), (110, (A, B), (A, B))]
)
def test_e3_a_larger_budget_can_cost_a_winner_its_money(budget, skip, stop):
    assert run(E3, budget).funded == skip
    assert run(E3, budget, stop=True).funded == stop


def test_e4_an_exact_fit_is_funded():
    result = run([(A, 100, 1)], 100)
    assert result.funded == (A,)
    assert result.remaining == 0


def test_e4_a_project_without_cost_is_refused():
    with pytest.raises(ValueError):
        run([(A, 0, 1)], 100)


@pytest.mark.parametrize(("votes", "funded"), [(3, (A,)), (2, ())])
def test_e5_the_threshold_is_inclusive(votes, funded):
    assert run([(A, 90, votes), (B, 20, 2)], 100, threshold=3).funded == funded


def test_e5_no_budget_or_no_votes_fund_nothing():
    assert run(E1, 0).funded == ()
    assert run([(A, 10, 0)], 100).funded == ()
    assert run([], 100).funded == ()


def test_below_the_threshold_never_blocks_a_stop_count():
    result = run([(A, 150, 2), (B, 20, 5)], 100, stop=True, threshold=3)
    assert result.funded == (B,)


def test_a_project_dearer_than_everything_blocks_a_stop_count_only():
    projects = [(A, 150, 9), (B, 20, 5)]
    assert run(projects, 100).funded == (B,)
    assert run(projects, 100, stop=True).funded == ()
    assert codes(run(projects, 100, stop=True)) == {A: Code.TOO_DEAR, B: Code.NOT_REACHED}


def test_a_lost_tie_names_the_winner_only_when_the_tie_decided():
    decided = run([(A, 60, 5), (B, 60, 5)], 100, rule="earliest")
    assert decided.steps[1].code is Code.LOST_TIE
    assert decided.steps[1].tied == (A,)
    never_fitted = run([(C, 60, 9), (A, 40, 5), (B, 60, 5)], 100, rule="earliest")
    assert codes(never_fitted)[B] is Code.DOES_NOT_FIT


def test_the_lot_differs_between_seeds_and_is_the_published_hash():
    assert ties.lot("s", 4, 7) == "220cb2bf69332b8f51a432c53d1df092f759d0a4854649d8660f85f47b015c3f"
    winners = {run([(A, 60, 5), (B, 60, 5)], 100).funded for _ in range(3)}
    assert len(winners) == 1
    outcomes = {run([(A, 60, 5), (B, 60, 5)], 100, seed=str(n)).funded for n in range(40)}
    assert outcomes == {(A,), (B,)}


def test_an_unknown_tie_rule_is_refused():
    with pytest.raises(ValueError):
        ties.order("alphabet", seed="", contest=1)


def test_a_share_of_the_voters_is_rounded_up_and_inclusive():
    eleven_and_twelve = [(A, 10, 11), (B, 10, 12)]
    assert run(eleven_and_twelve, 100, voters=231, threshold_percent=5).funded == (B,)
    assert run(eleven_and_twelve, 100, voters=220, threshold_percent=5).funded == (B, A)
    assert run(eleven_and_twelve, 100, voters=220, threshold_percent=5, threshold=12).funded == (B,)


def test_a_share_of_the_voters_means_people_where_ballots_give_points():
    projects = tally([Project(A, 10), Project(B, 10)], grouped([{A: 9}, {B: 1}, {B: 1}]))
    assert [(p.votes, p.supporters) for p in projects] == [(9, 1), (2, 2)]
    few = rules.count(Election(projects, 100, voters=3), Settings(threshold_percent=50))
    assert few.funded == (B,)
    assert rules.count(Election(projects, 100, voters=3), Settings(threshold=3)).funded == (A,)


ALTERNATIVES = [(A, 60, 9, "bridge"), (B, 50, 7, "bridge"), (C, 50, 5), (D, 10, 2)]


def test_of_alternatives_only_the_first_gets_money_and_the_other_says_which():
    result = run(ALTERNATIVES, 200)
    assert result.funded == (A, C, D)
    assert codes(result)[B] is Code.ALTERNATIVE_FUNDED
    assert result.steps[1].tied == (A,)


def test_a_blocked_alternative_never_blocks_a_stop_count_nor_makes_the_next_one_skip():
    result = run(ALTERNATIVES, 110, stop=True)
    assert codes(result) == {
        A: Code.FUNDED, B: Code.ALTERNATIVE_FUNDED, C: Code.FUNDED, D: Code.DOES_NOT_FIT,
    }  # fmt: skip


def test_an_alternative_gets_money_when_the_better_one_does_not_fit():
    assert run(ALTERNATIVES, 55).funded == (B,)


def test_a_tie_between_alternatives_is_told_as_a_tie():
    result = run([(A, 60, 5, "x"), (B, 60, 5, "x")], 200, rule="earliest")
    assert result.steps[1].code is Code.ALTERNATIVE_LOST_TIE
    assert result.steps[1].tied == (A,)


def test_ids_are_in_natural_order():
    assert sorted(["c10", "c2", "10", "2", 3, "BAD/0019", "BAD/0008"], key=natural) == [
        "2", 3, "10", "BAD/0008", "BAD/0019", "c2", "c10",
    ]  # fmt: skip


def test_the_lot_without_a_contest_repeats_that_of_a_round():
    assert ties.lot("s|4", None, 7) == ties.lot("s", 4, 7)


@pytest.mark.parametrize("wrong", [{"budget": -1}, {"projects": (Project(A, 1), Project(A, 2))}, {"unit": 0}])
def test_an_election_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        Election(**{"projects": (), "budget": 1} | wrong)


# Theorems (I1–I8, I10, I13, I20 of the specification). Small sizes give the most ties.

ballots_of_ids = st.lists(st.frozensets(st.integers(1, 6)), max_size=8)
costs = st.lists(st.integers(1, 10), min_size=1, max_size=6)
budgets = st.integers(0, 30)
thresholds = st.integers(0, 4)
many = settings(max_examples=300, deadline=None)


def from_ballots(costs_, ballots):
    return [(id_, cost, sum(id_ in ballot for ballot in ballots)) for id_, cost in enumerate(costs_, start=1)]


@many
@given(costs, ballots_of_ids, budgets, thresholds, st.booleans(), TIE_RULES)
def test_i1_i2_i4_within_budget_only_eligible_votes_as_cast(costs_, ballots, budget, threshold, stop, rule):
    result = run(from_ballots(costs_, ballots), budget, rule=rule, stop=stop, threshold=threshold)
    assert 0 <= result.spent <= budget
    assert all(s.votes >= max(1, threshold) for s in result.steps if s.funded)
    assert sum(s.votes for s in result.steps) == sum(
        len([i for i in ballot if i <= len(costs_)]) for ballot in ballots
    )
    assert sorted(s.project for s in result.steps) == list(range(1, len(costs_) + 1))
    assert [s.rank for s in result.steps] == list(range(1, len(costs_) + 1))


@many
@given(costs, ballots_of_ids, budgets, st.booleans(), TIE_RULES, st.randoms())
def test_i3_the_order_of_ballots_and_projects_is_irrelevant(costs_, ballots, budget, stop, rule, random):
    projects = from_ballots(costs_, ballots)
    shuffled = projects[:]
    random.shuffle(shuffled)
    assert run(projects, budget, rule=rule, stop=stop) == run(shuffled, budget, rule=rule, stop=stop)


@many
@given(costs, ballots_of_ids, budgets, thresholds, TIE_RULES)
def test_i5_skip_leaves_no_eligible_loser_that_would_fit(costs_, ballots, budget, threshold, rule):
    result = run(from_ballots(costs_, ballots), budget, rule=rule, threshold=threshold)
    for step in result.steps:
        if not step.funded and step.votes >= max(1, threshold):
            assert step.cost > result.remaining


@many
@given(costs, ballots_of_ids, budgets, thresholds, TIE_RULES)
def test_i6_stop_funds_a_prefix_of_the_order(costs_, ballots, budget, threshold, rule):
    result = run(from_ballots(costs_, ballots), budget, rule=rule, stop=True, threshold=threshold)
    funded = [step.funded for step in result.steps]
    assert funded == sorted(funded, reverse=True)


@many
@given(costs, ballots_of_ids, budgets, st.integers(0, 10), TIE_RULES)
def test_i7_under_stop_more_money_never_costs_a_winner_its_money(costs_, ballots, budget, more, rule):
    projects = from_ballots(costs_, ballots)
    poor, rich = (run(projects, b, rule=rule, stop=True).funded for b in (budget, budget + more))
    assert set(poor) <= set(rich)


@many
@given(costs, ballots_of_ids, budgets, st.booleans(), st.sampled_from(["lot", "cheapest", "earliest"]))
def test_i8_more_votes_or_a_lower_cost_never_hurt_a_winner(costs_, ballots, budget, stop, rule):
    projects = from_ballots(costs_, ballots)
    for winner in run(projects, budget, rule=rule, stop=stop).funded:
        loved = [(i, c, v + (i == winner)) for i, c, v in projects]
        assert winner in run(loved, budget, rule=rule, stop=stop).funded
        cheaper = [(i, max(1, c - (i == winner)), v) for i, c, v in projects]
        assert winner in run(cheaper, budget, rule=rule, stop=stop).funded


@many
@given(costs, ballots_of_ids, budgets, st.integers(2, 9), st.booleans(), TIE_RULES)
def test_i10_scaling_costs_and_budget_changes_nothing(costs_, ballots, budget, k, stop, rule):
    projects = from_ballots(costs_, ballots)
    scaled = [(i, c * k, v) for i, c, v in projects]
    assert (
        run(projects, budget, rule=rule, stop=stop).funded
        == run(scaled, budget * k, rule=rule, stop=stop).funded
    )


@many
@given(costs, ballots_of_ids, budgets, TIE_RULES)
def test_i13_projects_without_votes_or_above_the_budget_change_nothing_under_skip(
    costs_, ballots, budget, rule
):
    projects = from_ballots(costs_, ballots)
    with_strangers = [*projects, (98, 1, 0), (99, budget + 1, 50)]
    assert run(projects, budget, rule=rule).funded == run(with_strangers, budget, rule=rule).funded


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_i3_the_result_does_not_depend_on_pythons_hash_seed(hash_seed):
    code = (
        "from budgeting.counting.elections import Election, Project\n"
        "from budgeting.counting.rules import Settings, count\n"
        "ps = tuple({Project(i, 1 + i % 4, 3) for i in range(30)})\n"
        "print(count(Election(ps, 20), Settings(tie_rule='lot', seed='x', contest=1)).funded)"
    )
    root = Path(__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert out.strip() == str(run([(i, 1 + i % 4, 3) for i in range(30)], 20, seed="x").funded)


COUNTING = Path(rules.__file__).parent


@pytest.mark.parametrize("path", sorted(COUNTING.glob("*.py")), ids=lambda path: path.name)
def test_i20_the_count_knows_no_floats_and_no_framework(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not isinstance(node, ast.Div)
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            assert not any(name.startswith(("django", "wagtail", "budgeting.models")) for name in names)
