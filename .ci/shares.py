"""Choose which tests `make test` runs and which it leaves to CI and the night: `python .ci/shares.py`, or `make shares`.

Ten minutes do not hold all tests of pages and of the browser. The first share reaches as much of what any test reaches
(.ci/reached.py) as its part of the time holds; a promise of docs/security.md that is held once more weighs as much as many
lines. The names of the rest stand in .ci/rest.txt, from which conftest.py reads them. A test that is in no list is new, and
of the first share.
"""

import heapq
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REST = PROJECT / ".ci" / "rest.txt"
WORKERS = {"pages": 2, "browser": 3}
SHARE = {"pages": 0.20, "browser": 0.55}
"""How much of the time that all tests of a part take their first share may take: what ten minutes hold."""
PROMISE = 100
"""As many things as that is it worth to hold a promise with one example at least."""
ALWAYS = ("test_walk_of_", "test_walks_of_", "test_walk_pages", "test_walk_states")
"""How files are called whose tests are of the first share whatever they reach: the walks of docs/walks.md, and of axe."""
NEVER = ("test_load_demo",)
"""How files are called whose tests CI runs: the first of them loads a whole demo, as the browser does, whichever it is."""
Reached = Mapping[str, tuple[float, Collection[int]]]
"""What each test took in seconds, and the numbers of what it reached."""


def first_share(tests: Reached, always: Iterable[str] = (), most: float = float("inf")) -> set[str]:
    """Tests that reach together what all reach, or as much of it as `most` seconds hold.

    Next is always who reaches most that is new in a second.
    """
    chosen = set(always)
    taken = sum(tests[name][0] for name in chosen)
    left = (
        set()
        .union(*(reached for _, reached in tests.values()))
        .difference(*(tests[name][1] for name in chosen))
    )
    queue = [(-float("inf"), name) for name in sorted(set(tests) - chosen)]
    heapq.heapify(queue)
    while left and queue:
        _, name = heapq.heappop(queue)
        seconds, reached = tests[name]
        new = len(left.intersection(reached))
        worth = -new / max(seconds, 0.001)
        if queue and worth > queue[0][0]:
            heapq.heappush(queue, (worth, name))
        elif new and taken + seconds <= most:
            chosen.add(name)
            taken += seconds
            left.difference_update(reached)
    return _without_spare(tests, chosen, set(always))


def _without_spare(tests: Reached, chosen: set[str], always: Collection[str]) -> set[str]:
    """Leave out again, the slowest first, whose reach others came to cover after them."""
    times = Counter(thing for name in chosen for thing in tests[name][1])
    for name in sorted(chosen - set(always), key=lambda name: (-tests[name][0], name)):
        if all(times[thing] > 1 for thing in tests[name][1]):
            chosen.remove(name)
            times.subtract(tests[name][1])
    return chosen


def compact(rest: Collection[str], everything: Collection[str]) -> list[str]:
    """The rest in its order; a function of which every value is of the rest stands there once, without its values."""
    first = {name.partition("[")[0] for name in set(everything) - set(rest)}
    return sorted({name if name.partition("[")[0] in first else name.partition("[")[0] for name in rest})


def with_promises(tests: Reached, files: Collection[str]) -> Reached:
    """The same, where each test function of `files` is PROMISE more things to reach, with whichever values it is tried.

    Controls, which show that another test can fail, hold no promise.
    """
    functions = sorted({name.partition("[")[0] for name in tests if name.partition("::")[0] in files})
    functions = [function for function in functions if "::test_control_" not in function]
    weight = {  # what was reached is numbered from 0 on
        function: range(-PROMISE * n, -PROMISE * (n - 1)) for n, function in enumerate(functions, 1)
    }
    return {
        name: (seconds, {*reached, *weight.get(function, ())})
        for name, (seconds, reached) in tests.items()
        for function in [name.partition("[")[0]]
    }


def promised() -> set[str]:
    """The files of tests that docs/security.md names."""
    return set(
        re.findall(r"[\w/]+/test_\w+\.py", (PROJECT / "docs" / "security.md").read_text(encoding="utf-8"))
    )


def measured(part: str) -> Reached:
    """Run all tests of a part, and say what each took and reached. Raises CalledProcessError if one fails.

    As in CI, where tests of the browser fail without one. Tests that were skipped are left out: they stay of the first share.
    """
    for old in (PROJECT / "var" / "reached").glob(f"{part}.*.pickle"):
        old.unlink()
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / ".ci"), "RADSLAG_SCALE": "0.05", "CI": "true"}
    if part == "browser":
        found = subprocess.run(
            ["sh", ".ci/chromium.sh"],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=environment,
        )
        environment["RADSLAG_CHROMIUM"] = found.stdout.strip()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "reached", f"--part={part}"]
    command += ["-n", str(WORKERS[part]), "--dist", "loadfile", "--no-loadscope-reorder"]
    subprocess.run(command, cwd=PROJECT, check=True, env=environment)
    return read(sorted((PROJECT / "var" / "reached").glob(f"{part}.*.pickle")))


def read(files: Iterable[Path]) -> Reached:
    """What each test took and reached, from the files of the workers, whose numbers differ."""
    common: dict[object, int] = {}
    tests = {}
    for file in files:
        numbers, of_tests = pickle.loads(file.read_bytes())  # noqa: S301 - written by our own run
        renamed = {number: common.setdefault(thing, len(common)) for thing, number in numbers.items()}
        tests |= {
            name: (seconds, {renamed[n] for n in reached}) for name, (seconds, reached) in of_tests.items()
        }
    return tests


def rest() -> list[str]:
    """The names of the tests that `make test` leaves to CI."""
    return REST.read_text(encoding="utf-8").splitlines()


def _file_of(test: str) -> str:
    return Path(test.partition("::")[0]).name


def told(tests: Reached, chosen: Collection[str]) -> str:
    """How many tests are of the first share, what they take, and how much of what all reach they reach."""

    def reach(names: Iterable[str]) -> int:
        return len({thing for name in names for thing in tests[name][1] if thing >= 0})

    own, whole = (sum(tests[name][0] for name in names) for names in (chosen, tests))
    part = reach(chosen) / reach(tests)
    return f"{len(chosen)} of {len(tests)} tests, {own:.0f} of {whole:.0f} s, {part:.1%} of what all reach"


def main() -> int:
    others: list[str] = []
    for part in WORKERS:
        tests = with_promises(measured(part), promised())
        seconds = sum(seconds for seconds, _ in tests.values())
        candidates = {
            name: reached for name, reached in tests.items() if not _file_of(name).startswith(NEVER)
        }
        always = [name for name in candidates if _file_of(name).startswith(ALWAYS)]
        chosen = first_share(candidates, always, SHARE[part] * seconds)
        others += compact(set(tests) - chosen, tests)
        print(f"{part}: {told(tests, chosen)}", flush=True)
    REST.write_text("".join(f"{name}\n" for name in sorted(others)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
