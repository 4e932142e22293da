"""The .pb format: cells, elections, and the reasons for which a file is refused. No database."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgeting.counting import pabulib
from budgeting.counting.elections import Election
from budgeting.counting.pabulib import OBLIGATORY, PbError, PbFile, Table, parse, write
from budgeting.counting.pb_elections import (
    alternatives,
    differences,
    names,
    own_rule,
    read_election,
    selected,
    threshold,
)
from budgeting.counting.rules import Rule, Settings, count
from radslag.tests.scale import scaled

from .pabulib_files import NARLUNDA, each_real_file, election_of, errors_of, file_of, real_files, small


def read(text: str) -> Election:
    return read_election(parse(text))


# --- cells


def test_the_worked_example_is_read_and_written_byte_for_byte():
    assert write(parse(NARLUNDA)) == NARLUNDA
    assert errors_of(NARLUNDA) == {}
    file = parse(NARLUNDA)
    assert names(file)["1"] == 'Grillplats; vid "Ängen"'
    assert list(file.meta)[:3] == ["description", "country", "unit"]


@real_files
@each_real_file
def test_a_real_file_comes_back_byte_for_byte_but_for_its_line_ends(path):
    file = file_of(path)
    text = write(file)
    assert parse(text) == file
    assert list(parse(text).meta.items()) == list(file.meta.items())
    assert text == path.read_text(encoding="utf-8-sig").rstrip("\n") + "\n"


def test_other_line_ends_a_mark_of_the_byte_order_and_blank_lines_change_nothing():
    as_windows = NARLUNDA.replace("\n", "\r\n").encode("utf-8-sig")
    assert parse(as_windows) == parse(NARLUNDA)
    assert parse(NARLUNDA.replace("\n", "\r")) == parse(NARLUNDA)
    assert parse("\ufeff" + NARLUNDA.rstrip("\n")) == parse(NARLUNDA)
    assert parse(NARLUNDA.replace("PROJECTS", "\nPROJECTS") + "\n\n") == parse(NARLUNDA)


def test_what_a_spreadsheet_adds_is_passed_over():
    sheet = NARLUNDA.replace("META\n", "META;;;;;\n").replace("PROJECTS\n", "PROJECTS;;;;;\n")
    sheet = sheet.replace("country;Sweden\n", "country;Sweden;;;;\n").replace(
        "5;4;internet\n", "5;4;internet;;;\n"
    )
    assert parse(sheet) == parse(NARLUNDA)


def test_unknown_keys_and_columns_keep_their_places_and_known_ones_take_those_of_the_format():
    text = small(
        more="leftover_budget;3\nlanguage;sv\nedition;2\nown_key;x\n", columns="voter_id;vote;mood;age"
    )
    text = text.replace("1;a,b\n2;a\n", "1;a,b;glad;30\n2;a;;31\n")
    written = write(parse(text))
    assert "leftover_budget;3\nedition;2\nlanguage;sv\nown_key;x\n" in written
    assert "voter_id;vote;mood;age\n1;a,b;glad;30\n2;a;;31\n" in written
    mixed = Table(("project_id", "name", "mine", "cost"), (("a", "Bänk", "x", "60"),))
    assert "project_id;cost;mine;name\na;60;x;Bänk\n" in write(replace(parse(small()), projects=mixed))


AWKWARD = [
    "=1+1",
    'han sa "hej"',
    '"',
    "a;b",
    "å ä ö",
    "👩‍👩‍👧 fest",
    "rad ett\nrad två",
    " luft ",
    "\u2028",
    "a,b",
    ";;",
    '";"',
    "META",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_any_name_survives_and_passes_the_checker(name):
    file = parse(NARLUNDA)
    rows = [list(row) for row in file.projects.rows]
    rows[0][3] = f"x{name}y"
    written = write(replace(file, projects=Table(file.projects.columns, tuple(map(tuple, rows)))))
    assert len(written.split("\n")) == len(NARLUNDA.split("\n"))
    assert errors_of(written) == {}
    assert write(parse(written)) == written
    plain = "x" + name.replace("\n", " ").replace("\u2028", " ") + "y"
    assert names(parse(written))["1"] == plain


cells = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12
) | st.sampled_from(AWKWARD)
ids = st.text(string.ascii_letters + string.digits + "/-.å", min_size=1, max_size=5).filter(
    lambda id_: id_.upper() not in pabulib.SECTIONS
)


@st.composite
def pb_files(draw) -> PbFile:
    """Any file that can be written, in the order of the format."""
    meta = {key: pabulib.clean(key, draw(cells)) or "x" for key in OBLIGATORY} | {
        "comment": draw(cells),
        "own key": draw(cells),
    }
    project_ids = draw(st.lists(ids, unique=True, max_size=4))
    voters = draw(st.lists(ids, unique=True, max_size=4))
    return PbFile(
        meta,
        Table(
            ("project_id", "cost", "name", "mine"),
            tuple((id_, "1", draw(cells), draw(cells)) for id_ in project_ids),
        ),
        Table(("voter_id", "vote", "education"), tuple((id_, "a,b", draw(cells)) for id_ in voters)),
    )


@settings(max_examples=scaled(150, least=60))
@given(file=pb_files())
def test_what_is_written_is_read_and_written_again_the_same(file):
    text = write(file)
    read_back = parse(text.encode())
    assert write(read_back) == text
    assert parse(write(read_back)) == read_back
    assert read_back.projects.rows == tuple(
        tuple(map(pabulib.clean, file.projects.columns, row)) for row in file.projects.rows
    )


@settings(max_examples=scaled(150, least=60))
@given(text=st.text(st.sampled_from('META;PROJECTSVkeyvalu\n";1å,'), max_size=120) | st.binary(max_size=60))
def test_rubbish_is_refused_with_a_reason_and_never_crashes(text):
    with pytest.raises(PbError) as error:
        parse(text)
    assert error.value.reason
    assert "\n" not in str(error.value)


@settings(max_examples=scaled(150, least=60))
@given(
    at=st.integers(0, len(NARLUNDA)),
    sign=st.sampled_from(['"', ";", "\n", ",", "\0", "x", "", "META\n", "-", "."]),
)
def test_a_damaged_file_is_counted_or_refused_with_a_line(at, sign):
    text = NARLUNDA[:at] + sign + NARLUNDA[at + 1 :]
    try:
        election = read_election(parse(text.encode()))
    except PbError as error:
        assert error.reason
        assert 0 <= error.line <= text.count("\n") + 1
    else:
        count(election, Settings())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"meta": {"description": "x"}}, "META needs country"),
        ({"meta": dict.fromkeys(OBLIGATORY, "x") | {"VOTES": ""}}, "keys that are names"),
        ({"projects": Table(("cost", "name"), ())}, "must be project_id"),
        ({"projects": Table(("project_id", "cost"), (("a,b", "1"),))}, "'a,b'"),
        ({"projects": Table(("project_id", "cost"), (("a;b", "1"),))}, "'a;b'"),
        ({"projects": Table(("project_id", "cost"), (("votes", "1"),))}, "'votes'"),
        ({"projects": Table(("project_id", "cost"), (("a", "1"), ("a", "2")))}, "stands twice"),
        ({"projects": Table(("project_id", "cost"), (("", "1"),))}, "''"),
        ({"votes": Table(("voter_id", "vote"), (("1", "a", "x"),))}, "3 cells where there are 2 columns"),
    ],
)
def test_what_is_no_file_is_not_written(change, reason):
    with pytest.raises(ValueError, match=reason):
        write(replace(parse(NARLUNDA), **change))


# --- elections


def test_the_worked_example_is_counted():
    election = read(NARLUNDA)
    assert (election.n, election.budget, election.unit) == (5, 2_500_000, 100)
    assert count(election, Settings(tie_rule="cheapest")).funded == ("1", "4", "3")
    assert count(election, Settings(rule="greedy_stop")).funded == ("1",)
    assert differences(parse(NARLUNDA), election) == []
    assert selected(parse(NARLUNDA)) == {"1", "3", "4"}


@pytest.mark.parametrize(
    ("budget", "cost", "amounts"),
    [
        ("100", "60", (10_000, 6_000, 100)),
        ("100.0", "60.000", (10_000, 6_000, 100)),
        ("100.5", "60.25", (10_050, 6_025, 100)),
        ("100", "33.33333", (10_000_000, 3_333_333, 100_000)),
        ("0", "60", (0, 6_000, 100)),
        ("123456789012345678", "999999999", (12345678901234567800, 99999999900, 100)),
    ],
)
def test_money_is_read_exactly(budget, cost, amounts):
    election = read(small(budget=budget, projects=f"a;{cost};Bänk\nb;50;Fest\n"))
    assert (election.budget, election.projects[0].cost, election.unit) == amounts


def test_an_empty_ballot_is_no_voter():
    election = read(small(votes="1;a,b\n2;\n"))
    assert election.n == 1
    assert read(small(votes="", number=0)).n == 0


@pytest.mark.parametrize(
    ("vote_type", "votes", "totals"),
    [
        ("approval", "1;a,b\n2;a\n", [(2, 2), (1, 1)]),
        ("choose-1", "1;b\n2;a\n", [(1, 1), (1, 1)]),
        ("ordinal", "1;b,a\n2;a\n", [(2, 2), (2, 1)]),
        ("ordinal", "1;b,a;3,2\n2;a;3\n", [(5, 2), (3, 1)]),
        ("cumulative", "1;a,b;5,2\n2;a;7.0\n", [(12, 2), (2, 1)]),
        ("cumulative", "1;a,b;5,0\n2;b;1\n", [(5, 1), (1, 1)]),
        ("scoring", "1;a,b;1,-1\n2;b;3\n", [(1, 1), (3, 1)]),
    ],
)
def test_votes_of_each_type_become_points(vote_type, votes, totals):
    columns = "voter_id;vote" + (";points" if votes.count(";") > 2 else "")
    election = read(small(vote_type=vote_type, votes=votes, columns=columns))
    assert [(project.votes, project.supporters) for project in election.projects] == totals


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("greedy", Rule.GREEDY_SKIP),
        ("greedy-threshold", Rule.GREEDY_SKIP),
        ("greedy-no-skip", Rule.GREEDY_STOP),
        ("equalshares", Rule.EQUAL_SHARES),
        ("equalshares/add1", Rule.EQUAL_SHARES_ADD1),
        ("greedy-exclusive", None),
        ("greedy-custom", None),
        ("unknown", None),
    ],
)
def test_the_rules_of_the_format_are_ours_or_nobodys(name, rule):
    assert own_rule(parse(small(rule=name))) == rule


def test_alternatives_are_told_in_the_comment():
    told = parse(small(rule="greedy-exclusive", more="comment;#1: At most one of each: a,b. #2: More.\n"))
    assert alternatives(told) == {"a": "1", "b": "1"}
    assert own_rule(told) == Rule.GREEDY_SKIP
    assert count(read_election(told), Settings()).funded == ("a",)
    strangers = parse(small(rule="greedy-exclusive", more="comment;#1: At most one of each: a,x.\n"))
    assert own_rule(strangers) is None


def test_a_file_that_says_other_votes_than_it_holds_is_told_of():
    file = parse(NARLUNDA.replace("2;12000;3;", "2;12000;4;"))
    (told,) = differences(file, read_election(file))
    assert told == "line 22: votes of “2” is “4”, but the votes of the file give 3"


def test_a_cost_that_marks_a_withdrawn_project_keeps_it_out_and_ends_no_count():
    file = parse(NARLUNDA.replace("2;12000;3;", "2;999999999;3;"))
    election = read_election(file)
    assert [project.id for project in election.projects] == ["1", "4", "3"]
    assert election.n == 5
    assert count(election, Settings(rule="greedy_stop")).funded == ("1", "4", "3")
    assert differences(file, election) == ["line 22: “2” is left out: its cost marks it as withdrawn"]
    assert len(read(small(budget="999999999", projects="a;999999999;A\nb;5;B\n")).projects) == 2


MALFORMED = {
    "empty": ("", 0, "empty"),
    "blank": (" \n\n", 0, "empty"),
    "no META": (NARLUNDA.removeprefix("META\n"), 1, "must begin with a line META"),
    "no key;value": (NARLUNDA.replace("key;value\n", ""), 2, "must be key;value"),
    "META alone": ("META\n", 0, "PROJECTS is missing"),
    "META empty": (NARLUNDA[:5] + NARLUNDA[NARLUNDA.index("PROJECTS") :], 1, "must be key;value"),
    "no PROJECTS": (NARLUNDA.replace("PROJECTS\n", ""), 24, "META, PROJECTS, VOTES, in this order"),
    "no VOTES": (NARLUNDA.split("VOTES")[0], 0, "VOTES is missing"),
    "VOTES before PROJECTS": (NARLUNDA.replace("PROJECTS", "VOTES", 1), 19, "in this order"),
    "PROJECTS twice": (NARLUNDA.replace("VOTES\n", "PROJECTS\n"), 25, "second section PROJECTS"),
    "columns missing": (NARLUNDA.split("voter_id")[0], 25, "no line of column names"),
    "no project_id": (NARLUNDA.replace("project_id;", "id;"), 20, "must be project_id"),
    "no cost": (NARLUNDA.replace(";cost;", ";price;"), 20, "no column cost"),
    "no vote": (NARLUNDA.replace("voter_id;vote;", "voter_id;choice;"), 26, "no column vote"),
    "column twice": (NARLUNDA.replace(";category;", ";name;"), 20, "stands twice"),
    "cell missing": (NARLUNDA.replace("3;5000;2;", "3;5000;"), 24, "5 cells where there are 6 columns"),
    "cell too many": (
        NARLUNDA.replace("2;12000;3;", "2;12000;3;9;"),
        22,
        "7 cells where there are 6 columns",
    ),
    "cut short": (NARLUNDA[: NARLUNDA.rindex(";")], 31, "2 cells where there are 3 columns"),
    "key twice": (NARLUNDA.replace("unit;H", "country;H"), 5, "“country” stands twice"),
    "key alone": (NARLUNDA.replace("unit;Hel", "unitHel"), 5, "has no value"),
    "value alone": (NARLUNDA.replace("unit;H", ";H"), 5, "without a key"),
    "open quote": (NARLUNDA.replace(";Gårds", ';"Gårds'), 22, "never closed"),
    "quote inside": (NARLUNDA.replace('""Ängen""', '"Ängen"'), 21, "written twice"),
    "endless cell": (NARLUNDA.replace(";Gårds", ';"' + "x" * 140_000), 22, "far too long"),
    "no budget": (NARLUNDA.replace("budget;25000\n", ""), 1, "no budget"),
    "budget empty": (NARLUNDA.replace("budget;25000", "budget;"), 10, "no budget"),
    "budget in words": (NARLUNDA.replace("budget;25000", "budget;mycket"), 10, "no number: “mycket”"),
    "budget with comma": (NARLUNDA.replace("budget;25000", "budget;25000,50"), 10, "after a point"),
    "budget with spaces": (NARLUNDA.replace("budget;25000", "budget;25 000"), 10, "nothing groups thousands"),
    "budget negative": (NARLUNDA.replace("budget;25000", "budget;-1"), 10, "negative"),
    "budget infinite": (NARLUNDA.replace("budget;25000", "budget;inf"), 10, "no number"),
    "budget endless": (NARLUNDA.replace("budget;25000", f"budget;{'9' * 30}"), 10, "too many digits"),
    "cost 0": (NARLUNDA.replace("3;5000;", "3;0;"), 24, "more than 0"),
    "cost 0.00": (NARLUNDA.replace("3;5000;", "3;0.00;"), 24, "more than 0"),
    "cost negative": (NARLUNDA.replace("3;5000;", "3;-5;"), 24, "more than 0"),
    "cost in words": (NARLUNDA.replace("3;5000;", "3;gratis;"), 24, "no number: “gratis”"),
    "cost with exponent": (NARLUNDA.replace("3;5000;", "3;5e3;"), 24, "no number: “5e3”"),
    "cost in other digits": (NARLUNDA.replace("3;5000;", "3;٥;"), 24, "no number"),
    "no vote_type": (NARLUNDA.replace("vote_type;approval\n", ""), 1, "no vote_type"),
    "unknown vote_type": (NARLUNDA.replace("approval", "thumbs"), 11, "no vote_type of the format: “thumbs”"),
    "num_votes": (NARLUNDA.replace("num_votes;5", "num_votes;6"), 9, "is “6”, but the file has 5 votes"),
    "num_projects": (
        NARLUNDA.replace("num_projects;4", "num_projects;x"),
        8,
        "is “x”, but the file has 4 projects",
    ),
    "project twice": (NARLUNDA.replace("3;5000;", "4;5000;"), 24, "project_id “4” stands twice"),
    "project without id": (NARLUNDA.replace("3;5000;", ";5000;"), 24, "project_id is empty"),
    "voter twice": (NARLUNDA.replace("5;4;internet", "4;4;internet"), 31, "voter_id “4” stands twice"),
    "stranger": (NARLUNDA.replace("5;4;internet", "5;9;internet"), 31, "“9”, which is no project"),
    "twice in a vote": (NARLUNDA.replace("1;1,2,3;", "1;1,2,1;"), 27, "“1” stands twice in one vote"),
    "empty choice": (NARLUNDA.replace("1;1,2,3;", "1;1,,3;"), 27, "“”, which is no project"),
    "choose-1 with two": (small(vote_type="choose-1"), 20, "names one project, not 2"),
    "points in approval": (
        small(votes="1;a;3\n2;b;\n", columns="voter_id;vote;points"),
        20,
        "points in a vote",
    ),
    "no points": (small(vote_type="cumulative"), 19, "need a column points"),
    "too few points": (
        small(vote_type="cumulative", votes="1;a,b;3\n2;b;1\n", columns="voter_id;vote;points"),
        20,
        "1 points for 2 projects",
    ),
    "half points": (
        small(vote_type="scoring", votes="1;a;3\n2;b;1.5\n", columns="voter_id;vote;points"),
        21,
        "no whole number: “1.5”",
    ),
    "negative points": (
        small(vote_type="cumulative", votes="1;a;3\n2;b;-1\n", columns="voter_id;vote;points"),
        21,
        "negative points: “-1”",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_refused_with_line_and_reason(case):
    text, line, reason = MALFORMED[case]
    with pytest.raises(PbError) as error:
        read(text)
    assert error.value.line == line, str(error.value)
    assert reason in error.value.reason
    assert str(error.value) == (f"line {line}: {error.value.reason}" if line else error.value.reason)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (NARLUNDA.replace("Fest", "F\0st").replace("Gårds", "G\0").encode(), 22, "NUL"),
        (NARLUNDA.encode("latin-1"), 3, "UTF-8"),
        (NARLUNDA.encode("utf-16"), 1, "UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\xff", 1, "UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data, line, reason):
    with pytest.raises(PbError) as error:
        parse(data)
    assert (error.value.line, reason in error.value.reason) == (line, True)


def test_flags_and_thresholds_that_are_none_are_refused():
    with pytest.raises(PbError, match="line 22: selected is 0, 1, 2 or 3"):
        selected(parse(NARLUNDA.replace("gemenskap;0", "gemenskap;nej")))
    assert selected(parse(small())) is None
    assert threshold(parse(small())) == 1
    assert threshold(parse(small(more="min_project_score_threshold;50\n"))) == 50
    with pytest.raises(PbError, match="line 14: min_project_score_threshold is no whole number"):
        threshold(parse(small(more="min_project_score_threshold;hälften\n")))


@real_files
@each_real_file
def test_a_real_election_is_read(path):
    election = election_of(path)
    assert differences(file_of(path), election) == []
    assert election.n == int(file_of(path).meta["num_votes"])
