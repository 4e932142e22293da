"""“What if”: the same ballots under several rules, made by a worker, told with what is different and nobody's own ballot."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgeting.counting.compare import choices_of, compare
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.rules import Settings, count
from budgeting.counting.trade import TooLong
from budgeting.display.comparisons import comparison_of, comparison_shown
from budgeting.display.results import result_shown
from budgeting.models import Comparison, Round
from budgeting.rules.phases import Phase
from budgeting.services import comparing
from budgeting.services.counting import count_round
from radslag.clock import database_now

from .builders import KRONA, make_ballot, make_proposal, make_round

TWO_GROUPS = grouped([["A", "B"]] * 6 + [["C", "D"]] * 4)


def election() -> Election:
    costs = {"A": 50, "B": 50, "C": 50, "D": 40}
    projects = tally([Project(id_, cost) for id_, cost in costs.items()], TWO_GROUPS)
    return Election(projects, 100, TWO_GROUPS, unit=1)


def test_each_rule_is_told_with_winners_money_and_the_voters_that_it_reaches():
    greedy, shares = compare(election(), Settings(tie_rule="cheapest"), ["greedy_skip", "equal_shares"])
    assert (greedy.funded, greedy.spent, greedy.reached, greedy.granted) == (("A", "B"), 100, 6, 12)
    assert (set(shares.funded), shares.spent, shares.reached, shares.granted) == ({"A", "D"}, 90, 10, 10)
    assert choices_of(election()) == 20


def test_points_of_nothing_are_no_choice_and_no_ballots_are_no_division():
    ballots = {(("A", 0), ("B", 3)): 2}
    points = Election(tally([Project("A", 5), Project("B", 5)], ballots), 10, ballots)
    assert choices_of(points) == 2
    (given,) = compare(points, Settings(), ["greedy_skip"])
    assert (given.funded, given.reached, given.granted) == (("B",), 2, 2)
    rows = [{"rule": "greedy_skip", "funded": [], "spent": 0, "reached": 0, "granted": 0}]
    (row,) = comparison_of(rows, winners={}, budget_ore=100, of=(0, 0)).rows
    assert (row.reached, row.granted, row.left_ore) == ("", "", 100)


@pytest.mark.parametrize(
    ("reached", "said"), [(0, "0 %"), (1, "1 %"), (999, "99 %"), (1000, "100 %"), (405, "41 %")]
)
def test_neither_none_nor_all_is_said_unless_it_is_so(reached, said):
    rows = [{"rule": "greedy_skip", "funded": [], "spent": 0, "reached": reached, "granted": 1449}]
    (row,) = comparison_of(rows, winners={}, budget_ore=1, of=(1000, 2000)).rows
    assert row.reached.replace("\xa0", " ") == said
    assert row.granted.replace("\xa0", " ") == "1,4 av 2,0"


@pytest.fixture
def round_(db) -> Round:
    """Six chose A and B, four chose C and D."""
    made = make_round(Phase.RESULT, cap_ore=50_000 * KRONA, ballot_max=2)
    a, b, c = (make_proposal(made, title=title, cost_ore=50_000 * KRONA) for title in "ABC")
    d = make_proposal(made, title="D", cost_ore=40_000 * KRONA)
    for chosen in [(a, b)] * 6 + [(c, d)] * 4:
        make_ballot(made, *chosen)
    count_round(round_id=made.pk)
    return made


def test_a_worker_compares_each_count_once(round_):
    assert comparison_shown(result_shown(round_, database_now())) is None
    assert comparing.compare_due_counts() == 1
    assert comparing.compare_due_counts() == 0
    stored = Comparison.objects.get()
    assert (stored.voters, stored.choices) == (10, 20)
    assert [row["rule"] for row in stored.rows] == [*comparing.COMPARED]


def test_gained_and_lost_are_told_against_the_rounds_own_rule_in_one_query(round_):
    comparing.compare_due_counts()
    result = result_shown(round_, database_now())
    with CaptureQueriesContext(connection) as queries:
        shown = comparison_shown(result)
    assert len(queries) == 1
    own, _stop, raised, _plain = shown.rows
    assert own.is_own and not raised.is_own and not shown.is_same
    assert {winner.title for winner in own.funded} == {"A", "B"} and own.left_ore == 0
    assert [winner.title for winner in raised.gained] == ["D"] and len(raised.lost) == 1
    assert all(winner.url for winner in raised.funded)
    assert not own.reached and not own.granted  # ten voters are too few to tell how many got something


def test_one_that_fails_is_reported_once_and_not_tried_again(round_, monkeypatch, caplog):
    def fails(_count_id: int) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(comparing, "store_comparison", fails)
    assert comparing.compare_due_counts() == 0
    assert comparing.compare_due_counts() == 0
    assert caplog.text.count("ValueError") == 1 and "secret" not in caplog.text
    shown = comparison_shown(result_shown(round_, database_now()))
    assert shown is not None and not shown.rows


def dear() -> Election:
    """Forty voters with a project each and one in common: many looks."""
    ballots = {(("A", 1), (f"P{n}", 1)): 1 for n in range(40)}
    costs = {"A": 10**12, **{f"P{n}": 10**9 + 7919 * n for n in range(40)}}
    return Election(tally([Project(id_, cost) for id_, cost in costs.items()], ballots), 10**13, ballots)


@pytest.mark.parametrize("rule", ["equal_shares", "equal_shares_add1_fill"])
def test_a_count_that_takes_too_long_is_stopped(rule):
    asked = iter([False] * 5 + [True] * 2)
    with pytest.raises(TooLong):
        count(dear(), Settings(rule=rule, tie_rule="cheapest"), stop=lambda: next(asked))


def test_what_takes_too_long_says_so_and_does_not_keep_the_others_from_being_told():
    rules = ["equal_shares_add1", "greedy_skip", "equal_shares"]
    patience = iter([0, 0, 10**6])

    def watch():
        left = iter(range(next(patience)))
        return lambda: next(left, None) is None

    long, greedy, shares = compare(dear(), Settings(tie_rule="cheapest"), rules, watch=watch)
    assert (long.too_long, greedy.too_long, shares.too_long) == (True, False, False)
    assert not long.funded and greedy.funded and shares.funded


def test_a_rule_that_takes_too_long_is_stored_and_not_tried_again(round_, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_SECONDS", -1)
    assert comparing.compare_due_counts() == 1
    assert comparing.compare_due_counts() == 0
    rows = comparison_shown(result_shown(round_, database_now())).rows
    assert [row.too_long for row in rows] == [False, False, True, True]
    assert not any(row.gained or row.lost for row in rows if row.too_long)


def test_nobody_waits_for_a_comparison(round_):
    with CaptureQueriesContext(connection) as queries:
        comparing.compare_due_counts()
    assert not [query for query in queries if "advisory" in query["sql"]]
