"""Change the code in small ways and see whether a test notices: `python .ci/mutants.py [group…]` (`--help` for its options).

.ci/mutants.toml names the groups: modules, the tests that are to notice, and the changes that change nothing, each with the
reason. A change is made by mutmut's operators, and by leaving a call out, inside functions only. mutmut's own runner passes
over every decorated function, which is each service (`@transaction.atomic`), and shares one connection to the database
between its children; so the running is done here: the tests are collected and run once, which shows who covers a line, and
each change is tried in a fork, in which the code of the one function is exchanged and the tests of that line are run until
one fails. Fails under 90 % of what is not named as equivalent, and lists who survived.
"""

from __future__ import annotations

import argparse
import bisect
import gc
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol
from changes import PROJECT, Change, Mutant, changes_of, living_functions
from hypothesis import HealthCheck, Phase, settings

REPORTS = Path(os.environ.get("RADSLAG_DATA_DIR", PROJECT / "var")) / "mutants"
WANTED = 90
EXAMPLES, SLOW, PATIENCE = 40, 2.0, 60.0
"""So many examples of a property; a test of more seconds (while it is measured) is left out, and no change is tried for longer:
what is not noticed by then has survived."""


class Hunt:
    """A pytest plugin: runs the tests once, then some of them again for each change, each time in a fork."""

    def __init__(self, name: str, modules: list[Path], *, database: bool) -> None:
        self.name, self.modules, self.database = name, modules, database
        self.mutants: list[Mutant] = []
        self.seconds: dict[str, float] = {}
        self.covering: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.kills: dict[str, Counter[str]] = defaultdict(Counter)
        self.broken: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Not what writes for good: a fork would leave its rows to the next. What is pure needs no database at all."""
        items[:] = [item for item in items if not _writes_for_good(item)]
        if not self.database:
            items[:] = [item for item in items if not _uses_database(item)]
        for item in items:
            test = getattr(item, "obj", None)
            own = getattr(test, "_hypothesis_internal_use_settings", None)
            if own is not None:
                test._hypothesis_internal_use_settings = settings(
                    own, max_examples=min(own.max_examples, EXAMPLES)
                )

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self._run_once(session.items)
        if self.broken:
            return True
        _close_connections()
        for path in self.modules:  # what no test has imported has no functions to change
            importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
        gc.unfreeze()
        living = living_functions()
        gc.freeze()
        slow = [test for test, seconds in self.seconds.items() if seconds >= SLOW]
        print(f"\n{len(self.items)} tests, {sum(self.seconds.values()):.0f} s; too slow:", slow, flush=True)
        begun = time.monotonic()
        for path in self.modules:
            print(f"\n{path.relative_to(PROJECT)}, {time.monotonic() - begun:.0f} s", flush=True)
            for change in changes_of(path, living):
                self._try(change)
                self.mutants.append(change.mutant)
                if change.mutant.state in ("survived", "untested"):
                    print(_shown(change.mutant), flush=True)
            _keep(self.name, self.mutants)
        return True

    def _run_once(self, items: list[pytest.Item]) -> None:
        measured = coverage.Coverage(
            data_file=None, config_file=False, include=[str(p) for p in self.modules]
        )
        for item in [item for item in items if _uses_database(item)][:1]:
            _passes(item)  # it makes the database, which no test is to be blamed for
        measured.start()
        for item in items:
            measured.switch_context(item.nodeid)
            begun = time.thread_time()
            if not _passes(item):
                self.broken.append(item.nodeid)
            self.seconds[item.nodeid] = time.thread_time() - begun
        measured.stop()
        data = measured.get_data()
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                self.covering[file, line] = {test for test in contexts if self.seconds.get(test, SLOW) < SLOW}

    def _tests_of(self, change: Change) -> list[str]:
        """Those that run the changed lines: first what has found changes of this function, then the quickest of every file."""
        file, first = change.function.__code__.co_filename, change.function.__code__.co_firstlineno
        tests: set[str] = set().union(*(self.covering[file, line] for line in change.lines))
        line = change.lines.start
        while not tests and line > first:
            line -= 1
            tests = self.covering[file, line]
        found, place, met = self.kills[change.mutant.function], {}, Counter[str]()
        for test in sorted(tests, key=lambda test: self.seconds[test]):
            place[test] = met[test.partition("::")[0]]
            met[test.partition("::")[0]] += 1
        ordered = sorted(tests, key=lambda test: (-found[test], place[test], self.seconds[test]))
        used = list(accumulate(self.seconds[test] for test in ordered))
        return ordered[: max(1, bisect.bisect_right(used, PATIENCE))]

    def _try(self, change: Change) -> None:
        tests, mutant = self._tests_of(change), change.mutant
        if not tests:
            mutant.state = "untested"
            return
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            change.function.__code__ = change.code
            for number, test in enumerate(tests):
                _limit(self.seconds[test])
                if not _passes(self.items[test]):
                    os.write(writing, struct.pack("i", number))
                    break
            os._exit(0)
        os.close(writing)
        _pid, status = os.waitpid(child, 0)
        told = os.read(reading, 4)
        os.close(reading)
        if told:
            mutant.state, mutant.killer = "killed", tests[struct.unpack("i", told)[0]]
            self.kills[mutant.function][mutant.killer] += 1
        else:
            mutant.state = "killed" if status else "survived"
            mutant.killer = f"status {status}" if status else ""


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ())


def _writes_for_good(item: pytest.Item) -> bool:
    database = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        item.get_closest_marker("race")
        or (database and database.kwargs.get("transaction"))
        or fixtures & {"transactional_db", "live_server"}
    )


class _More:
    """Stands for a test to come of any file: what the session made, the database above all, is kept for it."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


