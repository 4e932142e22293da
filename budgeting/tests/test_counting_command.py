"""`python -m budgeting.counting`: what it prints, its exit codes, and that it needs Python alone. No database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import budgeting.counting
from budgeting.counting import __main__ as command
from budgeting.counting import rules
from budgeting.counting.command import answer, parser
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.inputs import fingerprint, inputs_json, result_json
from budgeting.counting.listing import WORDS
from budgeting.counting.rules import Settings, count
from budgeting.counting.steps import Code

from .pabulib_files import NARLUNDA, REFERENCE, each_real_file, real_files, small
from .test_pabulib import MALFORMED

PROJECT = Path(budgeting.counting.__file__).parents[2]


@pytest.fixture
def narlunda(tmp_path) -> str:
    return written(tmp_path, NARLUNDA)


def written(folder: Path, text: str | bytes, name: str = "file.pb") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.fixture
def run(capsys):
    """Run the command in this process: exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = command.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def funded(run, *arguments: object) -> list[str]:
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)["funded"]


# --- what it prints


def test_the_table_says_who_got_what(run, narlunda):
    code, out, err = run(narlunda)
    assert (code, err) == (0, "")
    lines = out.replace("\xa0", " ").splitlines()
    assert lines[0] == "Regel: greedy · Röstande: 5"
    assert lines[1] == "Pott: 25 000 kr · Fördelat: 24 000 kr · Kvar: 1 000 kr"
    assert lines[3].split() == ["Plats", "Id", "Namn", "Röster", "Kostnad", "Kvar", "Beslut"]
    assert lines[5].endswith("     4   15 000  10 000  får pengar")
    assert lines[6].endswith("3   12 000  10 000  ryms inte")
    assert [line.split()[1] for line in lines[5:]] == ["1", "2", "4", "3"]


def test_the_table_is_told_in_english_too_and_every_decision_has_words(run, narlunda):
    _code, out, _err = run(narlunda, "--language", "en")
    assert "Rank  Id  Name" in out
    assert "does not fit" in out
    assert all(set(Code) <= set(words) for words in WORDS.values())
    assert WORDS["sv"].keys() == WORDS["en"].keys()


def test_one_object_with_money_as_numbers_and_ids_as_texts(run, tmp_path):
    text = small(budget="100.5", projects="a;60.25;Bänk\nb;50;Fest\n")
    _code, out, _err = run(written(tmp_path, text), "--json")
    value = json.loads(out, parse_float=Fraction)
    assert list(value) == ["rule", "budget", "funded", "spent", "remaining", "steps"]
    assert value["rule"] == "greedy"
    assert (value["budget"], value["spent"], value["remaining"]) == (
        Fraction("100.5"),
        Fraction("60.25"),
        Fraction("40.25"),
    )
    assert value["funded"] == ["a"]
    first, second = value["steps"]
    assert (first["rank"], first["project"], first["code"], first["votes"]) == (1, "a", "funded", 2)
    assert (second["code"], second["cost"], second["before"]) == ("does_not_fit", 50, Fraction("40.25"))
    assert '"cost": 50,' in out


def test_each_decision_is_explained_in_the_language_of_the_file_or_the_one_asked_for(run, narlunda, tmp_path):
    _code, out, _err = run(narlunda, "--explain")
    told = out.replace("\xa0", " ")
    assert "2. Gårdsfest (2): Fick 3 röster. Kostar 12 000 kr men bara 10 000 kr återstod" in told
    _code, out, _err = run(narlunda, "--explain", "--language", "en")
    assert "2. Gårdsfest (2): Got 3 votes. Costs 12 000 kr but only 10 000 kr was left" in out.replace(
        "\xa0", " "
    )
    english = written(tmp_path, NARLUNDA.replace("language;sv", "language;en"))
    assert "Got 3 votes" in run(english, "--explain")[1]
    polish = written(tmp_path, NARLUNDA.replace("language;sv", "language;pl").replace("SEK", "PLN"))
    assert "bara 10 000 PLN återstod" in run(polish, "--explain")[1].replace("\xa0", " ")
    points = small(vote_type="cumulative", votes="1;a,b;3,2\n2;a;1\n", columns="voter_id;vote;points")
    assert "Fick 2 poäng" in run(written(tmp_path, points), "--explain", "--ties", "id")[1]


def test_names_may_be_anything_without_harm_to_the_terminal(run, tmp_path):
    text = small(projects="a;60;\x1b[31mRöd\u202e 👩‍👩‍👧 =1+1\nb;50;" + "漢字" * 30 + "\n")
    for shape in ([], ["--explain"]):
        code, out, _err = run(written(tmp_path, text), *shape)
        assert code == 0
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "=1+1" in out
    assert "漢字漢…" in run(written(tmp_path, text))[1]


