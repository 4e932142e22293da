"""A plugin of pytest that writes down what each test reaches, for .ci/shares.py: `pytest -p reached` with .ci on the path.

Written down are steps from line to line of the code (of `pages` alone: a browser's server runs in threads that were there
before the test), nodes of templates that were rendered, answers (which view, how asked, which status), refusals of the
database and, in a browser, what was run of each script. What many tests begin with, a module's world or a session's,
counts for the first of them.
"""

import os
import pickle
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import coverage
import pytest

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "var" / "reached"
CODE = ["home", "councils", "budgeting", "comments", "site/radslag"]
LEFT_OUT = [
    "*/tests/*",
    "*/migrations/*",
    "home/demo/*",
]  # the demo is loaded for the browser, whatever pages do


class Reached:
    """What the tests of this process reached; things are numbered as they come."""

    def __init__(self, part: str, worker: str) -> None:
        self.file = FOLDER / f"{part}.{worker}.pickle"
        self.numbers: dict[tuple[object, ...], int] = {}
        self.of_tests: dict[str, tuple[float, set[int]]] = {}
        self.skipped: set[str] = set()
        self.now: set[int] = set()
        self.steps = (
            coverage.Coverage(data_file=None, branch=True, config_file=False, source=CODE, omit=LEFT_OUT)
            if part == "pages"
            else None
        )

    def note(self, *thing: object) -> None:
        self.now.add(self.numbers.setdefault(thing, len(self.numbers)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.now.clear()
        if self.steps:
            self.steps.erase()
            self.steps.start()
        begun = time.perf_counter()
        try:
            return (yield)
        finally:
            seconds = time.perf_counter() - begun
            self._note_steps()
            self.of_tests[item.nodeid] = (seconds, set(self.now))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.skipped.add(report.nodeid)

    def _note_steps(self) -> None:
        if not self.steps:
            return
        self.steps.stop()
        found = self.steps.get_data()
        for file in found.measured_files():
            for step in found.arcs(file) or ():
                self.note(file.removeprefix(f"{PROJECT}/"), *step)

    def pytest_sessionfinish(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        of_tests = {name: reached for name, reached in self.of_tests.items() if name not in self.skipped}
        self.file.write_bytes(pickle.dumps((self.numbers, of_tests)))


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if config.getoption("numprocesses", None) and not is_worker:
        return
    reached = Reached(config.getoption("part"), os.environ.get("PYTEST_XDIST_WORKER", "main"))
    config.pluginmanager.register(reached, "what-is-reached")
    _watch_templates(reached.note)
    _watch_answers(reached.note)
    _watch_the_database(reached.note)
    if config.getoption("part") == "browser":
        _watch_scripts(reached.note)


def _watch_templates(note: Callable[..., None]) -> None:
    from django.template import base

    def watched(kind: Any) -> None:
        render = kind.render_annotated

        def rendering(node: Any, context: Any) -> Any:
            origin, token = getattr(node, "origin", None), getattr(node, "token", None)
            if token and origin and str(origin.name).startswith(f"{PROJECT}/templates/"):
                note(origin.name.removeprefix(f"{PROJECT}/"), token.lineno)
            return render(node, context)

        kind.render_annotated = rendering

    watched(base.Node)
    watched(base.TextNode)


def _watch_answers(note: Callable[..., None]) -> None:
    from django.core.handlers.base import BaseHandler

    answer = BaseHandler.get_response

    def answering(handler: Any, request: Any) -> Any:
        response = answer(handler, request)
        match = getattr(request, "resolver_match", None)
        note("answer", match and (match.view_name or match._func_path), request.method, response.status_code)
        return response

    BaseHandler.get_response = answering


def _watch_the_database(note: Callable[..., None]) -> None:
    from django.db.backends.utils import CursorWrapper

    execute = CursorWrapper._execute

    def executing(cursor: Any, *arguments: Any) -> Any:
        try:
            return execute(cursor, *arguments)
        except Exception as error:
            said = getattr(error.__cause__ or error, "diag", None)
            note("refusal", getattr(said, "constraint_name", None) or getattr(said, "message_primary", None))
            raise

    CursorWrapper._execute = executing


def _watch_scripts(note: Callable[..., None]) -> None:
    from playwright.sync_api import BrowserContext, CDPSession, Error

    from e2e.browsers import Lent

    lend, take_back = Lent.lend, Lent.take_back
    watching: dict[BrowserContext, CDPSession] = {}

    def lending(lent: Lent, *, scripts: bool = True, **options: Any) -> BrowserContext:
        context = lend(lent, scripts=scripts, **options)
        if scripts:
            watching[context] = session = context.new_cdp_session(context.pages[0])
            session.send("Profiler.enable")
            session.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})
        return context

    def taking_back(lent: Lent, context: BrowserContext, **options: Any) -> None:
        if session := watching.pop(context, None):
            try:
                for script in session.send("Profiler.takePreciseCoverage")["result"]:
                    if "/static/" in script["url"]:
                        _note_script(note, script)
                session.detach()
            except Error:  # the window is closed already
                pass
        take_back(lent, context, **options)

    Lent.lend, Lent.take_back = lending, taking_back  # type: ignore[method-assign]


def _note_script(note: Callable[..., None], script: dict[str, Any]) -> None:
    file = script["url"].partition("/static/")[2]
    for function in script["functions"]:
        for part in function["ranges"]:
            note(file, part["startOffset"], part["endOffset"], part["count"] > 0)
