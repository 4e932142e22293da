"""Run the test suite in its four timed parts: `python .ci/suite.py [--nightly] [--share=first|rest] [pytest options]`.

Every part is a pytest run of its own, so that each keeps within its own budget (seconds on two cores) and a browser is
never started for a change of rules. The last line sums them all. `--share=first` is what `make test` runs, `--share=rest`
what CI runs after it (.ci/shares.py tells them apart); without it, all tests.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

PROJECT = Path(__file__).resolve().parent.parent
REPORTS = Path(os.environ.get("RADSLAG_DATA_DIR", PROJECT / "var")) / "test-reports"
NO_TESTS = 5


class Part(NamedTuple):
    name: str
    budget: int  # seconds
    workers: int  # in a browser one more than there are cores: while one waits for its page, two work


PARTS = [Part("rules", 60, 0), Part("pages", 180, 2), Part("races", 60, 0), Part("browser", 240, 3)]


class Outcome(NamedTuple):
    part: Part
    seconds: float
    passed: int
    failed: int
    skipped: int
    note: str = ""


def main(arguments: list[str]) -> int:
    if "--share" in arguments:  # in two words
        place = arguments.index("--share")
        arguments[place : place + 2] = ["=".join(arguments[place : place + 2])]
    if "--nightly" in arguments:
        arguments.remove("--nightly")
        os.environ["RADSLAG_SCALE"] = "1"
    os.environ.setdefault("RADSLAG_SCALE", "0.05")
    shutil.rmtree(REPORTS / "kinds", ignore_errors=True)  # which kinds of pages were seen (e2e/checks.py)
    begun = time.monotonic()
    outcomes = run_all(arguments)
    print("\nTest suite at scale", os.environ["RADSLAG_SCALE"])
    for outcome in outcomes:
        over = "  OVER ITS BUDGET" if outcome.seconds > outcome.part.budget else ""
        print(
            f"  {outcome.part.name:8} {outcome.seconds:6.1f} s of {outcome.part.budget:3} s"
            f"  {outcome.passed:5} passed {outcome.failed:3} failed {outcome.skipped:3} skipped{over}"
        )
    print(f"  together {time.monotonic() - begun:6.1f} s")
    for outcome in outcomes:
        if outcome.note:
            print(f"\n  *** {outcome.note} ***")
    passed, failed, skipped = (
        sum(getattr(o, field) for o in outcomes) for field in ("passed", "failed", "skipped")
    )
    if passed == failed == 0:
        failed = 1
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 1 if failed else 0


def run_all(arguments: list[str]) -> list[Outcome]:
    """Run races, which often wait, beside rules and then pages; then the browser. Of the rest, there are pages and browser.

    Pages give way (nice): beside equals races have been seen to lose, for their threads are late and what a control
    is to show does not come about. The demo of the browser is made when the races have done with the second core.
    """
    rules, pages, races, browser = PARTS
    if "--share=rest" in arguments:
        return [run(pages, arguments), run(browser, arguments)]
    beside = ThreadPoolExecutor(1)
    try:
        waiting = beside.submit(run, races, arguments, quiet=True)
        beside.submit(make_demo)
        ruled, paged, raced = run(rules, arguments), run(pages, arguments, gives_way=True), waiting.result()
    finally:
        beside.shutdown(cancel_futures=True)  # who breaks off waits for no demo
    print(log_of(races).read_text(encoding="utf-8"), flush=True)
    return [ruled, paged, raced, run(browser, arguments)]


def make_demo() -> None:
    """The demo of the browser, so that no worker of the browser waits for it; without a browser nobody needs it."""
    if find_browser():
        subprocess.run([sys.executable, ".ci/demo.py"], cwd=PROJECT, check=False)


def log_of(part: Part) -> Path:
    """Where the words of a part are kept that ran beside another."""
    return REPORTS / f"{part.name}.log"


def run(part: Part, arguments: list[str], *, quiet: bool = False, gives_way: bool = False) -> Outcome:
    """Run one part; a `quiet` one writes to its log, one that `gives_way` takes what time others leave."""
    heading = f"\n=== {part.name} ==="
    if not quiet:
        print(heading, flush=True)
    begun = time.monotonic()
    if part.name == "browser" and not find_browser():
        in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
        note = "NO CHROMIUM COULD BE HAD: THE BROWSER TESTS WERE NOT RUN"
        return Outcome(part, time.monotonic() - begun, 0, int(in_ci), int(not in_ci), note)
    share = "-rest" if "--share=rest" in arguments else ""
    report = REPORTS / f"{part.name}{share}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--part={part.name}", f"--junitxml={report}"]
    # By file: what a module makes once (the demo, a browser's site) is made by one worker only.
    command += ["-n", str(part.workers), "--dist", "loadfile"] if part.workers else []
    # The slowest first (conftest.py).
    command += ["--no-loadscope-reorder"] if part.workers else []
    command[:0] = ["nice", "-n", "15"] if gives_way else []
    if quiet:
        with log_of(part).open("w", encoding="utf-8") as log:
            print(heading, file=log, flush=True)
            done = subprocess.run(command + arguments, cwd=PROJECT, check=False, stdout=log, stderr=log)
    else:
        done = subprocess.run(command + arguments, cwd=PROJECT, check=False)
    status = done.returncode
    seconds = time.monotonic() - begun
    passed, failed, skipped = count(report)
    if status not in (0, NO_TESTS):
        failed = max(failed, 1)
    return Outcome(part, seconds, passed, failed, skipped)


def find_browser() -> bool:
    """Whether there is a Chromium; the browser tests read its path from RADSLAG_CHROMIUM (empty: Playwright's own)."""
    script = PROJECT / ".ci" / "chromium.sh"
    found = subprocess.run(["sh", str(script)], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    os.environ["RADSLAG_CHROMIUM"] = found.stdout.strip()
    return found.returncode == 0


def count(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of a JUnit report; a missing report counts as nothing."""
    if not report.exists():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    numbers = [
        [int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")] for suite in suites
    ]
    tests, failures, errors, skipped = (sum(column) for column in zip(*numbers, strict=True))
    return tests - failures - errors - skipped, failures + errors, skipped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
