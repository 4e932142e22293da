"""How long a count may take that nobody depends on: a preview, a comparison."""

from __future__ import annotations

import time
from collections.abc import Callable

from budgeting.counting.trade import Stop


def stopwatch(seconds: float) -> Callable[[], Stop]:
    """What starts, each time it is called, a watch that says whether so many seconds have passed."""

    def started() -> Stop:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    return started
