"""A browser, the demo site, and the people who visit it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from e2e.browsers import Lent, launch
from e2e.house import demo_database, served
from e2e.people import Resident, Staff, Visitor

# Playwright runs an event loop in this thread, in which Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
NO_BROWSER = "NO CHROMIUM COULD BE HAD: THE BROWSER TESTS WERE NOT RUN (set RADSLAG_CHROMIUM or run: playwright install chromium)"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("browser", sep="*", red=True, bold=True)
        terminalreporter.line(NO_BROWSER, red=True, bold=True)


@pytest.fixture(scope="session")
def site(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    """The address of the demo site."""
    with django_db_blocker.unblock(), demo_database(worker_id), served() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: RADSLAG_CHROMIUM, else what is installed, else Playwright's own."""
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error as error:
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(f"{NO_BROWSER}: {error.message.splitlines()[0]}")
            pytest.skip(NO_BROWSER)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lent(site: str, browser: Browser) -> Lent:
    """The browsers that visitors lend and leave clean."""
    return Lent(browser, site)


@pytest.fixture
def arrive(site: str, lent: Lent, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Let a person arrive with a browser in which nobody has been. In the end, nothing may have gone wrong behind them."""
    people: list[Visitor] = []

    def someone(kind: type[Visitor] = Visitor, **options: Any) -> Any:
        context = lent.lend(**options)
        context.set_default_timeout(10_000)
        person = kind(context, site)
        people.append(person)
        return person

    yield someone
    failed = getattr(request.node, "failed_in_call", False)
    troubles = [trouble for person in people for trouble in person.troubles]
    for number, person in enumerate(people):
        person.leaves()
        if failed:
            folder = Path(os.environ.get("RADSLAG_DATA_DIR", "var")) / "test-reports" / "browser"
            folder.mkdir(parents=True, exist_ok=True)
            person.page.screenshot(
                path=folder / f"{request.node.name[:80].replace('/', '_')}-{number}.png", full_page=True
            )
        lent.take_back(person.context, close=failed)
    assert not troubles, f"behind the pages: {troubles}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if call.when == "call":
        item.failed_in_call = report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: everything must work both ways."""
    return bool(request.param)


@pytest.fixture
def visitor(arrive: Callable[..., Any]) -> Visitor:
    """Somebody who reads, with scripts."""
    return arrive()  # type: ignore[no-any-return]


@pytest.fixture
def resident(arrive: Callable[..., Any], scripts: bool) -> Resident:
    """Somebody who lives there, once with scripts and once without."""
    return arrive(Resident, scripts=scripts, phone=True)  # type: ignore[no-any-return]


@pytest.fixture
def staff(arrive: Callable[..., Any]) -> Callable[[str], Staff]:
    """Somebody who works there, logged in to the admin: staff("moderator"). test_journeys_of_log_in.py goes by the door."""

    def log_in(role: str) -> Staff:
        person: Staff = arrive(Staff)
        person.is_logged_in(role)
        return person

    return log_in


@pytest.fixture
def voter(arrive: Callable[..., Any]) -> Resident:
    """Somebody with scripts who is logged in."""
    person: Resident = arrive(Resident, phone=True)
    person.is_logged_in()
    return person
