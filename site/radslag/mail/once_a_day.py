"""When what is mailed at most once a day may be mailed again: from the same hour of the next date, by the clock on the wall.

So no two have the same date, in the time zone of the site and also when a day has 23 or 25 hours; and as a job comes a little
later each time, it is the hour that counts: else the mail would wander through the day.
"""

import datetime as dt

from django.utils import timezone

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def again_from(told: dt.datetime) -> dt.datetime:
    """The instant from which somebody who was mailed at `told` (aware) may be mailed again."""
    return (_hour_of(told) + DAY).astimezone(dt.UTC)


def told_before(now: dt.datetime) -> dt.datetime:
    """Whoever was mailed before this instant may be mailed again at `now` (aware): the same rule, to ask the database."""
    return (_hour_of(now) - DAY + HOUR).astimezone(dt.UTC)


def _hour_of(instant: dt.datetime) -> dt.datetime:
    """Where its hour begins on the wall; the hour that the change of clocks repeats is one hour."""
    return timezone.localtime(instant).replace(minute=0, second=0, microsecond=0, fold=0)
