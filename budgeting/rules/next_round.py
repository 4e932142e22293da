"""The next round as the one before: its dates and its name. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

WEEKS_OF_A_QUARTER, LAST_MONTH = 13, 12
SEASONS = ("vintern", "våren", "sommaren", "hösten")
_SEASON = re.compile(r"\b(vintern|våren|sommaren|hösten) (\d{4})\b", re.IGNORECASE)
_QUARTER = re.compile(r"\b(kvartal |Q)([1-4])(\D{1,3})(\d{4})\b")
_NUMBER = re.compile(r"(\d{1,3})\s*$")


def later(
    instants: Mapping[str, dt.datetime], *, now: dt.datetime, zone: dt.tzinfo
) -> dict[str, dt.datetime]:
    """The instants moved by whole weeks: a quarter, or so many that submission opens after `now`.

    Weekdays and times of the day stay by the local clock; a time that it skips becomes the hour after.
    """
    weeks = WEEKS_OF_A_QUARTER
    first = min(instants.values())
    while first.astimezone(zone) + dt.timedelta(weeks=weeks) <= now:
        weeks += 1
    return later_by(instants, weeks=weeks, zone=zone)


def later_by(instants: Mapping[str, dt.datetime], *, weeks: int, zone: dt.tzinfo) -> dict[str, dt.datetime]:
    """The instants that many weeks later by the local clock; a time that it skips becomes the hour after."""
    step = dt.timedelta(weeks=weeks)
    return {
        name: (instant.astimezone(zone) + step).astimezone(dt.UTC).astimezone(zone)
        for name, instant in instants.items()
    }


def first_name(title: str, opens: dt.datetime) -> str:
    """The programme's title with the season in which submission opens; December is the winter of the year after."""
    season = SEASONS[opens.month % 12 // 3]
    return f"{title}, {season} {opens.year + (opens.month == LAST_MONTH)}"


def next_name(name: str) -> str:
    """ "hösten 2026" becomes "vintern 2027", "omgång 3" "omgång 4"; without a season or number " 2" is added."""
    if match := _SEASON.search(name):
        place = SEASONS.index(match[1].lower())
        year = int(match[2]) + (place == len(SEASONS) - 1)
        return name[: match.start()] + f"{SEASONS[(place + 1) % 4]} {year}" + name[match.end() :]
    if match := _QUARTER.search(name):
        number = int(match[2]) % 4 + 1
        year = int(match[4]) + (number == 1)
        return name[: match.start()] + f"{match[1]}{number}{match[3]}{year}" + name[match.end() :]
    if match := _NUMBER.search(name):
        return name[: match.start()] + str(int(match[1]) + 1)
    return f"{name} 2"
