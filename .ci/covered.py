"""How much of the code the tests run: `python .ci/covered.py [--report] [options of pytest]`.

Runs the whole suite under coverage, with every process that a test starts, and fails under 95 % of all branches and lines,
and under 100 % of counting and voting (the modules of .ci/mutants.toml). `--report`: of what was measured before.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OF_ALL, OF_COUNTING_AND_VOTING = 95, 100


def coverage(*options: str) -> int:
    """Call the tool in the project, which is where its settings are."""
    return subprocess.run([sys.executable, "-m", "coverage", *options], cwd=PROJECT, check=False).returncode


def counting_and_voting() -> list[str]:
    """The modules that have to be covered and tried by mutants in full."""
    groups = tomllib.loads((PROJECT / ".ci/mutants.toml").read_text(encoding="utf-8"))
    return [module for group in groups.values() for module in group["modules"]]


def main(arguments: list[str]) -> int:
    """Whether a test failed or too little is covered."""
    failed = 0
    if "--report" not in arguments:
        (PROJECT / "var/coverage").mkdir(parents=True, exist_ok=True)
        coverage("erase")
        failed = coverage("run", ".ci/suite.py", *arguments)
        coverage("combine", "--quiet")
    print("\nThe whole of the code", flush=True)
    failed |= coverage("report", f"--fail-under={OF_ALL}")
    print("\nCounting and voting", flush=True)
    modules = ",".join(counting_and_voting())
    failed |= coverage("report", f"--include={modules}", f"--fail-under={OF_COUNTING_AND_VOTING}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
