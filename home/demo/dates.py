"""The demo's days, all counted from today, so that a round is always open when someone tries the site."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
WEEKDAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and instants around `today` (Stockholm). Offsets are whole days, negative in the past."""

    today: dt.date

    @classmethod
    def starting(cls, now: dt.datetime) -> "Calendar":
        """The calendar of the day that holds the aware instant `now`."""
        return cls(now.astimezone(STOCKHOLM).date())

    def day(self, offset: int) -> dt.date:
        """The date so many days from today."""
        return self.today + dt.timedelta(days=offset)

    def working_day(self, offset: int) -> int:
        """The offset of the first weekday from `offset` on: offices and meetings keep off Saturdays and Sundays."""
        return offset + (0, 0, 0, 0, 0, 2, 1)[self.day(offset).weekday()]

    def at(self, offset: int, hour: int, minute: int = 0) -> dt.datetime:
        """An aware instant: clock time in Stockholm, so many days from today."""
        return instant(self.day(offset), hour, minute)

    def words(self, offset: int) -> str:
        """'torsdag 3 december'."""
        date = self.day(offset)
        return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}"

    def month(self, offset: int) -> str:
        """'mars' or, in another year than today's, 'mars 2027'."""
        date = self.day(offset)
        name = MONTHS[date.month - 1]
        return name if date.year == self.today.year else f"{name} {date.year}"

    def half_year(self, offset: int) -> str:
        """'våren 2026' for January to June, 'hösten 2026' for the rest."""
        date = self.day(offset)
        return f"{'våren' if date.month <= 6 else 'hösten'} {date.year}"


def instant(date: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """The aware instant of a clock time in Stockholm on `date`."""
    return dt.datetime(date.year, date.month, date.day, hour, minute, tzinfo=STOCKHOLM)