def _passes(item: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=_More(item.session))  # type: ignore[arg-type]
    return not any(report.failed for report in reports)


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.inc_thread_sharing()
        connection.close()
        connection.connection = None


def _limit(seconds: float) -> None:
    """Who runs for ever is killed: after several times as long as the test took."""
    for name in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(name, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, 4 * seconds + 2)
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds + 60)


def _shown(mutant: Mutant) -> str:
    return (
        f"{mutant.state}: {mutant.module}:{mutant.line} {mutant.function}\n  - {mutant.was}\n  + {mutant.now}"
    )


def hunt(name: str, group: dict[str, Any], only: list[str]) -> bool:
    """One group; whether enough was found."""
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=50,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")
    modules = [
        PROJECT / module
        for module in group["modules"]
        if not only or any(f"/{one}.py" in module for one in only)
    ]
    plugin = Hunt(name, modules, database=group["database"])
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "--reuse-db",
        "--no-header",
        "--capture=fd",
        "--disable-warnings",
    ]
    pytest.main([*options, "--capture=no", *group["tests"]], plugins=[plugin])
    if plugin.broken or not plugin.mutants:
        print(f"{name}: tests fail without any change: {plugin.broken[:10]}", file=sys.stderr)
        return False
    equal = {(one["module"], one["function"], one["was"], one["now"]) for one in group.get("equivalent", ())}
    return report(name, plugin.mutants, equal)


def _keep(name: str, mutants: list[Mutant]) -> None:
    """Write them down by module, also what has been tried so far of a run that is stopped."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    for module in {mutant.module for mutant in mutants}:
        rows = [asdict(mutant) for mutant in mutants if mutant.module == module]
        file = REPORTS / f"{name}.{Path(module).parent.name}.{Path(module).stem}.json"
        file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def report(name: str, mutants: list[Mutant], equal: set[tuple[str, str, str, str]]) -> bool:
    """Write all of it, print a line for each module and the figure."""
    for mutant in mutants:
        if mutant.state != "killed" and mutant.key in equal:
            mutant.state = "equivalent"
    _keep(name, mutants)
    print(f"\n{name}")
    for module in sorted({mutant.module for mutant in mutants}):
        print(f"  {module:45} {_figures([mutant for mutant in mutants if mutant.module == module])}")
    print(f"  {'in all':45} {_figures(mutants)}", flush=True)
    return _percent(mutants) >= WANTED


def _percent(mutants: list[Mutant]) -> float:
    states = Counter(mutant.state for mutant in mutants)
    return 100 * states["killed"] / max(1, len(mutants) - states["equivalent"])


def _figures(mutants: list[Mutant]) -> str:
    states = Counter(mutant.state for mutant in mutants)
    left = states["survived"] + states["untested"]
    return f"{states['killed']:5} killed {left:4} not {states['equivalent']:4} equivalent  {_percent(mutants):5.1f} %"


def main() -> int:
    groups = tomllib.loads((PROJECT / ".ci/mutants.toml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(
        description="Change the code in small ways and see whether a test notices."
    )
    parser.add_argument("groups", nargs="*", choices=[*groups, []], help="all of them, if none is named")
    parser.add_argument("--only", nargs="*", default=[], help="names of modules, such as greedy")
    parser.add_argument(
        "--tests", nargs="*", default=[], help="files of tests, instead of those of the group"
    )
    asked = parser.parse_args()
    os.chdir(PROJECT)
    os.environ["RADSLAG_SCALE"] = "0.05"
    os.environ.pop(
        "RADSLAG_PABULIB_DIR", None
    )  # large files from elsewhere: each takes longer than all the rest
    if asked.groups and len(asked.groups) == 1:
        group = groups[asked.groups[0]]
        group["tests"] = asked.tests or group["tests"]
        return 0 if hunt(asked.groups[0], group, asked.only) else 1
    failed = 0
    for name in asked.groups or groups:  # in a process of its own: pytest runs once in each
        command = [sys.executable, __file__, name, *(["--only", *asked.only] if asked.only else [])]
        failed |= subprocess.run(command, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
