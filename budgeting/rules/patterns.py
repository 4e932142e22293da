"""What is unusual in how first votes come in: signs to look into, never proof. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

LEAST_IN_A_BURST, TIMES_THE_USUAL = 20, 5
"""An hour stands out with at least so many first votes, and so many times as many as in the round's usual hour."""
LEAST_FROM_A_NETWORK = 5
"""First votes in one day from one network, such as a household, a library or a mobile mast."""


def usual_hour(numbers: Iterable[int]) -> int:
    """First votes in the middle one of the hours in which anybody voted (rounded down); 0 without votes."""
    return int(statistics.median_low(list(numbers) or [0]))


def is_burst(n: int, usual: int) -> bool:
    """Whether an hour with `n` first votes stands out from the usual one."""
    return n >= LEAST_IN_A_BURST and n >= TIMES_THE_USUAL * usual