def test_a_file_that_contradicts_itself_is_counted_by_its_ballots_and_told_of(run, tmp_path):
    code, out, err = run(written(tmp_path, NARLUNDA.replace("2;12000;3;", "2;12000;9;")), "--json")
    assert code == 0
    assert json.loads(out)["steps"][1]["votes"] == 3
    assert err.count("\n") == 1
    assert "line 22: votes of “2” is “9”" in err


# --- its options


def test_rules_ties_and_thresholds_are_chosen(run, tmp_path, narlunda):
    assert funded(run, narlunda) == ["1", "4", "3"]
    assert funded(run, narlunda, "--ties", "dearest") == ["1", "3", "4"]
    assert funded(run, narlunda, "--ties", "id") == ["1", "3", "4"]
    assert funded(run, narlunda, "--rule", "greedy-stop") == ["1"]
    assert funded(run, narlunda, "--threshold", "3") == ["1"]
    assert funded(run, narlunda, "--threshold", "0") == ["1", "4", "3"]
    orders = {tuple(funded(run, narlunda, "--ties", f"lot:{seed}")) for seed in "abcdef"}
    assert orders == {("1", "4", "3"), ("1", "3", "4")}


def test_the_rule_of_the_file_has_its_threshold_and_a_rule_that_is_named_has_none(run, tmp_path):
    text = NARLUNDA.replace("rule;greedy", "rule;greedy-threshold")
    text = text.replace("language;sv", "min_project_score_threshold;3\nlanguage;sv")
    path = written(tmp_path, text)
    assert funded(run, path) == ["1"]
    assert funded(run, path, "--rule", "greedy") == ["1", "4", "3"]
    assert funded(run, path, "--rule", "greedy", "--threshold", "3") == ["1"]
    assert "Tröskel: 3" in run(path)[1]


def test_natural_order_is_two_before_ten(run, tmp_path):
    text = small(projects="a10;60;Bänk\na2;60;Fest\n", votes="1;a10,a2\n2;a2,a10\n")
    assert funded(run, written(tmp_path, text), "--ties", "id") == ["a2"]


@pytest.mark.parametrize("rule", ["unknown", "greedy-custom", "greedy-exclusive", "något"])
def test_a_rule_that_is_not_ours_must_be_named(run, tmp_path, rule):
    path = written(tmp_path, small(rule=rule))
    code, out, err = run(path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"{path}: line 11: its rule")
    assert err.endswith("name a --rule\n")
    assert funded(run, path, "--rule", "greedy") == ["a"]


def test_a_file_without_a_rule_is_counted_when_one_is_named(run, tmp_path):
    path = written(tmp_path, small().replace("rule;greedy\n", ""))
    assert run(path)[0] == 2
    assert funded(run, path, "--rule", "greedy") == ["a"]


def test_the_winners_are_compared_with_those_of_the_file(run, tmp_path, narlunda):
    code, out, _err = run(narlunda, "--check")
    assert (code, out.splitlines()[-1]) == (0, "check: the same winners as in the file")
    code, out, _err = run(narlunda, "--check", "--rule", "greedy-stop")
    assert (code, out.splitlines()[-1]) == (
        1,
        "check: other winners than in the file: only in the file: 3, 4",
    )
    code, out, err = run(narlunda, "--check", "--threshold", "3", "--json")
    assert (code, json.loads(out)["funded"]) == (1, ["1"])
    assert "only in the file: 3, 4" in err
    other = written(tmp_path, NARLUNDA.replace("gemenskap;0", "gemenskap;1"))
    assert run(other, "--check")[0] == 1
    code, out, err = run(written(tmp_path, small()), "--check")
    assert (code, out) == (2, "")
    assert "does not say which projects were selected" in err


@pytest.mark.parametrize(
    "options",
    [
        ["--rule", "magic"],
        ["--ties", "first"],
        ["--ties", "lot"],
        ["--ties", "lot:"],
        ["--ties", "id:x"],
        ["--threshold", "-1"],
        ["--threshold", "x"],
        ["--threshold", "²"],
        ["--utility", "joy"],
        ["--json", "--explain"],
        ["--language", "pl"],
        ["--unknown"],
    ],
)
def test_options_that_are_none_are_refused(run, narlunda, options):
    code, out, err = run(narlunda, *options)
    assert (code, out) == (2, "")
    assert "error: " in err


# --- files that can't be counted


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_gives_one_line_with_file_line_and_reason(run, tmp_path, case):
    text, line, reason = MALFORMED[case]
    path = written(tmp_path, text)
    code, out, err = run(path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"{path}: line {line}: " if line else f"{path}: ")
    assert reason in err


