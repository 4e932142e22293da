"""The parts of the suite and its shares (see .ci/suite.py and .ci/shares.py).

`pytest --part=rules|pages|races|browser`; without it, all. `pytest --share=first|rest`; without it, both.
"""

import gc
import re
import shutil
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PARTS = ("rules", "pages", "races", "browser")
PROJECT = Path(__file__).resolve().parent
BROWSER_TESTS = PROJECT / "e2e"
REST = PROJECT / ".ci" / "rest.txt"
"""Tests that are not of the first share, a line each."""
# Files that take long, the longest first: begun last, one of them would keep one core while the other rests.
SLOWEST = (
    "test_ballot_machine",
    "test_access_matrix",
    "test_leaks",
    "test_vote_leaks",
    "test_round_form",
    "test_picture_access",
    "test_acts_admin",
    "test_publication",
    # In a browser: first the walks, before journeys have left much behind.
    "test_walk_states",
    "test_walk_pages",
    "test_every_page",
    "test_journeys_of_money",
    "test_journeys_of_conversation",
    "test_journeys_of_codes",
    "test_journeys_of_votes",
    "test_journeys_of_words",
    "test_journeys_around_votes",
    "test_payloads",
    "test_walks_of_staff",
    "test_journeys_of_trust",
    "test_walks_of_residents",
    "test_journeys_of_acts",
    "test_journeys_of_projects",
    "test_walk_without_scripts",
)


# What a file of races names somewhere, and the line by which every test of a file asks for the database.
A_RACE = re.compile(r"mark\.race\b|transaction=True|transactional_db|live_server")
ALL_WITH_DATABASE = re.compile(r"^pytestmark = pytest\.mark\.django_db(\(|$)", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=PARTS, help="run only this part of the suite")
    parser.addoption(
        "--share",
        choices=("first", "rest"),
        help="run only what make test runs, or only what it leaves to CI",
    )


def pytest_collection_finish() -> None:
    """Leave what is there now, half a million objects, out of every later collection of garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import a file that has nothing for the part: most of the time before the first test goes there."""
    part = config.getoption("part")
    if part is None or not collection_path.is_file():
        return None
    if collection_path.is_relative_to(BROWSER_TESTS) != (part == "browser"):
        return True
    return True if collection_path.name.startswith("test_") and _has_none(collection_path, part) else None


@cache
def _has_none(file: Path, part: str) -> bool:
    """Whether the text of a file of tests shows that none of them is of the part."""
    text = file.read_text(encoding="utf-8")
    return (part == "races" and not A_RACE.search(text)) or (
        part == "rules" and ALL_WITH_DATABASE.search(text) is not None
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    overlooked = {str(item.path) for item in items if _has_none(item.path, part_of(item))}
    if overlooked:
        raise pytest.UsageError(f"_has_none() would keep these out of their part: {sorted(overlooked)}")
    part, share = config.getoption("part"), config.getoption("share")
    rest = set(REST.read_text(encoding="utf-8").splitlines()) if share else set()
    chosen, others, known = [], [], set()
    for item in items:
        names = {item.nodeid, item.nodeid.partition("[")[0]}
        known |= names & rest
        is_wanted = part in (None, part_of(item)) and share in (None, "rest" if names & rest else "first")
        (chosen if is_wanted else others).append(item)
    if share and part in ("pages", "browser") and not config.invocation_params.args[-1].endswith(".py"):
        gone = {name for name in rest - known if name.startswith("e2e/") == (part == "browser")}
        if gone:
            stale = f"no longer tests, though .ci/rest.txt names them: {sorted(gone)}"
            warnings.warn(pytest.PytestWarning(stale), stacklevel=1)
    if others:
        config.hook.pytest_deselected(items=others)
    items[:] = sorted(chosen, key=_place) if part else chosen


def _place(item: pytest.Item) -> int:
    return SLOWEST.index(item.path.stem) if item.path.stem in SLOWEST else len(SLOWEST)


def part_of(item: pytest.Item) -> str:
    """Browser by folder, race by its mark, rules when no database is asked for, pages all the rest.

    A test with real transactions empties the database: it is a race, whatever it says, or the pages after it find nothing.
    """
    if item.path.is_relative_to(BROWSER_TESTS):
        return "browser"
    if item.get_closest_marker("race"):
        return "races"
    fixtures = set(getattr(item, "fixturenames", ()))
    database = item.get_closest_marker("django_db")
    if database and database.kwargs.get("transaction"):
        return "races"
    asks_for_database = database or fixtures & {
        "db",
        "transactional_db",
        "live_server",
    }
    cls = getattr(item, "cls", None)
    is_django_case = cls is not None and any(base.__name__ == "SimpleTestCase" for base in cls.__mro__)
    return "pages" if asks_for_database or is_django_case else "rules"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; tests with real transactions empty it in a cheaper way than Django's."""
    from django.test import TransactionTestCase

    from radslag.tests.databases import empty_tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_tables())
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For what a module's tests all begin with: its fixtures of scope "module" make that once, and it goes with the last.

    A test gets a copy of the objects (`copy.deepcopy`) and undoes only what it did itself.
    """
    from django.db import transaction
    from django.utils import translation

    with django_db_blocker.unblock(), translation.override("sv"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _no_media_left(pytestconfig: pytest.Config) -> Iterator[None]:
    """Remove what the tests uploaded; rules upload nothing, and the races beside them still need it."""
    from django.conf import settings

    yield
    if pytestconfig.getoption("part") != "rules":
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _swedish() -> Iterator[None]:
    """Every test begins in Swedish, whichever language the one before it left behind."""
    from django.utils import translation

    with translation.override("sv"):
        yield
