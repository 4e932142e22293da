"""Which tests `make test` runs (.ci/shares.py): together they reach what all reach, and the list of the rest is true."""

import importlib.util
import pickle
import re

import pytest

from radslag.tests.source import PROJECT

SPECIFICATION = importlib.util.spec_from_file_location("shares", PROJECT / ".ci" / "shares.py")
assert SPECIFICATION and SPECIFICATION.loader
shares = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(shares)

TESTS = {
    "a.py::slow": (9.0, {1, 2, 3}),
    "a.py::quick[x]": (0.1, {1, 2}),
    "a.py::quick[y]": (0.2, {1, 2}),
    "b.py::alone": (5.0, {4}),
    "b.py::third": (0.3, {3}),
}


def test_the_first_share_reaches_all_in_little_time():
    assert shares.first_share(TESTS) == {"a.py::quick[x]", "b.py::alone", "b.py::third"}


def test_what_is_always_of_the_first_share_spares_others():
    assert shares.first_share(TESTS, ["a.py::slow"]) == {"a.py::slow", "b.py::alone"}


def test_of_little_time_what_reaches_most_in_a_second_takes_it():
    assert shares.first_share(TESTS, most=1.0) == {"a.py::quick[x]", "b.py::third"}
    assert shares.first_share(TESTS, ["b.py::third"], most=5.2) == {"b.py::third", "a.py::quick[x]"}


def test_each_function_of_a_promise_is_wanted_with_one_of_its_values_and_more_than_a_line():
    promised = shares.with_promises(TESTS, {"a.py"})
    assert shares.first_share(promised) == {"a.py::slow", "a.py::quick[x]", "b.py::alone"}
    assert shares.first_share(promised, most=9.5) == {"a.py::slow", "a.py::quick[x]"}


def test_who_is_needed_no_more_when_others_are_there_is_left_out_again():
    tests = {"wide": (1.0, {1, 2, 3, 4}), "left": (1.0, {1, 2, 5, 6}), "right": (1.0, {3, 4, 7, 8})}
    assert shares.first_share(tests) == {"left", "right"}


def test_a_function_of_the_rest_with_all_its_values_stands_there_once():
    everything = ["a.py::one[x]", "a.py::one[y]", "a.py::two[x]", "a.py::two[y]", "a.py::three"]
    rest = ["a.py::one[x]", "a.py::one[y]", "a.py::two[y]", "a.py::three"]
    assert shares.compact(rest, everything) == ["a.py::one", "a.py::three", "a.py::two[y]"]


def test_numbers_of_two_workers_are_made_one(tmp_path):
    for name, numbers, reached in (("gw0", {"step": 0, "node": 1}, {0, 1}), ("gw1", {"node": 0}, {0})):
        (tmp_path / name).write_bytes(pickle.dumps((numbers, {f"{name}.py::test": (1.0, reached)})))
    read = shares.read([tmp_path / "gw0", tmp_path / "gw1"])
    first, second = (reached for _seconds, reached in read.values())
    assert second < first and len(first) == 2


def test_the_promises_are_found_and_few_are_left_to_ci_with_all_their_examples():
    promised = shares.promised()
    assert "budgeting/tests/test_vote_leaks.py" in promised
    whole = {name for name in shares.rest() if "[" not in name and name.partition("::")[0] in promised}
    assert shares.rest() and len({name for name in whole if "::test_control_" not in name}) < 20


@pytest.mark.parametrize("file", sorted({name.partition("::")[0] for name in shares.rest()}))
def test_what_is_left_to_ci_is_there(file):
    """A test that was renamed would be of the first share without anybody knowing: `make shares` chooses anew."""
    text = (PROJECT / file).read_text(encoding="utf-8")
    functions = {
        re.sub(r"\[.*", "", name).split("::")[-1] for name in shares.rest() if name.startswith(f"{file}::")
    }
    assert {name for name in functions if f"def {name}(" not in text} == set()
