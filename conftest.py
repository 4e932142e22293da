"""The four parts of the suite (see .ci/suite.py): `pytest --part=rules|pages|races|browser`; without it, all.

The test database is migrated once; later runs copy it.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PARTS = ("rules", "pages", "races", "browser")
PROJECT = Path(__file__).resolve().parent
BROWSER_TESTS = PROJECT / "e2e"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", choices=PARTS, help="run only this part of the suite")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import the browser tests for another part, nor the others for a browser."""
    part = config.getoption("part")
    if part is None or not collection_path.is_file():
        return None
    in_browser = collection_path.is_relative_to(BROWSER_TESTS)
    return True if in_browser != (part == "browser") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    part = config.getoption("part")
    if part is None:
        return
    chosen = [item for item in items if part_of(item) == part]
    config.hook.pytest_deselected(items=[item for item in items if part_of(item) != part])
    items[:] = chosen


def part_of(item: pytest.Item) -> str:
    """Browser by folder, race by its mark, rules when no database is asked for, pages all the rest."""
    if item.path.is_relative_to(BROWSER_TESTS):
        return "browser"
    if item.get_closest_marker("race"):
        return "races"
    fixtures = set(getattr(item, "fixturenames", ()))
    asks_for_database = item.get_closest_marker("django_db") or fixtures & {
        "db",
        "transactional_db",
        "live_server",
    }
    cls = getattr(item, "cls", None)
    is_django_case = cls is not None and any(base.__name__ == "SimpleTestCase" for base in cls.__mro__)
    return "pages" if asks_for_database or is_django_case else "rules"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Let the test database be a copy of one that has all migrations, if a run before this one has left it."""
    from django.db import connection

    from radslag.tests.databases import databases, template_name

    name = template_name()
    with django_db_blocker.unblock():
        if name in databases():
            connection.settings_dict["TEST"]["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Leave a copy of the migrated database to the next run. Whoever comes first does it."""
    from django.db import DatabaseError, connection

    from radslag.tests.databases import TEMPLATE_PREFIX, databases, drop, on_the_server, template_name

    wanted = template_name()
    with django_db_blocker.unblock():
        there = databases()
        own = connection.settings_dict["NAME"]
        if wanted in there or own not in there:
            return
        connection.close()
        # Another worker may be faster, or the server may not let us: then the next run migrates again.
        with contextlib.suppress(DatabaseError):
            drop(TEMPLATE_PREFIX, among=there)
            on_the_server(f'CREATE DATABASE "{wanted}" TEMPLATE "{own}"')


@pytest.fixture(scope="session", autouse=True)
def _no_media_left() -> Iterator[None]:
    """Remove what the tests uploaded."""
    from django.conf import settings

    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _swedish() -> Iterator[None]:
    """Every test begins in Swedish, whichever language the one before it left behind."""
    from django.utils import translation

    with translation.override("sv"):
        yield
