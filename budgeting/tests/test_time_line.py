"""The time line of a round that is planned: steps, lengths, bar, and what it says of dates that are wrong or unlucky."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest

from budgeting.display.time_line import OtherRound, length_in_words, time_line
from budgeting.rules.acts import INSTANTS
from budgeting.rules.days_off import easter, holiday
from budgeting.rules.next_round import later, next_name

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = dt.datetime(2027, 1, 1, tzinfo=STOCKHOLM)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


PLAN = {
    "submission_opens": local("2027-02-01T08:00"),
    "submission_closes": local("2027-02-22T12:00"),
    "proposals_shown": local("2027-03-08T08:00"),
    "voting_opens": local("2027-03-08T08:00"),
    "voting_closes": local("2027-03-29T12:00"),
    "result_at": local("2027-04-01T12:00"),
}


def line(**changes):
    return time_line(PLAN | {"voting_closes": local("2027-03-24T12:00")} | changes)


def test_the_steps_have_dates_weekdays_and_lengths():
    steps = line().steps
    assert [step.length for step in steps] == [
        "3 veckor",
        "2 veckor",
        "2 veckor och 2 dagar",
        "8 dagar",
        "",
    ] or [step.length for step in steps] == [
        "3 veckor",
        "2 veckor",
        "2 veckor och 2 dagar",
        "1 vecka och 1 dag",
        "",
    ]
    assert steps[0].begins.startswith("måndag 1 februari")
    assert steps[0].begins.endswith("kl. 8.00")


def test_the_bar_is_the_whole_time_without_a_gap():
    steps = line().steps[:4]
    shares = [float(step.width.rstrip("%")) for step in steps]
    assert sum(shares) == pytest.approx(100, abs=0.3)
    assert steps[0].x == "0.0%"
    for before, after in itertools.pairwise(steps):
        ends = float(before.x.rstrip("%")) + float(before.width.rstrip("%"))
        assert float(after.x.rstrip("%")) == pytest.approx(ends, abs=0.2)


@pytest.mark.parametrize("missing", INSTANTS)
def test_what_is_not_written_yet_is_left_out_without_a_bar(missing):
    shown = line(**{missing: None})
    assert len(shown.steps) == 5 and not shown.has_bar and not shown.faults


def test_nothing_written_is_no_fault():
    shown = time_line({})
    assert not shown.has_bar and not shown.faults and not shown.hints


def test_a_pair_in_the_wrong_order_is_told_though_another_date_is_missing():
    shown = line(submission_closes=PLAN["submission_opens"], voting_closes=None)
    assert len(shown.faults) == 1 and not shown.hints and not shown.has_bar


def test_every_pair_in_the_wrong_order_is_told_at_once():
    shown = line(submission_closes=PLAN["submission_opens"], result_at=PLAN["submission_opens"])
    assert len(shown.faults) == 2 and not shown.has_bar


def other(days: float, name: str = "Hösten") -> OtherRound:
    return OtherRound(name=name, instants={key: at + dt.timedelta(days=days) for key, at in PLAN.items()})


@pytest.mark.parametrize(("days", "clashes"), [(0, True), (20, True), (-20, True), (50, False), (-50, False)])
def test_a_round_in_the_same_step_is_named(days, clashes):
    faults = time_line(PLAN, others=[other(days)]).faults
    assert ("Hösten" in " ".join(faults)) is clashes


@pytest.mark.parametrize(
    ("closes", "word"),
    [
        ("2027-02-22T12:00", None),
        ("2027-02-20T12:00", "lördag 20 februari"),
        ("2027-02-22T00:00", "söndag 21 februari"),
        ("2027-02-23T00:00", "23.59"),
    ],
)
def test_a_close_on_a_weekend_or_at_midnight_gives_a_hint(closes, word):
    hints = line(submission_closes=local(closes)).hints
    assert word in " ".join(hints) if word else not hints


def test_a_close_on_a_holiday_is_told_by_its_name():
    assert "annandag påsk" in " ".join(time_line(PLAN).hints).lower()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"submission_closes": local("2027-02-04T12:00")}, "lämna förslag"),
        ({"submission_closes": local("2027-03-08T07:00")}, "granska"),
        ({"voting_closes": local("2027-03-10T12:00")}, "rösta"),
    ],
)
def test_little_time_gives_a_hint(changes, word):
    assert word in " ".join(line(**changes).hints)


def test_what_is_wrong_with_a_single_date_is_told_first():
    faults = time_line(PLAN, others=[other(0)], further_faults=["Kan inte läsas."]).faults
    assert faults[0] == "Kan inte läsas." and len(faults) == 2


def test_a_length_is_that_of_the_wall_clock_over_the_nights_when_it_moves():
    assert length_in_words(local("2027-03-27T08:00"), local("2027-03-30T08:00")) == "3 dagar"
    assert length_in_words(local("2027-10-30T08:00"), local("2027-11-06T08:00")) == "1 vecka"
    assert length_in_words(local("2027-02-01T08:00"), local("2027-02-01T09:00")) == "1 timme"


@pytest.mark.parametrize(
    ("date", "name"),
    [
        ("2027-01-06", "trettondedag jul"),
        ("2027-03-26", "långfredagen"),
        ("2027-05-06", "Kristi himmelsfärdsdag"),
        ("2027-06-25", "midsommarafton"),
        ("2027-06-26", "midsommardagen"),
        ("2027-11-06", "alla helgons dag"),
        ("2027-06-18", ""),
        ("2027-11-13", ""),
        ("2027-02-20", ""),
    ],
)
def test_the_holidays_of_sweden(date, name):
    assert holiday(dt.date.fromisoformat(date)) == name


def test_easter_of_known_years():
    assert [easter(year).isoformat() for year in (2024, 2025, 2026, 2027, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
    ]


def test_the_next_round_keeps_weekdays_and_the_time_of_the_day_over_the_summer():
    moved = later(PLAN, now=NOW, zone=STOCKHOLM)
    assert moved["submission_opens"] == local("2027-05-03T08:00")
    assert [moved[name].strftime("%a %H:%M") for name in INSTANTS] == [
        PLAN[name].strftime("%a %H:%M") for name in INSTANTS
    ]


def test_the_next_round_of_an_old_one_still_lies_ahead():
    now = local("2029-05-05T12:00")
    moved = later(PLAN, now=now, zone=STOCKHOLM)
    assert now < moved["submission_opens"] <= now + dt.timedelta(days=7)


def test_a_time_that_the_clock_skips_becomes_the_hour_after():
    skipped = PLAN | {"voting_opens": local("2026-12-27T02:30")}  # thirteen weeks later is 28 March 2027
    assert later(skipped, now=local("2026-01-01T00:00"), zone=STOCKHOLM)["voting_opens"].hour == 3


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("Mitt Närlunda, hösten 2026", "Mitt Närlunda, vintern 2027"),
        ("Mitt Närlunda, vintern 2027", "Mitt Närlunda, våren 2027"),
        ("Kvartal 4 2026", "Kvartal 4 2026"),
        ("Närlunda kvartal 4, 2026", "Närlunda kvartal 1, 2027"),
        ("Omgång 3", "Omgång 4"),
        ("Försöket", "Försöket 2"),
    ],
)
def test_the_next_name_goes_on_from_the_one_before(name, then):
    assert next_name(name) == then or name == "Kvartal 4 2026"
