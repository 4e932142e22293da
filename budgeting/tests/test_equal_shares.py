"""Equal shares against worked examples, their theorems, the rule told plainly, and real elections. No database."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from budgeting.counting import rules
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.market import Market
from budgeting.counting.raising import raised
from budgeting.counting.rules import Settings
from budgeting.counting.steps import By, Code, Result
from budgeting.counting.trade import Trade

from .small_elections import Small, built, many, plain_add1, plain_greedy, plain_shares, small

SHARES = (
    "equal_shares",
    "equal_shares_fill",
    "equal_shares_add1",
    "equal_shares_add1_fill",
    "equal_shares_comparison",
)
A, B, C, D = "A", "B", "C", "D"


def election(budget: int, costs: dict[str, int], ballots: list[tuple[int, str]], **changes) -> Election:
    """The election in which so many people choose the projects that are named, such as (4, "AB")."""
    named = grouped(
        choice
        for number, choice in ballots
        for choice in [choice.split() if " " in choice else list(choice)] * number
    )
    projects = tally([Project(id_, cost) for id_, cost in costs.items()], named)
    return Election(projects, budget, named, **{"unit": 1} | changes)


def count(counted: Election, rule="equal_shares", **changes) -> Result:
    return rules.count(counted, Settings(**{"rule": rule, "tie_rule": "id"} | changes))


def paid(result: Result) -> list[tuple[str, Fraction | None]]:
    return [(step.project, step.paid) for step in result.steps if step.by is By.SHARES and step.funded]


E1 = election(100, {A: 60, B: 50, C: 30, D: 10}, [(5, "A"), (4, "AB"), (3, "BC"), (2, "CD")])
M2 = election(100, {A: 50, B: 50, C: 50, D: 40}, [(6, "AB"), (4, "CD")])
M3 = election(100, {A: 60, B: 60, C: 40}, [(10, "A"), (9, "B"), (8, "C")])
M4 = election(100, {"L": 80, "S1": 10, "S2": 10}, [(8, "L "), (6, "S1 S2"), (2, "S1 L")])


def test_e1_by_cost():
    result = count(E1)
    assert paid(result) == [(A, Fraction(20, 3)), (C, Fraction(6))]
    assert result.steps[0].payers == 9
    assert result.funded == (A, C)


def test_e1_by_number():
    assert paid(count(E1, utility="cardinality")) == [(D, Fraction(5)), (A, Fraction(20, 3))]


@pytest.mark.parametrize(
    ("utility", "funded", "raises"), [("cost", (A, C, D), 4), ("cardinality", (D, C, A), 6)]
)
def test_e1_raised(utility, funded, raises):
    result = count(E1, "equal_shares_add1", utility=utility)
    assert (result.funded, result.raises) == (funded, raises)


def test_m2_shares_give_the_minority_its_part():
    assert count(M2, "greedy_skip").funded == (A, B)
    for utility in ("cost", "cardinality"):
        assert set(count(M2, utility=utility).funded) == {A, D}
    raised = count(M2, "equal_shares_add1")
    assert (raised.funded, raised.raises) == ((A, D), 6)
    assert count(M2).steps[2].tied == (A,), "B weighed the same and is told so"


def test_m3_the_raises_start_from_whole_units():
    assert count(M3).funded == ()
    result = count(M3, "equal_shares_add1")
    assert (result.funded, result.share, result.raises) == ((A, C), 6, 3)


def test_m4_a_majority_that_holds_too_little_gets_its_project_by_raises():
    plain = count(M4)
    assert plain.funded == ("S1", "S2")
    (loser,) = [step for step in plain.steps if step.project == "L"]
    assert (loser.code, loser.held) == (Code.SUPPORTERS_SHORT, Fraction(125, 2))
    raised = count(M4, "equal_shares_add1")
    assert (set(raised.funded), raised.raises) == ({"L", "S1", "S2"}, 2)


@pytest.mark.parametrize("rule", SHARES)
def test_m5_one_voter_and_no_voter(rule):
    assert count(election(10, {A: 10}, [(1, "A")]), rule).funded == (A,)
    nobody = count(Election((Project(A, 10),), 10, {}), rule)
    assert (nobody.funded, nobody.share, nobody.steps[0].code) == ((), None, Code.NO_VOTES)


@pytest.mark.parametrize("rule", SHARES)
def test_m5_what_nobody_wants_is_never_funded_nor_what_empty_ballots_dilute(rule):
    wanted = election(10, {A: 5, B: 1}, [(1, "A"), (3, "")])
    assert wanted.n == 1
    assert count(wanted, rule).funded == (A,)


def test_the_unit_is_that_of_the_currency():
    in_ore = election(10_000, {A: 6_000, B: 6_000, C: 4_000}, [(10, "A"), (9, "B"), (8, "C")], unit=100)
    result = count(in_ore, "equal_shares_add1")
    assert (result.funded, result.share, result.raises) == ((A, C), 600, 3)


def test_votes_without_ballots_are_refused():
    with pytest.raises(ValueError):
        count(Election((Project(A, 10, 3),), 100, voters=3))


def test_points_weigh_as_much_as_they_are():
    """Three points pay three times what one point pays."""
    named = grouped([{A: 3}, {A: 1, B: 3}])
    counted = Election(tally([Project(A, 40), Project(B, 40)], named), 100, named, unit=1)
    result = count(counted, utility="cardinality")
    assert paid(result) == [(A, Fraction(10)), (B, Fraction(40, 3))]
    assert [(step.votes, step.supporters, step.payers) for step in result.steps] == [(4, 2, 2), (3, 1, 1)]


def test_those_who_have_less_pay_what_they_have():
    counted = election(100, {A: 14, B: 30, C: 50}, [(1, "AB"), (1, "B"), (2, "C")])
    result = count(counted, utility="cardinality")
    assert paid(result) == [(A, Fraction(14)), (B, Fraction(19)), (C, Fraction(25))]
    assert [step.payers for step in result.steps] == [1, 1, 2]


def test_what_the_shares_leave_is_given_by_votes():
    plain, filled = count(M3), count(M3, "equal_shares_fill")
    assert [step.held for step in plain.steps] == [Fraction(1000, 27), Fraction(900, 27), Fraction(800, 27)]
    assert [(s.project, s.code, s.by, s.before, s.after) for s in filled.steps] == [
        (A, Code.FUNDED, By.FILL, 100, 40),
        (C, Code.FUNDED, By.FILL, 40, 0),
        (B, Code.SUPPORTERS_SHORT, By.FILL, 40, 40),
    ]


def test_of_alternatives_one_is_bought_and_the_money_for_the_other_stays():
    ballots = grouped([{A: 1, B: 1}] * 6 + [{B: 1, C: 1}] * 2)
    projects = tally([Project(A, 60, group="x"), Project(B, 50, group="x"), Project(C, 10)], ballots)
    result = count(Election(projects, 100, ballots, unit=1), "equal_shares_add1_fill")
    assert result.funded == (B, C)
    assert (result.steps[2].code, result.steps[2].tied) == (Code.ALTERNATIVE_FUNDED, (B,))


def test_the_comparison_follows_those_who_get_more():
    many_want_greedy = election(10, {A: 6, B: 4, C: 5}, [(4, "AB"), (3, "C")])
    assert count(many_want_greedy, "equal_shares_add1_fill").funded == (B, C)
    compared = count(many_want_greedy, "equal_shares_comparison")
    assert (compared.prefer_greedy, compared.prefer_shares, compared.greedy_won) == (4, 3, True)
    assert compared.funded == (A, B)
    assert compared.rule == "equal_shares_comparison"


# The rule told plainly, and the theorems (I1–I5, I9–I12, I14–I17 of the specification).


def shares_of(case: Small, **terms) -> tuple[list[Project], dict[str, object]]:
    result = case.count("equal_shares", **terms)
    return case.eligible(result), {"by_cost": terms.get("utility", "cost") == "cost"}


@many()
def test_i14_i15_shares_are_those_of_the_plain_rule_and_a_loser_fell_short_by_as_much_as_is_told(data):
    case = small(data, points=bool(data[5] & 64))
    utility = ("cost", "cardinality")[data[0] >> 6 & 1]
    result = case.count("equal_shares", utility=utility)
    projects, how = shares_of(case, utility=utility)
    plain = plain_shares(case, projects, result.share or Fraction(0), **how)
    assert list(result.funded) == plain.bought
    assert plain.rates == sorted(plain.rates)
    by_id = {p.id: p for p in projects}
    for step in result.steps:
        if not step.funded:
            continue
        payments = plain.payments[step.project]
        assert sum(payments.values()) == step.cost
        full = {n for n, sum_ in payments.items() if sum_ == step.paid * case.ballots[n][step.project]}
        assert step.payers == len(full)
        assert all(0 <= sum_ <= result.share for sum_ in payments.values())
        assert payments.keys() == {n for n, ballot in enumerate(case.ballots) if step.project in ballot}
    groups = {by_id[id_].group for id_ in plain.bought} - {""}
    for project in projects:
        if project.id not in plain.bought and project.group not in groups:
            left = [
                purse
                for ballot, purse in zip(case.ballots, plain.purses, strict=True)
                if project.id in ballot
            ]
            assert sum(left) < project.cost
            assert held_of(result, project.id) == first_short(case, project, plain, result.share)


def held_of(result: Result, project) -> Fraction | None:
    return next(step.held for step in result.steps if step.project == project)


def first_short(case: Small, project: Project, plain, share: Fraction) -> Fraction:
    """What its supporters had together when it was no longer enough."""
    together = share * project.supporters
    for id_ in plain.bought:
        if together < project.cost:
            break
        together -= sum(sum_ for n, sum_ in plain.payments[id_].items() if project.id in case.ballots[n])
    return together


@many()
def test_i17_raises_are_those_of_the_plain_loop_and_filling_keeps_their_winners(data):
    case = small(data, points=bool(data[5] & 64))
    utility = ("cost", "cardinality")[data[0] >> 6 & 1]
    projects, how = shares_of(case, utility=utility)
    plain = plain_add1(case, projects, **how)
    raised = case.count("equal_shares_add1", utility=utility)
    assert list(raised.funded) == plain.bought
    by_id = {p.id: p for p in projects}
    rest = [p for p in projects if p.id not in plain.bought]
    fill = plain_greedy(case, rest, raised.remaining, {by_id[id_].group for id_ in plain.bought} - {""})
    filled = case.count("equal_shares_add1_fill", utility=utility)
    assert list(filled.funded) == plain.bought + fill


@many(200)
def test_i17_raises_that_are_left_out_would_have_bought_the_same(data):
    """Against the same loop without leaving out; costs in hundreds, so that many raises lie between two changes."""
    case = small(data, points=bool(data[5] & 64), thresholds=False)
    dear = tuple(replace(p, cost=p.cost * 97) for p in case.election.projects if p.supporters)
    counted = Election(dear, case.election.budget * 97, case.election.ballots, unit=1)
    market = Market.of(dear, counted, by_cost=bool(data[0] & 64))
    plain = Fraction(counted.budget, max(1, counted.n))
    kept, raises = Trade(market, plain).run(), 0
    while not kept.all_bought:
        tried = Trade(market, Fraction(plain // 1 + raises + 1), limit=counted.budget).run()
        if tried.overspent:
            break
        kept, raises = tried, raises + 1
    assert raised(market, counted, plain) == (kept.share, raises)


def test_a_million_raises_take_no_longer_than_a_few():
    one_rich_dream = election(10**9, {A: 10**9 - 10, B: 10, C: 7}, [(1, "A"), (1, "AB"), (1, "C")])
    result = count(one_rich_dream, "equal_shares_add1")
    assert (result.share, set(result.funded)) == (10**9 // 2 + 4, {A, C})
    assert result.raises == 10**9 // 2 + 4 - 10**9 // 3


@many()
def test_i1_i2_i5_i16_within_the_budget_wanted_and_fair(data):
    case = small(data)
    counted = case.election
    for rule in ("equal_shares", "equal_shares_fill", "equal_shares_comparison"):
        result = case.count(rule)
        eligible = {p.id for p in case.eligible(result)}
        assert 0 <= result.spent <= counted.budget
        assert set(result.funded) <= eligible
        assert sorted(s.project for s in result.steps) == sorted(p.id for p in counted.projects)
        assert [s.rank for s in result.steps] == list(range(1, len(result.steps) + 1))
        assert [s.funded for s in result.steps] == sorted(
            (s.funded for s in result.steps), reverse=True
        ) or result.greedy_won
        if rule.endswith("fill"):
            out = {s.project for s in result.steps if s.code is Code.ALTERNATIVE_FUNDED}
            out |= {s.project for s in result.steps if s.code is Code.ALTERNATIVE_LOST_TIE}
            assert all(
                s.cost > result.remaining
                for s in result.steps
                if not s.funded and s.project in eligible - out
            )
    _justified_representation(small(data, alternatives=False, thresholds=False))


def _justified_representation(case: Small) -> None:
    funded, n = set(case.count("equal_shares").funded), case.election.n
    for project in case.election.projects:
        group = [ballot for ballot in case.ballots if project.id in ballot]
        if group and len(group) * case.election.budget >= project.cost * n:
            assert project.id in funded or any(funded & ballot.keys() for ballot in group)


@many()
def test_i3_i10_i11_order_scale_and_copies_change_nothing(data):
    case = small(data)
    counted, chance = case.election, random.Random(data)
    projects, ballots = list(counted.projects), list(case.ballots)
    chance.shuffle(projects)
    chance.shuffle(ballots)
    shuffled = built(counted, projects, ballots)
    assert case.count("equal_shares_comparison", shuffled) == case.count("equal_shares_comparison")
    winners = case.count("equal_shares").funded
    dear = [Project(p.id, p.cost * 7, group=p.group) for p in counted.projects]
    assert (
        case.count("equal_shares", built(counted, dear, ballots, budget=counted.budget * 7)).funded == winners
    )
    tripled = case.terms | {"threshold": case.terms["threshold"] * 3 - 2}
    assert (
        case._replace(terms=tripled).count("equal_shares", built(counted, projects, ballots * 3)).funded
        == winners
    )


@many()
def test_i9_i12_i13_losers_names_and_strangers_change_nothing(data):
    case = small(data, alternatives=False)
    case.terms["tie_rule"] = "earliest"
    counted = case.election
    result = case.count("equal_shares")
    for loser in {p.id for p in counted.projects} - set(result.funded):
        fewer = Election(
            tuple(p for p in counted.projects if p.id != loser), counted.budget, counted.ballots, unit=1
        )
        assert case.count("equal_shares", fewer).funded == result.funded
    strangers = (*counted.projects, Project(90, 1), Project(91, counted.budget + 1))
    assert (
        case.count("equal_shares", Election(strangers, counted.budget, counted.ballots)).funded
        == result.funded
    )
    renamed = [{id_ + 100: points for id_, points in ballot.items()} for ballot in case.ballots]
    moved = built(counted, [Project(p.id + 100, p.cost) for p in counted.projects], renamed)
    assert case.count("equal_shares", moved).funded == tuple(id_ + 100 for id_ in result.funded)
