"""Which of two proposals with equal votes comes first. A total order, fixed before the count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

LOT, CHEAPEST, DEAREST, EARLIEST = "lot", "cheapest", "dearest", "earliest"
RULES = (LOT, CHEAPEST, DEAREST, EARLIEST)


@dataclass(frozen=True, slots=True)
class Project:
    """One candidate. `id` is its public number; lower numbers were handed in earlier. `cost` in öre."""

    id: int
    cost: int
    votes: int


def lot(seed: str, contest: int, project: int) -> str:
    """The ticket of a project in the lot: SHA-256 (hex) of "seed|contest|project". The lowest wins."""
    return hashlib.sha256(f"{seed}|{contest}|{project}".encode()).hexdigest()


def commitment(seed: str) -> str:
    """What is published before voting opens so that the seed can't be exchanged afterwards: SHA-256 (hex)."""
    return hashlib.sha256(seed.encode()).hexdigest()


def order(rule: str, *, seed: str, contest: int) -> Callable[[Project], tuple[int | str, ...]]:
    """The sort key among projects with equal votes. Projects that also cost the same go by the lot.

    ValueError for a rule that is none.
    """

    def ticket(project: Project) -> str:
        return lot(seed, contest, project.id)

    keys: dict[str, Callable[[Project], tuple[int | str, ...]]] = {
        LOT: lambda p: (ticket(p), p.id),
        CHEAPEST: lambda p: (p.cost, ticket(p), p.id),
        DEAREST: lambda p: (-p.cost, ticket(p), p.id),
        EARLIEST: lambda p: (p.id,),
    }
    if rule not in keys:
        raise ValueError(f"no tie rule: {rule}")
    return keys[rule]
