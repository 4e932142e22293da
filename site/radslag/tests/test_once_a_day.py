"""What is mailed at most once a day: never two of one date, by the clock on the wall; and no wandering through the day."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from radslag.mail.once_a_day import again_from, told_before

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STEP = dt.timedelta(minutes=20)


def wall(month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute, tzinfo=STOCKHOLM, fold=fold)


def around(noon: dt.datetime) -> list[dt.datetime]:
    """Every twenty minutes of the three days from a noon on."""
    first = noon.astimezone(dt.UTC)
    return [first + n * STEP for n in range(3 * 24 * 3)]


@pytest.mark.parametrize(
    ("told", "again"),
    [
        (wall(6, 1, 10, 59), wall(6, 2, 10)),
        (wall(6, 1, 0, 0), wall(6, 2, 0)),
        (wall(6, 1, 23, 55), wall(6, 2, 23)),
        (wall(10, 31, 0, 5), wall(11, 1, 0)),  # 25 hours
        (wall(10, 31, 2, 30, fold=1), wall(11, 1, 2)),
        (wall(3, 27, 2, 30), wall(3, 28, 3)),  # there is no half past two
        (wall(3, 28, 12), wall(3, 29, 12)),
    ],
)
def test_it_is_the_same_hour_of_the_next_date(told: dt.datetime, again: dt.datetime) -> None:
    assert again_from(told) == again
    assert told < told_before(again)
    assert told >= told_before(again.astimezone(dt.UTC) - STEP)


@pytest.mark.parametrize("noon", [wall(3, 26, 12), wall(10, 29, 12), wall(12, 30, 12)])
def test_no_two_have_the_same_date_and_both_ways_of_asking_agree(noon: dt.datetime) -> None:
    instants = around(noon)
    for told in instants:
        again, date = again_from(told), told.astimezone(STOCKHOLM).date()
        for now in (now for now in instants if now >= told):
            may = now >= again
            assert may == (told < told_before(now))
            assert not may or now.astimezone(STOCKHOLM).date() > date


def test_a_job_that_comes_a_little_later_each_time_keeps_its_hour() -> None:
    told = wall(6, 1, 10, 30)
    for _day in range(20):
        told = next(
            now
            for n in range(1, 60)
            if (now := told + n * dt.timedelta(minutes=60, seconds=1)) >= again_from(told)
        )
    assert (told.hour, told.date()) == (10, dt.date(2027, 6, 21))
