"""How much of what is exhaustive by nature a run of the suite does: all of it every night, a sample of it by day.

`RADSLAG_SCALE` says it: 1 (also when nothing is said) is everything, as `make test-nightly` asks; `make test` asks for 0.05.
A sample is for what repeats one way through the code with other values: words, lengths, hostile strings, readers of the
same page. What is the one test of a rule runs at every scale.
"""

import os
from collections.abc import Collection, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def scale() -> float:
    """The share that was asked for, 0 to 1."""
    return float(os.environ.get("RADSLAG_SCALE", "1"))


def is_full() -> bool:
    return scale() >= 1


def sampled(cases: Iterable[Case], one_in: int, *, keep: Collection[Case] = ()) -> list[Case]:
    """All cases at full scale; else every `one_in`-th, the last and those of `keep`, in their order, the same every day.

    Raises ValueError if one of `keep` is no case.
    """
    there = list(cases)
    unknown = [case for case in keep if case not in there]
    if unknown:
        raise ValueError(f"not among the cases: {unknown}")
    if is_full():
        return there
    last = len(there) - 1
    return [case for n, case in enumerate(there) if n % one_in == 0 or n == last or case in keep]


def scaled(full: int, *, least: int) -> int:
    """`full` at full scale; else its share, but not fewer than `least`, with which the test can still fail."""
    return full if is_full() else max(least, round(full * scale()))