def test_what_is_no_file_gives_one_line(run, tmp_path, monkeypatch):
    paths = [tmp_path / "missing.pb", tmp_path, "x" * 5000, "a\0b", ""]
    paths += [
        written(tmp_path, data, f"{at}")
        for at, data in enumerate([b"\0" * 99, bytes(range(256)), b"\xff\xfe"])
    ]
    for path in paths:
        code, out, err = run(path)
        assert (code, out, err.count("\n")) == (2, "", 1), path
        assert ": " in err
    monkeypatch.setattr(command, "MOST_BYTES", 1_000)
    code, _out, err = run(written(tmp_path, b"x" * 1_001))
    assert (code, err.count("\n"), "larger than" in err) == (2, 1, True)


def test_a_device_without_end_is_not_read_to_its_end(run, monkeypatch):
    monkeypatch.setattr(command, "MOST_BYTES", 100_000)
    assert run("/dev/zero")[0] == 2


# --- the published inputs


PUBLISHED = Election(
    (Project(2, 5_000_00, 4), Project(10, 5_000_00, 4), Project(7, 2_000_00, 1)), budget=7_000_00, voters=5
)
AS_SET = Settings(rule="greedy_skip", tie_rule="lot", seed="frö", contest=12)


def test_published_inputs_are_counted_by_their_own_settings_with_both_fingerprints(run, tmp_path):
    text = inputs_json(PUBLISHED, AS_SET)
    path = written(tmp_path, text, "inputs.json")
    result = count(PUBLISHED, AS_SET)
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert f"inputs sha256: {fingerprint(text)}\nresult sha256: {fingerprint(result_json(result))}\n" in out
    value = json.loads(run(path, "--json")[1])
    assert value["funded"] == [str(id_) for id_ in result.funded]
    assert (value["inputs_sha256"], value["budget"]) == (fingerprint(text), 7000)
    assert value["result_sha256"] == fingerprint(result_json(result))
    assert funded(run, path, "--ties", "id") == ["2", "7"]
    assert funded(run, path, "--ties", "lot:frö|12") == value["funded"]
    assert "Sedan återstod 2 000 kr" in run(path, "--explain")[1].replace("\xa0", " ")


@pytest.mark.parametrize(
    ("drawn", "options", "words"),
    [
        (True, [], "Lotten, dragen efter röstningen, avgjorde."),
        (False, [], "Lotten, bestämd före röstningen, avgjorde."),
        (True, ["--ties", "lot:x"], ". Lotten avgjorde."),
    ],
)
def test_where_the_lot_comes_from_is_told_as_on_the_page_and_not_where_nobody_knows(
    run, tmp_path, drawn, options, words
):
    ballots = grouped([[1, 2]])
    election = Election(tally((Project(1, 60), Project(2, 60)), ballots), 100, ballots)
    settings = Settings(tie_rule="lot", seed="frö", contest=7, drawn=drawn)
    path = written(tmp_path, inputs_json(election, settings), "inputs.json")
    assert words in run(path, "--explain", *options)[1]


def test_published_inputs_that_are_damaged_give_one_line(run, tmp_path):
    for text in ("{", "{}", inputs_json(PUBLISHED, AS_SET).replace("700000", "7.5"), '{"a":' * 100_000):
        code, out, err = run(written(tmp_path, text, "inputs.json"))
        assert (code, out, err.count("\n")) == (2, "", 1)
    code, _out, err = run(written(tmp_path, inputs_json(PUBLISHED, AS_SET)), "--check")
    assert (code, err.count("\n")) == (2, 1)
    code, _out, err = run(written(tmp_path, inputs_json(PUBLISHED, AS_SET)), "--rule", "equal-shares")
    assert (code, err.count("\n")) == (2, 1)


# --- a process of its own


def alone(folder: Path, *arguments: str, **more) -> subprocess.CompletedProcess[str]:
    """Python without what is installed, without variables of the environment, in the folder."""
    return subprocess.run(
        [sys.executable, "-S", "-E", "-X", "importtime", "-m", "budgeting.counting", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, **more,
    )  # fmt: skip


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }


def test_it_runs_in_a_clone_with_nothing_installed_and_without_django(narlunda):
    done = alone(PROJECT, narlunda, "--explain")
    assert done.returncode == 0, done.stderr
    names = imported(done)
    assert "budgeting.counting.command" in names
    strangers = {
        name for name in names if name.startswith("budgeting.") and not name.startswith("budgeting.counting")
    }
    known = {
        *sys.stdlib_module_names,
        "budgeting",
        "imported package",
        "org",
    }  # the module copy asks for org.python
    assert strangers == set()
    assert {name.partition(".")[0] for name in names} <= known


