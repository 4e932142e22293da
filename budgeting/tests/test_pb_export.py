"""Exports in the .pb format: accepted by pabulib-checker, and counted again with the same winners. No database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgeting.counting import ties
from budgeting.counting.command import answer, options_of, parser
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.pabulib import PbFile, parse, write
from budgeting.counting.pb_elections import own_rule, read_election, threshold
from budgeting.counting.pb_export import Export, Vote, compose, repeating
from budgeting.counting.rules import Rule, Settings, count
from radslag.tests.scale import scaled

from .pabulib_files import NARLUNDA, errors_of
from .small_elections import many, small
from .test_pabulib import AWKWARD

META = {
    "description": "Medborgarbudget 2026",
    "country": "Sweden",
    "unit": "Helsingborgshem",
    "instance": "2026",
    "date_begin": "01.04.2026",
    "date_end": "14.04.2026",
    "language": "sv",
    "currency": "SEK",
}
COMMENT = "Licence: CC0 1.0."


def export_of(
    projects, ballots, *, budget, vote_type="approval", meta=META, methods=("internet",), **wanted
) -> Export:
    """An export of the count of these ballots (points by project, or the projects chosen)."""
    each = [next(iter(grouped([ballot]))) for ballot in ballots]
    election = Election(tally(projects, grouped(ballots)), budget, grouped(ballots))
    asked = Settings(**{"tie_rule": "cheapest", "contest": None, **wanted})
    votes = [Vote(f"v{at}", ballot, methods[at % len(methods)]) for at, ballot in enumerate(each)]
    names = {project.id: AWKWARD[at % len(AWKWARD)] for at, project in enumerate(projects)}
    return Export(
        meta, election, asked, count(election, asked), names, votes, vote_type=vote_type, comments=(COMMENT,)
    )


def repeated(text: str, options: list[str]) -> str:
    return answer(text.encode(), parser().parse_args(["file.pb", *options, "--check"])).text.splitlines()[-1]


def checked(export: Export) -> PbFile:
    """The composed file, after it has been checked, read back and counted again both by its command and by its label."""
    file = compose(export)
    text = write(file)
    assert errors_of(text) == {}, text
    assert write(parse(text)) == text
    read_back = parse(text)
    winners = {str(id_) for id_ in export.result.funded}
    selected = file.projects.columns.index("selected")
    assert {row[0] for row in file.projects.rows if row[selected] == "1"} == winners
    rule = own_rule(read_back)
    if rule is not None:
        by_label = replace(
            export.settings, rule=rule, threshold=threshold(read_back), utility="cost", threshold_percent=None
        )
        assert {*count(read_election(read_back), by_label).funded} == winners
    return file


def test_the_worked_example_is_exported_as_the_specification_writes_it():
    projects = [Project(1, 15_000_00), Project(2, 12_000_00), Project(3, 5_000_00), Project(4, 4_000_00)]
    export = export_of(projects, [[1, 2, 3], [1, 2], [1, 2, 4], [1, 3], [4]], budget=25_000_00)
    rows = {row[0]: row for row in parse(NARLUNDA).projects.rows}
    export = replace(
        export,
        meta=dict(parse(NARLUNDA).meta),
        names={id_: rows[str(id_)][3] for id_ in (1, 2, 3, 4)},
        columns={"category": {id_: rows[str(id_)][4] for id_ in (1, 2, 3, 4)}},
        votes=[
            Vote(str(at), vote.ballot, "paper" if at == 4 else "internet")
            for at, vote in enumerate(export.votes, 1)
        ],
        comments=(),
    )
    told = "comment;#1: Counted with python -m budgeting.counting FILE --rule greedy --ties cheapest.\n"
    assert write(checked(export)) == NARLUNDA.replace("currency;SEK\n", f"currency;SEK\n{told}")


def test_votes_say_nothing_but_what_they_chose_and_how_they_came():
    projects = [Project(1, 60_00), Project(2, 50_00)]
    export = export_of(projects, [[1, 2], [2], []], budget=100_00, methods=("internet", "paper"))
    file = checked(export)
    assert file.votes.columns == ("voter_id", "vote", "voting_method")
    assert file.votes.rows == (("v0", "1,2", "internet"), ("v1", "2", "paper"))
    assert file.meta["num_votes"] == "2"
    without = checked(replace(export, votes=[replace(vote, method="") for vote in export.votes]))
    assert without.votes.columns == ("voter_id", "vote")


@pytest.mark.parametrize(
    ("wanted", "label", "least"),
    [
        ({"rule": "greedy_skip"}, "greedy", None),
        ({"rule": "greedy_skip", "threshold": 2}, "greedy-threshold", "2"),
        ({"rule": "greedy_skip", "threshold_percent": 50}, "greedy-threshold", "2"),
        ({"rule": "greedy_stop"}, "greedy-no-skip", None),
        ({"rule": "greedy_stop", "threshold": 2}, "greedy-no-skip", "2"),
        ({"rule": "equal_shares"}, "equalshares", None),
        ({"rule": "equal_shares_add1"}, "equalshares/add1", None),
        ({"rule": "equal_shares_add1_fill"}, "equalshares/add1", None),
    ],
)
def test_the_rule_has_the_name_of_the_format(wanted, label, least):
    projects = [Project(1, 60_00), Project(2, 50_00), Project(3, 55_00)]
    file = checked(export_of(projects, [[1, 2], [2, 3], [2, 1], [1]], budget=100_00, **wanted))
    assert file.meta["rule"] == label
    assert file.meta.get("min_project_score_threshold") == least


def test_what_the_format_has_no_name_for_is_unknown_and_told_in_the_comment():
    projects = [Project(1, 50_00), Project(2, 50_00), Project(3, 50_00), Project(4, 40_00)]
    ballots = [[1, 2]] * 6 + [[3, 4]] * 4
    export = export_of(
        projects, ballots, budget=100_00, rule="equal_shares_fill", tie_rule="lot", seed="a b", contest=7
    )
    file = checked(export)
    assert file.meta["rule"] == "unknown"
    assert file.meta["comment"] == (
        "#1: Counted with python -m budgeting.counting FILE "
        f"--rule equal-shares-fill --ties 'lot:a b|7' --utility cost. #2: {COMMENT}"
    )


def test_nobody_is_funded_without_votes_in_other_programs_either():
    export = export_of(
        [Project(1, 60_00), Project(2, 10_00), Project(3, 50_00)], [[1], [1], [3]], budget=100_00
    )
    assert export.result.funded == (1,)
    file = checked(export)
    assert (file.meta["rule"], file.meta["min_project_score_threshold"]) == ("greedy-threshold", "1")


def test_where_the_money_is_enough_for_all_the_file_says_so():
    projects = [Project(1, 60_00), Project(2, 40_00)]
    for rule in Rule:
        file = checked(export_of(projects, [[1, 2], [2]], budget=100_00, rule=rule))
        assert file.meta["fully_funded"] == "1"
    assert "fully_funded" not in checked(export_of(projects, [[1, 2], [2]], budget=99_99)).meta


def test_the_comment_numbers_its_remarks_anew_and_names_all_that_is_left_out():
    projects = [Project(1, 60_00), Project(2, 200_00), Project(10, 300_50), Project(3, 100_00)]
    export = export_of(projects, [[1, 2, 10], [1, 2]], budget=100_00)
    file = compose(replace(export, comments=("#7: Fria data.", "#8 är inget nummer.")))
    assert file.meta["comment"] == (
        "#1: Counted with python -m budgeting.counting FILE --rule greedy --ties cheapest. "
        "#2: Left out, since the cost is above the budget: 2 (cost 200, 2 votes), 10 (cost 300.5, 1 votes). "
        "#3: 7: Fria data. #4: #8 är inget nummer."
    )
    assert [row[0] for row in file.projects.rows] == ["1", "3"]


def test_a_group_of_one_is_no_alternative_and_groups_are_in_natural_order():
    projects = [
        Project(10, 10_00, group="a"),
        Project(9, 10_00, group="a"),
        Project(2, 10_00, group="b"),
        Project(30, 10_00, group="b"),
        Project(4, 10_00, group="c"),
    ]
    file = compose(export_of(projects, [[10, 9, 2], [30, 4]], budget=100_00))
    assert "At most one of each: 2,30 | 9,10. " in file.meta["comment"]


def test_a_file_says_the_least_votes_where_other_programs_need_it():
    everybody, nobody = [[1, 2], [2]], [[2], [2]]
    projects = [Project(1, 10_00), Project(2, 20_00)]
    key = "min_project_score_threshold"
    assert key not in compose(export_of(projects, everybody, budget=100_00)).meta
    assert compose(export_of(projects, nobody, budget=100_00)).meta[key] == "1"
    assert compose(export_of(projects, nobody, budget=100_00, rule="greedy_stop")).meta[key] == "1"
    assert compose(export_of(projects, everybody, budget=100_00, threshold=2)).meta[key] == "2"


def test_kronor_are_compared_as_other_programs_read_them():
    """60.60 and 40.60 are 101.20 of 100.90, but 100 of 100 without their decimals."""
    projects = [Project(1, 60_60), Project(2, 40_60)]
    assert compose(export_of(projects, [[1, 2]], budget=100_90)).meta["fully_funded"] == "1"
    assert "fully_funded" not in compose(export_of(projects, [[1, 2]], budget=99_90)).meta


def test_the_most_points_are_those_of_the_round_or_the_most_that_were_given():
    projects = [Project(1, 10_00), Project(2, 20_00)]
    how = {"budget": 100_00, "vote_type": "cumulative"}
    given = export_of(projects, [{1: 3, 2: 1}, {2: 2}], **how)
    assert compose(given).meta["max_sum_points"] == "4"
    said = replace(given, meta={**META, "max_sum_points": "9"})
    assert compose(said).meta["max_sum_points"] == "9"
    assert compose(replace(given, votes=[])).meta["max_sum_points"] == "1"


def test_a_file_without_votes_has_no_limits_of_a_ballot():
    limits = {**META, "min_length": "1", "max_length": "3"}
    export = export_of([Project(1, 10_00)], [[1]], budget=100_00, meta=limits)
    assert {"min_length", "max_length"} <= compose(export).meta.keys()
    assert not {"min_length", "max_length"} & compose(replace(export, votes=[])).meta.keys()


def test_a_project_without_a_name_has_its_number():
    export = replace(
        export_of([Project(1, 10_00), Project(2, 10_00)], [[1, 2]], budget=100_00), names={2: " "}
    )
    file = compose(export)
    at = file.projects.columns.index("name")
    assert [row[at] for row in file.projects.rows] == ["1", "2"]
    votes = file.projects.columns.index("votes")
    assert [row[votes] for row in file.projects.rows] == ["1", "1"]


def test_alternatives_are_told_and_counted_again():
    projects = [Project(1, 60_00, group="plats"), Project(2, 30_00, group="plats"), Project(3, 20_00)]
    export = export_of(projects, [[1, 2], [1, 3], [2, 1]], budget=100_00)
    assert export.result.funded == (1, 3)
    file = checked(export)
    assert file.meta["rule"] == "greedy-exclusive"
    assert "At most one of each: 1,2." in file.meta["comment"]
    assert repeated(write(file), repeating(export)) == "check: the same winners as in the file"
    assert repeated(write(file), []) == "check: the same winners as in the file"


def test_a_project_dearer_than_the_budget_has_no_place_in_the_format():
    projects = [Project(1, 60_00), Project(2, 300_50), Project(3, 50_00)]
    export = export_of(projects, [[2], [2, 1], [2, 3], [1]], budget=100_00)
    file = checked(export)
    assert file.meta["num_projects"] == "2"
    assert (
        "#2: Left out, since the cost is above the budget: 2 (cost 300.5, 3 votes)." in file.meta["comment"]
    )
    assert checked(replace(export, settings=Settings(rule="greedy_stop"), result=count(
        export.election, Settings(rule="greedy_stop")))).meta["rule"] == "unknown"  # fmt: skip


def test_more_columns_are_filled_or_left_out():
    export = export_of([Project(1, 60_00), Project(2, 50_00)], [[1, 2], [2]], budget=100_00)
    columns = {
        "latitude": {1: "56.05"},
        "longitude": {1: "12.69"},
        "category": {2: "kultur, gemenskap"},
        "proposer": {1: "Föreningen Ängen"},
        "description": {},
        "public_id": {1: "N-1", 2: "N-2"},
    }
    file = checked(replace(export, columns=columns))
    assert file.projects.columns == (
        "project_id", "cost", "votes", "name", "category", "selected", "proposer", "public_id", "latitude", "longitude",
    )  # fmt: skip
    by_id = {row["project_id"]: row for _line, row in file.projects.numbered()}
    assert (by_id["2"]["proposer"], by_id["2"]["latitude"]) == ("-", "")
    assert "kultur,gemenskap" in write(file)


def test_limits_of_a_ballot_hold_for_what_stands_in_the_file():
    projects = [Project(1, 60_00), Project(2, 50_00)]
    meta = META | {"min_length": "2", "max_length": "3"}
    export = export_of(projects, [[1, 2], [2, 1], [2, 9]], budget=100_00, meta=meta)
    file = checked(export)
    assert (file.meta["min_length"], file.meta["max_length"]) == ("1", "2")
    one = checked(export_of(projects, [[1], [2]], budget=100_00, meta=meta, vote_type="choose-1"))
    assert (one.meta["min_length"], one.meta["max_length"]) == ("1", "1")


@pytest.mark.parametrize(
    ("vote_type", "ballots", "columns", "row"),
    [
        ("ordinal", [{1: 1, 2: 2}, {2: 1}], ("voter_id", "vote"), ("v0", "2,1")),
        ("ordinal", [{1: 2, 2: 3}, {2: 3}], ("voter_id", "vote", "points"), ("v0", "2,1", "3,2")),
        ("cumulative", [{1: 2, 2: 3}, {2: 5}], ("voter_id", "vote", "points"), ("v0", "2,1", "3,2")),
        ("scoring", [{1: 2, 2: 3}, {2: 5}], ("voter_id", "vote", "points"), ("v0", "2,1", "3,2")),
    ],
)
def test_points_and_rankings_are_best_first(vote_type, ballots, columns, row):
    export = export_of(
        [Project(1, 60_00), Project(2, 50_00)], ballots, budget=100_00, vote_type=vote_type, methods=("",)
    )
    file = checked(export)
    assert file.votes.columns == columns
    assert file.votes.rows[0] == row
    assert file.meta.get("max_sum_points") == ("5" if vote_type == "cumulative" else None)
    assert file.projects.columns[2:4] == ("votes", "score")


@st.composite
def exports(draw) -> Export:
    ids = draw(st.lists(st.integers(1, 30), unique=True, min_size=1, max_size=6))
    cost = st.integers(1, 10).map(lambda kronor: kronor * 100) | st.integers(100, 1000)
    projects = [Project(id_, draw(cost), group=draw(st.sampled_from(["", "", "", "a"]))) for id_ in ids]
    vote_type = draw(
        st.sampled_from(["approval", "approval", "choose-1", "ordinal", "cumulative", "scoring"])
    )
    chosen = st.lists(st.sampled_from(ids), unique=True, max_size=1 if vote_type == "choose-1" else 4)
    lists = draw(st.lists(chosen, max_size=8))
    if vote_type in ("approval", "choose-1"):
        ballots = [dict.fromkeys(ballot, 1) for ballot in lists]
    elif vote_type == "ordinal":
        most = draw(st.sampled_from([0, 4]))
        ballots = [{id_: (most or len(ballot)) - at for at, id_ in enumerate(ballot)} for ballot in lists]
    else:
        ballots = [{id_: draw(st.integers(1, 3)) for id_ in ballot} for ballot in lists]
    if not any(ballots):
        ballots = [{ids[0]: 1}]
    return export_of(
        projects,
        ballots,
        budget=draw(st.integers(1, 40).map(lambda kronor: kronor * 100) | st.integers(100, 4000)),
        vote_type=vote_type,
        rule=draw(st.sampled_from(list(Rule))),
        utility=draw(st.sampled_from(["cost", "cardinality"])),
        tie_rule=draw(st.sampled_from(ties.RULES)),
        seed=draw(st.sampled_from(["", "frö"])) or "s",
        contest=draw(st.sampled_from([None, 3])),
        threshold=draw(st.integers(1, 3)),
        threshold_percent=draw(st.sampled_from([None, None, 30])),
        methods=draw(st.sampled_from([("internet",), ("internet", "paper"), ("", "paper")])),
    )


@settings(max_examples=scaled(120, least=60), deadline=None)
@given(export=exports())
def test_every_export_passes_the_checker_and_gives_the_same_winners_again(export):
    """I18. What the format has no place for stays out: a dearer project, a share of the voters where ballots give points."""
    file = checked(export)
    everything = all(project.cost <= export.election.budget for project in export.election.projects)
    if everything and (export.result.least_supporters == 1 or not export.in_points):
        assert repeated(write(file), repeating(export)) == "check: the same winners as in the file"


@settings(max_examples=scaled(150, least=60))
@given(
    data=st.data(),
    tie_rule=st.sampled_from(ties.RULES),
    contest=st.sampled_from([None, 0, 12]),
    seed=st.sampled_from(["s", "å|b c"]),
)
def test_the_command_breaks_ties_as_the_settings_do(data, tie_rule, contest, seed):
    ids = data.draw(st.lists(st.integers(1, 99), unique=True, min_size=2, max_size=8))
    election = Election(tuple(Project(id_, data.draw(st.integers(1, 2)), 1) for id_ in ids), 100, voters=1)
    asked = Settings(tie_rule=tie_rule, seed=seed, contest=contest)
    options = parser().parse_args(["file", *options_of(asked)])
    tie, given_seed = options.ties
    again = Settings(tie_rule=tie, seed=given_seed, contest=None)
    assert count(election, again).funded == count(election, asked).funded


@many()
def test_a_count_of_any_rule_is_repeated_from_its_file(data):
    """I18 on elections where ties are common: written, read and counted again."""
    case = small(data, points=data[0] % 3 == 0)
    rule = list(Rule)[data[1] % len(Rule)]
    terms = {"tie_rule": "lot", "seed": "frö", "contest": 7} | case.terms | {"threshold_percent": None}
    asked = Settings(rule=rule, **terms)
    result = count(case.election, asked)
    votes = [Vote(f"v{at}", tuple(ballot.items())) for at, ballot in enumerate(case.ballots)]
    kind = "scoring" if data[0] % 3 == 0 else "approval"
    export = Export(META, case.election, asked, result, {}, votes, vote_type=kind)
    text = write(compose(export))
    if all(project.cost <= case.election.budget for project in case.election.projects):
        again = count(read_election(parse(text)), asked)
        assert again.funded == tuple(str(id_) for id_ in result.funded)
    assert write(parse(text)) == text
