"""`python -m budgeting.counting FILE`: the only module of the count that touches the disk and the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from budgeting.counting.command import WRONG, CommandError, answer, parser

MOST_BYTES = 100_000_000
"""Far above any election: a million ballots are some 30 MB."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    try:
        answered = answer(_read(options.file), options)
    except CommandError as error:
        print(f"{_on_one_line(options.file)}: {error}", file=sys.stderr)
        return WRONG
    for note in answered.notes:
        print(f"{_on_one_line(options.file)}: {note}", file=sys.stderr)
    try:
        print(answered.text, flush=True)
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # or the interpreter complains as it ends
    return answered.code


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return _all_of(sys.stdin.buffer)
        with Path(name).open("rb") as file:
            return _all_of(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(reason[:1].lower() + reason[1:]) from None


def _all_of(file: BinaryIO) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CommandError(f"larger than {MOST_BYTES // 1_000_000} MB: no file of an election")
    return data


def _on_one_line(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)


if __name__ == "__main__":
    raise SystemExit(main())
