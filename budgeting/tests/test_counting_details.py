"""Small parts of the count that its examples and theorems do not meet, found by changing the code. No database."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from budgeting.counting import __main__ as command_line
from budgeting.counting import amounts, command, rules, ties
from budgeting.counting.compare import Given, compare
from budgeting.counting.elections import Election, Project, grouped, natural, tally
from budgeting.counting.greedy import Threshold
from budgeting.counting.inputs import (
    InputsError,
    canonical,
    inputs_json,
    read_inputs,
    result_json,
)
from budgeting.counting.pabulib import PbError, PbFile, Table, clean, parse
from budgeting.counting.pb_elections import WITHDRAWN, differences, read_election, selected, threshold
from budgeting.counting.rules import Settings
from budgeting.counting.steps import By, Code, Result, Step
from budgeting.counting.trade import TooLong

from .pabulib_files import NARLUNDA
from .pabulib_files import small as small_file

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        (2500000, 100, "25000"),
        (9950, 100, "99.5"),
        (-1005, 100, "-10.05"),
        (0, 100, "0"),
        (7, 1, "7"),
        (-1, 1, "-1"),
    ],
)
def test_a_sum_is_written_exactly(amount, unit, written):
    assert amounts.plain(amount, unit) == written


@pytest.mark.parametrize(
    ("amount", "unit", "language", "read"),
    [
        (2500000, 100, "sv", f"25{SPACE}000"),
        (123456789, 1, "sv", f"123{SPACE}456{SPACE}789"),
        (9950, 100, "sv", "99,50"),
        (9905, 100, "en", "99.05"),
        (-9950, 100, "sv", "−99,50"),
        (-1, 1, "sv", "−1"),
        (0, 100, "sv", "0"),
    ],
)
def test_a_sum_is_read_as_its_language_writes_it(amount, unit, language, read):
    assert amounts.readable(amount, unit, language) == read


@pytest.mark.parametrize(
    ("currency", "read"), [("SEK", f"25,50{SPACE}kr"), ("PLN", f"25,50{SPACE}PLN"), ("", "25,50")]
)
def test_money_has_its_currency_where_there_is_one(currency, read):
    assert amounts.money(2550, 100, currency, "sv") == read


def test_a_sum_that_does_not_end_is_a_fraction_of_the_currency():
    assert amounts.fraction(Fraction(2000, 3), 100) == "20/3"
    assert amounts.fraction(Fraction(600), 100) == "6"


def test_no_supporters_is_not_the_same_as_unknown_supporters():
    assert Project("A", 1, votes=3, supporters=0).supporters == 0
    assert Project("A", 1, votes=3).supporters == 3


def test_the_seed_is_promised_by_its_hash():
    assert ties.commitment("äpple") == hashlib.sha256("äpple".encode()).hexdigest()


def test_without_a_seed_there_is_no_lot_but_the_natural_order():
    projects = [Project(id_, 1) for id_ in (10, 9, 2, 33, 1, 4)]
    for rule in ties.RULES:
        first = sorted(projects, key=ties.order(rule, seed="", contest=1))
        assert [project.id for project in first] == [1, 2, 4, 9, 10, 33], rule


def test_an_id_is_the_same_whether_it_is_a_number_or_a_text():
    assert natural(5) == natural("5")
    assert natural(0) == natural("0")


def test_natural_order_is_total():
    for ids in (["c01", "c1", "5a", "5"], ["5", "5a", "c1", "c01"]):
        assert sorted(ids, key=natural) == ["5a", "5", "c01", "c1"]


def test_ballots_are_equal_whatever_the_order_they_are_filled_in():
    assert grouped([{2: 3, 10: 1}, {10: 1, 2: 3}]) == {((2, 3), (10, 1)): 2}


def test_who_gives_no_points_is_no_supporter():
    (project,) = tally([Project("A", 1)], {(("A", 0),): 4, (("A", 2),): 3})
    assert (project.votes, project.supporters) == (6, 3)


def shares(
    budget: int, projects: list[tuple], ballots: list[dict[str, int]], rule="equal_shares", **terms
) -> Result:
    """Equal shares of projects given as (id, cost) or (id, cost, group)."""
    named = grouped(ballots)
    made = tally([Project(id_, cost, group="".join(group)) for id_, cost, *group in projects], named)
    stop = terms.pop("stop", None)
    settings = Settings(**{"rule": rule, "tie_rule": "id"} | terms)
    return rules.count(Election(made, budget, named, unit=1), settings, stop=stop)


FOUR = [("A", 60), ("B", 50), ("C", 30), ("D", 10)]
FOURTEEN = [{"A": 1}] * 5 + [{"A": 1, "B": 1}] * 4 + [{"B": 1, "C": 1}] * 3 + [{"C": 1, "D": 1}] * 2


def test_every_step_of_equal_shares_says_what_was_left_before_and_after():
    result = shares(100, FOUR, FOURTEEN)
    assert [(s.project, s.code, s.by, s.before, s.after, s.tied) for s in result.steps] == [
        ("A", Code.FUNDED, By.SHARES, 100, 40, ()),
        ("C", Code.FUNDED, By.SHARES, 40, 10, ()),
        ("B", Code.SUPPORTERS_SHORT, By.SHARES, 10, 10, ()),
        ("D", Code.SUPPORTERS_SHORT, By.SHARES, 10, 10, ()),
    ]
    assert (result.voters, result.raises, result.share) == (14, 0, Fraction(100, 14))
    assert (result.threshold, result.least_supporters) == (1, 1)


def test_what_costs_all_the_money_is_not_too_dear_and_a_krona_more_is():
    result = shares(100, [("A", 100), ("B", 101)], [{"A": 1}, {"B": 1}])
    assert [(s.project, s.code) for s in result.steps] == [
        ("A", Code.SUPPORTERS_SHORT),
        ("B", Code.TOO_DEAR),
    ]


def test_an_alternative_that_the_shares_bought_is_named_by_the_other():
    projects = [("A", 10, "x"), ("B", 20, "x"), ("C", 40)]
    result = shares(40, projects, [{"A": 1, "B": 1}] * 3 + [{"C": 1}])
    (other,) = [step for step in result.steps if step.project == "B"]
    assert (other.code, other.tied, other.by) == (Code.ALTERNATIVE_FUNDED, ("A",), By.SHARES)
    assert (other.before, other.after) == (30, 30)


def test_of_what_costs_its_payers_the_same_the_one_with_more_votes_is_first():
    """The third voter has nothing left when A and B are looked at, but has voted for B."""
    ballots = [{"A": 1, "B": 1}] * 2 + [{"B": 1, "Z": 10}]
    result = shares(30, [("A", 10), ("B", 10), ("Z", 10)], ballots, utility="cardinality")
    assert result.funded == ("Z", "B", "A")


def test_the_cheapest_for_its_payers_is_found_wherever_it_stands():
    """By cost D is the fourth of five; by what one supporter pays it is the first: 2 beside 5 and 9."""
    wanted = {"A": (10, 2), "B": (18, 2), "C": (18, 2), "D": (20, 10), "E": (45, 5)}
    ballots = [{id_: 1} for id_, (_cost, supporters) in wanted.items() for _ in range(supporters)]
    projects = [(id_, cost) for id_, (cost, _supporters) in wanted.items()]
    result = shares(210, projects, ballots, utility="cardinality")
    assert result.funded == ("D", "A", "B", "C", "E")


def test_prices_that_differ_by_less_than_the_bounds_are_told_apart_by_their_fractions():
    """1 + 1/n and 1 + 1/(n + 1), which differ in the eightieth binary place: B is the cheaper one."""
    n = 2**40 + 12_345
    ballots = {(("A", 1),): n, (("B", 1),): n + 1}
    projects = tally([Project("A", n + 1), Project("B", n + 2)], ballots)
    election = Election(projects, 2 * (2 * n + 1), ballots, unit=1)
    result = rules.count(election, Settings(rule="equal_shares", tie_rule="id", utility="cardinality"))
    assert [(step.project, step.paid) for step in result.steps] == [
        ("B", Fraction(n + 2, n + 1)),
        ("A", Fraction(n + 1, n)),
    ]


def test_a_price_that_is_lower_by_almost_nothing_is_no_tie():
    n = 2**40 + 12_345
    ballots = {(("A", 1), ("B", 1)): n, (("B", 1),): 1}
    projects = tally([Project("A", n + 1), Project("B", n + 2)], ballots)
    election = Election(projects, 2 * (n + 1), ballots, unit=1)
    result = rules.count(election, Settings(rule="equal_shares", tie_rule="id", utility="cardinality"))
    assert [(step.project, step.code, step.tied) for step in result.steps] == [
        ("B", Code.FUNDED, ()),
        ("A", Code.SUPPORTERS_SHORT, ()),
    ]


def test_what_weighed_the_same_as_a_winner_is_told():
    result = shares(20, [("A", 15), ("B", 15)], [{"A": 1, "B": 1}] * 2)
    assert [(step.project, step.code, step.tied) for step in result.steps] == [
        ("A", Code.FUNDED, ()),
        ("B", Code.SUPPORTERS_SHORT, ("A",)),
    ]


def test_who_paid_all_that_was_left_owes_nothing_later():
    """The first voter pays 6 for A, the 4 that are left for B, and nothing for C, which the second one can pay alone."""
    ballots = [{"A": 100, "B": 20, "C": 1}, {"B": 20, "C": 1}]
    result = shares(20, [("A", 6), ("B", 13), ("C", 1)], ballots, utility="cardinality")
    assert [(step.project, step.funded, step.payers) for step in result.steps] == [
        ("A", True, 1),
        ("B", True, 1),
        ("C", True, 1),
    ]


def test_a_count_can_be_stopped_in_each_of_its_stages():
    with pytest.raises(TooLong):
        shares(100, FOUR, FOURTEEN, stop=lambda: True)
    asked = {}
    for rule in ("equal_shares", "equal_shares_add1"):
        times: list[int] = []
        shares(100, FOUR, FOURTEEN, rule, stop=lambda times=times: times.append(1))
        asked[rule] = len(times)
    assert asked["equal_shares_add1"] > 3 * asked["equal_shares"] > 0


def test_a_share_of_the_voters_is_asked_only_where_there_is_one():
    assert Threshold.of(1, None, 150) == Threshold(votes=1, supporters=1)
    assert Threshold.of(3, 50, 1000) == Threshold(votes=3, supporters=500)
    assert Threshold.of(0, 1, 101) == Threshold(votes=1, supporters=2)


def greedy(budget: int, projects: list[tuple], *, stop: bool = False, **terms) -> Result:
    """A count by votes of projects given as (id, cost, votes) or (id, cost, votes, group)."""
    made = tuple(Project(id_, cost, votes, group="".join(group)) for id_, cost, votes, *group in projects)
    settings = Settings(rule="greedy_stop" if stop else "greedy_skip", tie_rule="id", **terms)
    return rules.count(Election(made, budget, voters=20, unit=1), settings)


@pytest.mark.parametrize("stop", [False, True])
def test_a_count_by_votes_says_by_which_rule_of_how_many_voters(stop):
    result = greedy(10, [("A", 5, 3)], stop=stop, threshold=2, threshold_percent=10)
    assert result.rule == ("greedy_stop" if stop else "greedy_skip")
    assert (result.voters, result.budget, result.threshold, result.least_supporters) == (20, 10, 2, 2)


def told(result: Result) -> list[tuple]:
    return [(s.project, s.code, s.by, s.before, s.after, s.tied, s.blocker) for s in result.steps]


def test_every_step_of_a_count_by_votes_says_what_was_left_before_and_after():
    projects = [
        ("A", 50, 9, "x"),
        ("B", 10, 8, "x"),
        ("C", 100, 7),
        ("D", 20, 7),
        ("E", 50, 7),
        ("F", 101, 6),
    ]
    result = greedy(100, [*projects, ("G", 1, 2), ("H", 1, 0), ("I", 1, 1)], threshold=3)
    assert told(result) == [
        ("A", Code.FUNDED, By.VOTES, 100, 50, (), None),
        ("B", Code.ALTERNATIVE_FUNDED, By.VOTES, 50, 50, ("A",), None),
        ("C", Code.DOES_NOT_FIT, By.VOTES, 50, 50, (), None),
        ("D", Code.FUNDED_AFTER_SKIP, By.VOTES, 50, 30, (), None),
        ("E", Code.LOST_TIE, By.VOTES, 30, 30, ("D",), None),
        ("F", Code.TOO_DEAR, By.VOTES, 30, 30, (), None),
        ("G", Code.BELOW_THRESHOLD, By.VOTES, 30, 30, (), None),
        ("I", Code.BELOW_THRESHOLD, By.VOTES, 30, 30, (), None),
        ("H", Code.NO_VOTES, By.VOTES, 30, 30, (), None),
    ]


def test_what_a_stop_does_not_reach_names_the_place_where_it_ended():
    result = greedy(100, [("A", 60, 9), ("B", 50, 8), ("C", 10, 7)], stop=True)
    assert told(result) == [
        ("A", Code.FUNDED, By.VOTES, 100, 40, (), None),
        ("B", Code.DOES_NOT_FIT, By.VOTES, 40, 40, (), None),
        ("C", Code.NOT_REACHED, By.VOTES, 40, 40, (), 2),
    ]


def test_only_those_count_in_a_comparison_to_whom_it_makes_a_difference():
    """By votes A and B get money, by shares B and C."""
    ballots = [{"A": 1, "B": 1}] * 4 + [{"C": 1}] * 2 + [{"A": 0, "C": 1}, {"B": 1}, {"B": 1}]
    result = shares(10, [("A", 6), ("B", 4), ("C", 5)], ballots, "equal_shares_comparison")
    assert (result.prefer_greedy, result.prefer_shares) == (4, 3)
    assert set(result.funded) == {"A", "B"}


def test_a_text_of_values_has_no_number_that_is_none():
    for none in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="not JSON compliant"):
            canonical({"cost": none})


def test_the_fingerprint_of_a_result_is_that_of_its_steps():
    result = shares(100, FOUR, FOURTEEN)
    assert json.loads(result_json(result)) == [step.as_json() for step in result.steps]


def written(**changes) -> str:
    """A file of inputs with other values, those of `settings` among its settings."""
    ballots = grouped([{"A": 1, "B": 2}, {"B": 1}])
    projects = tally([Project("A", 5), Project("B", 6)], ballots)
    text = inputs_json(Election(projects, 10, ballots, unit=1), Settings(rule="equal_shares", seed="s"))
    value = json.loads(text)
    value["settings"] |= changes.pop("settings", {})
    return json.dumps(value | changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        *(({name: "many"}, f"{name} is no whole number") for name in ("voters", "unit", "budget", "contest")),
        *(({name: 7}, f"{name} is no list") for name in ("projects", "ballots")),
        ({"currency": 7}, "currency is no text"),
        ({"settings": {"rule": "dice"}}, "no rule of"),
        ({"settings": {"ties": "dice"}}, "no ties of"),
        ({"settings": {"utility": "fun"}}, "no utility of"),
        ({"settings": {"seed": 7}}, "seed is no text"),
        *(
            ({"settings": {name: -1}}, f"{name} is no whole number")
            for name in ("threshold", "threshold_percent")
        ),
        ({"settings": {"drawn": False}}, '"drawn" is true, or is not there'),
        ({"projects": [["A", "1", 0, 0, ""]]}, "cost is no whole number"),
        ({"projects": [["A", 1, True, 0, ""]]}, "votes is no whole number"),
        ({"projects": [["A", 1, 0, None, ""]]}, "supporters is no whole number"),
        ({"projects": [["A", 1, 0, 0, None]]}, "group is no text"),
        ({"projects": [[True, 1, 0, 0, ""]]}, "id of a project"),
        ({"projects": [7]}, "projects is no list"),
        ({"ballots": [[7, 1]]}, "ballots is no list"),
        ({"ballots": [[[7], 1]]}, "ballots is no list"),
        ({"ballots": [[[["A", 1]]]]}, "a row of ballots has 1 values, not 2"),
        ({"ballots": [[[["A"]], 1]]}, "a row of ballots has 1 values, not 2"),
        ({"ballots": [[[["A", "1"]], 1]]}, "points is no whole number"),
        ({"ballots": [[[["A", 1]], "1"]]}, "ballots is no whole number"),
        ({"ballots": [[[["A", 1]], 0]]}, "at least one of it"),
    ],
)
def test_what_is_wrong_in_a_file_of_inputs_has_its_name(changes, reason):
    with pytest.raises(InputsError, match=f"^.*{reason}"):
        read_inputs(written(**changes))


def test_a_file_of_inputs_may_have_no_contest_and_other_settings_than_usual():
    settings = Settings(rule="equal_shares", tie_rule="id", utility="cardinality", contest=None, drawn=True)
    ballots = {(("A", 0), ("B", 2)): 1, (("B", 1),): 2}
    projects = tally([Project("A", 5), Project("B", 6)], ballots)
    read = read_inputs(inputs_json(Election(projects, 10, ballots, unit=10), settings))
    assert read.settings == settings
    assert (read.election.ballots, read.election.unit, read.currency) == (ballots, 10, "SEK")


def test_ballots_stand_in_the_natural_order_of_what_they_hold():
    ballots = {((10, 1),): 1, ((2, 3),): 2, ((2, 1), (10, 1)): 4, ((2, 1),): 3}
    projects = tally([Project(10, 5), Project(2, 6)], ballots)
    value = json.loads(inputs_json(Election(projects, 10, ballots), Settings(rule="equal_shares")))
    assert value["ballots"] == [[[[2, 1]], 3], [[[2, 1], [10, 1]], 4], [[[2, 3]], 2], [[[10, 1]], 1]]


def test_who_gives_a_project_nothing_pays_nothing_for_it():
    result = shares(20, [("A", 15), ("B", 8)], [{"A": 1}, {"A": 0, "B": 1}])
    assert [(s.project, s.code, s.paid, s.held) for s in result.steps] == [
        ("B", Code.FUNDED, Fraction(8), None),
        ("A", Code.SUPPORTERS_SHORT, None, Fraction(10)),
    ]


def test_winners_that_the_file_lacks_are_named_alone():
    assert list(command._differences({"A", "B"}, frozenset({"A"}))) == ["only by this count: B"]
    assert list(command._differences({"A"}, frozenset({"A", "B"}))) == ["only in the file: B"]


def test_a_file_is_read_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NARLUNDA.encode())))
    assert command_line.main(["-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["funded"]


def test_rows_that_were_not_read_from_a_file_stand_in_no_line():
    table = Table(("project_id", "cost"), (("A", "5"), ("B", "6")))
    assert list(table.numbered()) == [
        (0, {"project_id": "A", "cost": "5"}),
        (0, {"project_id": "B", "cost": "6"}),
    ]
    assert PbFile({}, table, table).line_of("budget") == 0
    assert PbFile({}, table, table, lines={"META": 3, "budget": 9}).line_of("budget") == 9
    assert PbFile({}, table, table, lines={"META": 3}).line_of("budget") == 3


def test_commas_are_those_of_a_list_only_where_there_is_one():
    assert clean("vote", " a , b ") == "a,b"
    assert clean("name", " a , b ") == "a , b"
    assert clean("name", "a\nb\x1b") == "a b"


def test_lines_may_end_in_each_of_three_ways():
    text = NARLUNDA.replace("\r\n", "\n")
    assert parse(text.replace("\n", "\r\n")) == parse(text.replace("\n", "\r")) == parse(text)
    assert parse(text.replace("\n", "\r\n")).lines == parse(text).lines


def test_what_a_rule_gives_is_told_in_full_and_nothing_of_one_that_was_stopped():
    ballots = {(("A", 0), ("B", 3)): 2, (("A", 1),): 1}
    election = Election(tally([Project("A", 5), Project("B", 5)], ballots), 10, ballots, unit=1)
    asked = Settings(tie_rule="id")
    assert compare(election, asked, ["greedy_skip"]) == [Given("greedy_skip", ("B", "A"), 10, 3, 3)]
    assert compare(election, asked, ["equal_shares"], watch=lambda: lambda: True) == [
        Given("equal_shares", (), 0, 0, 0, too_long=True)
    ]


def of_file(**changes) -> Election:
    return read_election(parse(small_file(**changes)))


def test_costs_are_read_to_the_last_place():
    election = of_file(budget="60.05", projects="a;0.01;Bänk\nb;10.50;Fest\n")
    assert (election.budget, [p.cost for p in election.projects], election.unit) == (6005, [1, 1050], 100)
    most = "0." + "1" * 20
    assert of_file(budget="1", projects=f"a;{most};Bänk\nb;1;Fest\n").unit == 10**20
    with pytest.raises(PbError, match="the cost has too many digits"):
        of_file(projects=f"a;{most}1;Bänk\nb;1;Fest\n")
    whole = "9" * 18
    assert of_file(budget=whole).budget == int(whole) * 100
    with pytest.raises(PbError, match="the budget has too many digits"):
        of_file(budget=f"1{whole}")


@pytest.mark.parametrize(
    ("text", "hint"), [("10,5", True), ("10 000", True), ("10\xa0000", True), ("tio", False), ("1e3", False)]
)
def test_a_sum_that_is_none_says_what_is_and_how_to_write_it(text, hint):
    for name, changes in {"budget": {"budget": text}, "cost": {"projects": f"a;{text};x\nb;1;y\n"}}.items():
        with pytest.raises(PbError) as refused:
            of_file(**changes)
        said = f"the {name} is no number: “{text.replace(chr(160), '?')}”"
        assert refused.value.reason == said + (
            ": decimals come after a point, and nothing groups thousands" if hint else ""
        )


def test_how_many_there_are_may_be_written_as_a_decimal():
    assert of_file(votes="1;a,b\n2;a\n").n == 2
    assert read_election(parse(small_file().replace("num_votes;2", "num_votes;2.0"))).n == 2


def test_ballots_of_a_file_are_in_natural_order():
    election = of_file(projects="c10;60;Bänk\nc2;50;Fest\n", votes="1;c10,c2\n2;c2,c10\n")
    assert election.ballots == {(("c2", 1), ("c10", 1)): 2}


def test_a_file_that_was_not_read_has_no_line_to_name():
    file = parse(small_file())
    made = PbFile(file.meta, file.projects, Table(file.votes.columns, (("1", "a"), ("2", "x"))))
    with pytest.raises(PbError) as refused:
        read_election(made)
    assert (refused.value.line, str(refused.value)) == (
        0,
        "a vote for “x”, which is no project of the file",
    )


@pytest.mark.parametrize(
    ("text", "least"), [("3", 3), ("3.0", 3), ("0", 1), ("-4", 1), ("9" * 18, int("9" * 18))]
)
def test_the_least_votes_are_those_of_the_file_and_one_at_least(text, least):
    assert threshold(parse(small_file(more=f"min_project_score_threshold;{text}\n"))) == least
    assert threshold(parse(small_file())) == 1


def test_points_are_whole_and_only_scores_go_below_nothing():
    columns = "voter_id;vote;points"
    scored = of_file(vote_type="scoring", columns=columns, votes="1;a,b;1,-1\n2;a,b;2.0,0\n")
    assert scored.ballots == {(("a", 1), ("b", -1)): 1, (("a", 2),): 1}
    most = "9" * 18
    large = of_file(vote_type="scoring", columns=columns, votes=f"1;a;{most}\n2;;\n")
    assert large.ballots == {(("a", int(most)),): 1, (): 1}
    with pytest.raises(PbError, match="points that are no whole number"):
        of_file(vote_type="scoring", columns=columns, votes=f"1;a;1{most}\n2;;\n")
    for vote_type in ("ordinal", "cumulative"):
        with pytest.raises(PbError, match="line 20: negative points: “-1”"):
            of_file(vote_type=vote_type, columns=columns, votes="1;a,b;1,-1\n2;a;1\n")
    with pytest.raises(PbError, match="1 points for 2 projects"):
        of_file(vote_type="scoring", columns=columns, votes="1;a,b;1\n2;a;1\n")


def test_what_a_file_says_beside_its_votes_is_compared_line_by_line():
    file = parse(
        "META\nkey;value\ndescription;Prov\ncountry;Sweden\nunit;Ort\ninstance;2026\nnum_projects;4\n"
        "num_votes;2\nbudget;100\nvote_type;approval\nrule;greedy\ndate_begin;2026\ndate_end;2026\n"
        "PROJECTS\nproject_id;cost;votes;score;selected\n"
        f"w;{WITHDRAWN};9;9;0\na;60;2;2.0;1\nb;50;3;1;0\nc;40;;x;2\n"
        "VOTES\nvoter_id;vote\n1;a,b\n2;a\n"
    )
    assert differences(file, read_election(file)) == [
        "line 16: “w” is left out: its cost marks it as withdrawn",
        "line 18: votes of “b” is “3”, but the votes of the file give 1",
        "line 19: score of “c” is “x”, but the votes of the file give 0",
    ]
    assert selected(file) == {"a"}


def step_of(supporters: int, payers: int | None) -> Step:
    return Step(
        rank=1,
        project="A",
        code=Code.FUNDED,
        votes=supporters,
        cost=10,
        before=10,
        after=0,
        supporters=supporters,
        by=By.SHARES,
        paid=Fraction(3, 2),
        payers=payers,
        held=Fraction(7),
    )


@pytest.mark.parametrize(
    ("supporters", "payers", "tells_paid", "tells_held"),
    [
        (5, 5, True, True),
        (4, 4, False, False),
        (9, 4, False, True),
        (9, 5, False, True),
        (10, 5, True, True),
        (10, 9, False, True),
        (10, 10, True, True),
        (10, None, False, True),
    ],
)
def test_what_fewer_than_five_paid_or_held_is_not_told_nor_to_be_told_from_the_rest(
    supporters, payers, tells_paid, tells_held
):
    step = step_of(supporters, payers)
    told = step.of_a_group()
    assert (told.paid, told.payers) == ((Fraction(3, 2), payers) if tells_paid else (None, None))
    assert told.held == (Fraction(7) if tells_held else None)
    nothing = step.of_a_group(untold=True)
    assert (nothing.paid, nothing.payers, nothing.held) == (None, None, None)
    assert (told.votes, told.cost, told.before, told.after) == (supporters, 10, 10, 0)


def test_a_step_is_stored_and_read_again():
    step = step_of(10, 6)
    assert Step.from_json(step.as_json()) == step
    old = {name: value for name, value in step.as_json().items() if name not in ("supporters", "by", "paid")}
    read = Step.from_json({name: old[name] for name in old if name not in ("payers", "held")})
    assert (read.supporters, read.by, read.paid, read.payers, read.held) == (10, By.VOTES, None, None, None)
    assert step.as_json() == {
        "rank": 1,
        "project": "A",
        "code": "funded",
        "votes": 10,
        "cost": 10,
        "before": 10,
        "after": 0,
        "tied": [],
        "blocker": None,
        "supporters": 10,
        "by": "shares",
        "paid": "3/2",
        "payers": 6,
        "held": "7",
    }


def test_a_result_says_what_is_spent_and_who_won_the_comparison():
    result = shares(100, FOUR, FOURTEEN)
    assert (result.funded, result.spent, result.remaining) == (("A", "C"), 90, 10)
    assert not result.greedy_won
    assert replace(result, prefer_greedy=1, prefer_shares=0).greedy_won
    assert not replace(result, prefer_greedy=1, prefer_shares=1).greedy_won
