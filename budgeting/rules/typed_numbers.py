"""Numbers as people type them from paper: "17, 20-25" of sheets, "3, 7, 12" or "3:5 7:2" of a ballot. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from budgeting.rules.errors import RuleViolation

MOST_TYPED = 20_000
SPAN = re.compile(r"([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?")
CHOICE = re.compile(r"#?([0-9]{1,6})(?:\s*[:=]\s*([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class TypedChoice:
    """The number of a proposal on a paper, and the points that stand beside it, where the ballot has any."""

    number: int
    points: int | None = None


def read_spans(text: str) -> list[int]:
    """The numbers that are meant, each once, smallest first: "17, 20-22" means 17, 20, 21 and 22.

    Raises RuleViolation `numbers_unreadable` for anything else, and for more than there can be.
    """
    found: set[int] = set()
    for part in re.split(r"[,;\n]+|(?<=[0-9])\s+(?=[0-9])", text.strip().strip(",;")):
        match = SPAN.fullmatch(part.strip())
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        if first < 1 or not 0 <= last - first < MOST_TYPED:
            raise RuleViolation("numbers_unreadable")
        found.update(range(first, last + 1))
    if len(found) > MOST_TYPED:
        raise RuleViolation("numbers_unreadable")
    return sorted(found)


def read_paper(text: str, *, with_points: bool) -> list[TypedChoice]:
    """The choices of a paper, in the order typed: "3, 7, 12", or with points "3:5, 7:2" (or "3=5").

    Raises RuleViolation `paper_unreadable`, `paper_points_unreadable` (a ballot of points has them at each number).
    """
    code = "paper_points_unreadable" if with_points else "paper_unreadable"
    tidy = re.sub(r"\s*([:=])\s*", r"\1", text.strip().strip(",;."))
    parts = [part for part in re.split(r"[\s,;.+]+", tidy) if part]
    read = [CHOICE.fullmatch(part) for part in parts]
    if not parts or any(match is None or (match[2] is not None) != with_points for match in read):
        raise RuleViolation(code)
    return [TypedChoice(int(m[1]), int(m[2]) if m[2] else None) for m in read if m]
