"""What an act may change in a round, and how a pause moves its instants. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from budgeting.rules.errors import RuleViolation

INSTANTS = (
    "submission_opens",
    "submission_closes",
    "proposals_shown",
    "voting_opens",
    "voting_closes",
    "result_at",
)
MONEY = (
    "budget_ore",
    "cap_ore",
    "proposals_per_person",
    "proposals_per_quarter",
    "applicant_round_ore",
    "applicant_quarter_ore",
    "leftover",
)
TAKING_PART = ("applicants", "least_age", "identity", "postal_codes")
COUNTING = (
    "ballot_kind",
    "ballot_min",
    "ballot_max",
    "points_total",
    "points_most",
    "rule",
    "tie_rule",
    "threshold",
    "threshold_percent",
    "utility",
    "lot_source",
    "compares_rules",
)
PROMISES = (*MONEY, *TAKING_PART, *COUNTING)
"""Money, limits and rules that residents rely on, beside the instants."""
MOST_DAYS = 4000


def changeable(instants: Mapping[str, dt.datetime], clock: dt.datetime, *, paused: bool) -> frozenset[str]:
    """The terms that an act may change when the round's own clock shows `clock`.

    Instants that lie ahead, but none in a pause: they move when it ends. Money, limits and rules until voting opens.
    """
    ahead = frozenset() if paused else frozenset(name for name in INSTANTS if instants[name] > clock)
    return ahead | (frozenset(PROMISES) if clock < instants["voting_opens"] else frozenset())


def after_pause(
    instants: Mapping[str, dt.datetime], *, paused_at: dt.datetime, now: dt.datetime, zone: dt.tzinfo
) -> dict[str, dt.datetime]:
    """The instants after `paused_at`, moved by the pause's length rounded up to whole local days.

    A closing time keeps its hour by the clock on the wall, also over a change of the clocks. One day more when a moved
    instant would be a time that does not exist that night, or would not lie ahead of `now`.
    """
    ahead = {name: instant for name, instant in instants.items() if instant > paused_at}
    days = 0
    while days <= MOST_DAYS:
        moved = {name: _days_later(instant, days, zone) for name, instant in ahead.items()}
        ends = _days_later(paused_at, days, zone)
        whole = ends is None or ends >= now
        if whole and all(instant and instant > now for instant in moved.values()):
            return {name: instant for name, instant in moved.items() if instant}
        days += 1
    raise RuleViolation("instant_passed")


def _days_later(instant: dt.datetime, days: int, zone: dt.tzinfo) -> dt.datetime | None:
    """The same time of the day by the local clock; None when the clock skips it that day."""
    moved = instant.astimezone(zone) + dt.timedelta(days=days)
    back = moved.astimezone(dt.UTC)
    return back if back.astimezone(zone).replace(tzinfo=None) == moved.replace(tzinfo=None) else None