def test_the_folder_alone_is_enough(tmp_path, narlunda):
    shutil.copytree(
        Path(budgeting.counting.__file__).parent,
        tmp_path / "budgeting" / "counting",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    done = alone(tmp_path, narlunda, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["funded"] == ["1", "4", "3"]


def test_it_reads_standard_input_and_writes_utf8_whatever_the_surroundings():
    done = subprocess.run(
        [sys.executable, "-m", "budgeting.counting", "-"],
        cwd=PROJECT, input=NARLUNDA.encode(), capture_output=True, timeout=60, check=True,
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert "Odlingslådor" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error(narlunda):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "budgeting.counting", narlunda],
        cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


# --- the real files


@real_files
@each_real_file
def test_real_files_give_the_winners_of_the_reference(run, path):
    reference = REFERENCE[path.name]
    for ties in ("id", "cheapest", "dearest"):
        assert funded(run, path, "--rule", "greedy", "--ties", ties) == reference[f"greedy_skip_tie_{ties}"]
    assert funded(run, path, "--rule", "greedy-stop", "--ties", "id") == reference["greedy_stop_tie_id"]
    if "greedy_skip_threshold" in reference:
        threshold = ["--threshold", reference["threshold"]]
        assert (
            funded(run, path, "--rule", "greedy", "--ties", "id", *threshold)
            == reference["greedy_skip_threshold"]
        )


SHARES = {
    "mes_cost": ["equal-shares"],
    "mes_cardinality": ["equal-shares", "--utility", "cardinality"],
    "mes_cost_then_greedy": ["equal-shares-fill"],
    "mes_cost_add1": ["equal-shares-add1"],
    "mes_cost_add1_then_greedy": ["equal-shares-add1-fill"],
}


@real_files
@each_real_file
def test_equal_shares_buy_what_the_reference_buys_in_its_order_after_as_many_raises(path, monkeypatch):
    reference, data = REFERENCE[path.name], path.read_bytes()
    results = []
    monkeypatch.setattr(rules, "count", lambda *given: results.append(count(*given)) or results[-1])
    for name, options in SHARES.items():
        asked = parser().parse_args([str(path), "--rule", *options, "--ties", "id", "--json"])
        assert json.loads(answer(data, asked).text)["funded"] == reference[name], name
    steps = reference["mes_cost_add1_steps"]
    assert [result.raises for result in results] == [steps if "add1" in name else 0 for name in SHARES]


CITIES = ["Assen", "Swiecie", "Katowice", "Krakow", "Lodz", "Gdynia", "Wroclaw", "Brodno", "Wesola"]


@real_files
@pytest.mark.parametrize("city", CITIES)
def test_the_winners_of_a_city_are_those_of_its_rule(run, city):
    (path,) = [path for path in Path(os.environ["RADSLAG_PABULIB_DIR"]).glob("*.pb") if city in path.name]
    code, out, err = run(path, "--check")
    assert (code, err) == (0, ""), out
    assert run(path, "--check", "--ties", "id")[0] == (1 if city == "Brodno" else 0)


M2 = "".join(f"{at};{'a,b' if at < 6 else 'c,d'}\n" for at in range(10))
"""Six for a and b, four for c and d: counting.md's example of a minority that gets nothing by votes."""


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        ("greedy", ["a", "b"]),
        ("equalshares", ["a", "d"]),
        ("equalshares/add1", ["a", "d"]),
        ("equalshares-comparison", ["a", "b"]),
        ("equalshares/add1-comparison", ["a", "b"]),
    ],
)
def test_a_minority_is_heard_by_equal_shares_unless_they_are_compared(run, tmp_path, rule, winners):
    text = small(rule=rule, projects="a;50;A\nb;50;B\nc;50;C\nd;40;D\n", votes=M2, number=10)
    path = written(tmp_path, text.replace("num_projects;2", "num_projects;4"))
    assert funded(run, path, "--ties", "id") == winners
    if rule != "greedy":
        paid = json.loads(run(path, "--ties", "id", "--json")[1])["steps"][0]["paid"]
        assert paid == (None if "comparison" in rule else "25/3")
    assert "50 PLN" not in run(path, "--explain")[1]


@real_files
def test_zurich_has_a_rule_that_is_nobodys_and_toulouse_does_not_tell_its_winners(run):
    folder = Path(os.environ["RADSLAG_PABULIB_DIR"])
    assert run(folder / "Switzerland_Zurich_S5.pb")[0] == 2
    assert run(next(folder.glob("France_*.pb")), "--check")[0] == 2
