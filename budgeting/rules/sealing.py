"""When the tie between ballots and voters is removed for good. Pure."""

from __future__ import annotations

import datetime as dt

KEPT_FOR = dt.timedelta(days=30)
"""So long after the result or the cancellation: then nobody can appeal against the result any more."""


def seal_at(*, result_at: dt.datetime, cancelled_at: dt.datetime | None) -> dt.datetime:
    """When a round is sealed by itself."""
    return (cancelled_at or result_at) + KEPT_FOR
