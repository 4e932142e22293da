"""Which of two proposals with equal votes comes first. A total order, fixed before the count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from budgeting.counting.elections import Project, ProjectId, natural

LOT, CHEAPEST, DEAREST, EARLIEST, ID = "lot", "cheapest", "dearest", "earliest", "id"
RULES = (LOT, CHEAPEST, DEAREST, EARLIEST)
"""What a round chooses between; `id` is for files from elsewhere, and the same as `earliest`."""
TieKey = Callable[[Project], tuple[Any, ...]]


def lot(seed: str, contest: int | None, project: ProjectId) -> str:
    """The ticket of a project in the lot: SHA-256 (hex) of "seed|contest|project". The lowest wins.

    Without a contest, of "seed|project": so the command line repeats a round's lot when it is given "seed|contest".
    """
    parts = [seed, str(project)] if contest is None else [seed, str(contest), str(project)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def commitment(seed: str) -> str:
    """What is published before voting opens so that the seed can't be exchanged afterwards: SHA-256 (hex)."""
    return hashlib.sha256(seed.encode()).hexdigest()


def order(rule: str, *, seed: str, contest: int | None) -> TieKey:
    """The sort key among projects with equal votes. Projects that also cost the same go by the lot, in the natural
    order of their ids where there is no seed.

    ValueError for a rule that is none.
    """

    def last(project: Project) -> tuple[Any, ...]:
        ticket = (lot(seed, contest, project.id),) if seed else ()
        return (*ticket, natural(project.id))

    keys: dict[str, TieKey] = {
        LOT: last,
        CHEAPEST: lambda p: (p.cost, *last(p)),
        DEAREST: lambda p: (-p.cost, *last(p)),
        EARLIEST: lambda p: (natural(p.id),),
        ID: lambda p: (natural(p.id),),
    }
    if rule not in keys:
        raise ValueError(f"no tie rule: {rule}")
    return keys[rule]
