"""The published file of what a count counted: canonical, repeatable, and refused when it is not that. No database."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.inputs import (
    InputsError,
    canonical,
    fingerprint,
    inputs_json,
    read_inputs,
    result_json,
)
from budgeting.counting.rules import Settings, count
from budgeting.elections.of_rounds import settings_of
from budgeting.models import LotSource, Round
from radslag.tests.scale import scaled

from .pabulib_files import NARLUNDA, each_real_file, election_of, real_files

PROJECTS = (Project(2, 5_000, group="a"), Project(10, 4_000), Project(1, 6_000, group="a"))
BALLOTS = grouped([[1, 2], [2, 1], [10], []])
ELECTION = Election(tally(PROJECTS, BALLOTS), 10_000, BALLOTS)
GREEDY = Settings(rule="greedy_skip", tie_rule="lot", seed="frö|å", contest=7, threshold=2)
SHARES = replace(GREEDY, rule="equal_shares_add1_fill", threshold_percent=10)


def test_a_greedy_count_is_repeated_from_totals():
    text = inputs_json(ELECTION, GREEDY)
    assert text == (
        '{"budget":10000,"contest":7,"currency":"SEK","format":"budgeting.counting inputs",'
        '"projects":[[1,6000,2,2,"a"],[2,5000,2,2,"a"],[10,4000,1,1,""]],'
        '"settings":{"rule":"greedy_skip","seed":"frö|å","threshold":2,"threshold_percent":null,"ties":"lot","utility":"cost"},'
        '"unit":100,"version":1,"voters":3}'
    )
    read = read_inputs(text)
    assert read.settings == GREEDY
    assert (read.election.n, read.currency) == (3, "SEK")
    assert result_json(count(read.election, read.settings)) == result_json(count(ELECTION, GREEDY))
    assert inputs_json(read.election, read.settings) == text


def test_equal_shares_have_their_ballots_with_them():
    text = inputs_json(ELECTION, SHARES, currency="")
    assert json.loads(text)["ballots"] == [[[[1, 1], [2, 1]], 2], [[[10, 1]], 1]]
    read = read_inputs(text)
    assert read.settings == SHARES
    assert read.election.ballots == {((1, 1), (2, 1)): 2, ((10, 1),): 1}
    assert inputs_json(read.election, read.settings, currency="") == text


def test_a_lot_drawn_in_public_says_so_in_the_file_and_a_sealed_one_is_as_it_always_was():
    drawn = replace(GREEDY, drawn=True)
    text = inputs_json(ELECTION, drawn)
    assert json.loads(text)["settings"]["drawn"] is True
    assert read_inputs(text).settings == drawn
    assert "drawn" not in inputs_json(ELECTION, GREEDY)
    with pytest.raises(InputsError, match="drawn"):
        read_inputs(text.replace('"drawn":true', '"drawn":1'))
    for source in LotSource:
        round_ = Round(lot_source=source, tie_rule="lot")
        assert settings_of(round_, "x").drawn is (source == LotSource.DRAWN)


def test_the_fingerprint_is_that_of_the_file():
    text = inputs_json(ELECTION, GREEDY)
    assert fingerprint(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert fingerprint(text) == "20d74e1f7de07e82e1ac3145486a7bb0a37400eda3f42414aca3485b8b614ee9"
    assert canonical({"b": ["å"], "a": None}) == '{"a":null,"b":["å"]}'


PROGRAM = """
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.inputs import fingerprint, inputs_json, result_json
from budgeting.counting.rules import Settings, count
ids = {f"p{n}" for n in range(40)}
ballots = grouped([{id_ for id_ in ids if (int(id_[1:]) * n) % 7 < 2} for n in range(60)])
projects = tally([Project(id_, 1000 + int(id_[1:]) % 5) for id_ in ids], ballots)
election = Election(projects, 20_000, ballots)
for rule in ("greedy_skip", "equal_shares"):
    settings = Settings(rule=rule, tie_rule="lot", seed="s")
    print(fingerprint(inputs_json(election, settings)))
print(fingerprint(result_json(count(election, Settings(tie_rule="lot", seed="s")))))
"""


def test_two_processes_with_other_hash_seeds_have_the_same_fingerprints():
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].count("\n") == 3


ids = st.integers(1, 30) | st.text("åab", min_size=1, max_size=2)


@st.composite
def elections(draw) -> Election:
    numbers = draw(st.lists(ids, unique_by=str, min_size=1, max_size=6))
    points = st.dictionaries(st.sampled_from(numbers), st.integers(1, 4), max_size=6)
    ballots = grouped(draw(st.lists(points, max_size=8)))
    projects = [
        Project(id_, draw(st.integers(1, 10)), group=draw(st.sampled_from(["", "a"]))) for id_ in numbers
    ]
    return Election(
        tally(draw(st.permutations(projects)), ballots), draw(st.integers(0, 30)), ballots, unit=1
    )


@settings(max_examples=scaled(200, least=60))
@given(
    election=elections(), rule=st.sampled_from(["greedy_skip", "greedy_stop", "equal_shares"]), data=st.data()
)
def test_inputs_are_read_as_they_were_written_whatever_the_order(election, rule, data):
    wanted = Settings(rule=rule, tie_rule="lot", seed="s")
    text = inputs_json(election, wanted)
    read = read_inputs(text)
    assert inputs_json(read.election, read.settings) == text
    shuffled = Election(
        tuple(data.draw(st.permutations(election.projects))),
        election.budget,
        dict(data.draw(st.permutations(list(election.ballots.items())))),
        unit=1,
    )
    assert inputs_json(shuffled, wanted) == text
    greedy = replace(wanted, rule="greedy_skip")
    assert count(read.election, greedy) == count(election, greedy)


def changed(text: str = "", /, **changes) -> str:
    return json.dumps({**json.loads(text or inputs_json(ELECTION, SHARES)), **changes})


REFUSED = {
    "empty": ("", "line 1: no JSON"),
    "another kind": (NARLUNDA, "line 1: no JSON"),
    "a list": ("[]", "the file is no JSON object"),
    "an empty object": ("{}", '"format" is not'),
    "nested": ("[" * 100_000, "nested too deeply"),
    "a key twice": ('{"a":1,"a":1}', "twice"),
    "another version": (changed(version=2), "version of the format"),
    "decimals": (changed(budget=1.5), "not whole: 1.5"),
    "not a number": (changed(budget=1).replace('"budget": 1', '"budget": NaN'), "not whole: NaN"),
    "a truth": (changed(budget=True), "budget is no whole number"),
    "less than nothing": (changed(budget=-1), "budget is no whole number"),
    "endless": (changed(budget=1).replace('"budget": 1', '"budget": ' + "9" * 5000), "digits"),
    "no unit": (changed(unit=0), "the unit is 1, 10"),
    "an odd unit": (changed(unit=30), "the unit is 1, 10"),
    "no settings": (changed(settings=None), "settings is no JSON object"),
    "no rule": (changed(settings={}), "no rule of this program: None"),
    "no projects": (changed(projects=3), "projects is no list"),
    "a short project": (changed(projects=[[1, 2]]), "a row of projects has 2 values, not 5"),
    "a free project": (changed(projects=[[1, 0, 0, 0, ""]], ballots=[], voters=0), "costs must be positive"),
    "a project twice": (changed(projects=[[1, 5, 0, 0, ""]] * 2, ballots=[], voters=0), "stand once"),
    "an id that is none": (changed(projects=[[None, 1, 0, 0, ""]]), "id of a project"),
    "other votes": (changed(projects=[[1, 6000, 3, 2, ""]]), "not those of the ballots"),
    "other voters": (changed(voters=4), "number of voters"),
    "no ballots": (changed(ballots=[]), "needs the ballots"),
    "a ballot twice": (changed(ballots=[[[[1, 1]], 1]] * 2), "equal ballots stand together"),
    "an empty ballot": (changed(ballots=[[[], 1]]), "at least one"),
    "a project twice in a ballot": (changed(ballots=[[[[1, 1], [1, 1]], 1]]), "once"),
    "no such ballot": (changed(ballots=[[[[1, 1]], 0]]), "at least one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_text_that_is_no_file_of_inputs_is_refused_with_the_reason(case):
    text, reason = REFUSED[case]
    with pytest.raises(InputsError) as error:
        read_inputs(text)
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


@settings(max_examples=scaled(200, least=60))
@given(
    at=st.integers(0, len(inputs_json(ELECTION, SHARES))),
    sign=st.sampled_from([*list('0-9"[]{},:x'), "null", ""]),
)
def test_a_damaged_file_is_read_or_refused_with_a_reason(at, sign):
    text = inputs_json(ELECTION, SHARES)
    try:
        read_inputs(text[:at] + sign + text[at + 1 :])
    except InputsError as error:
        assert str(error)


@real_files
@each_real_file
def test_a_real_election_is_counted_the_same_from_its_inputs(path):
    election = election_of(path)
    for rule in ("greedy_skip", "greedy_stop"):
        wanted = Settings(rule=rule, contest=None)
        read = read_inputs(inputs_json(election, wanted, currency="PLN"))
        assert read.election.ballots == {}
        assert count(read.election, read.settings) == count(election, wanted)
