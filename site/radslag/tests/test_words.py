"""How dates, times and money are written, and which clock decides."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from radslag.clock import at, database_now
from radslag.language.dates import last_day, vague_date
from radslag.language.money import format_kronor
from radslag.templatetags import dates
from radslag.templatetags.money import kronor

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CLOSE = dt.datetime(2024, 4, 14, 23, 59, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("precision", "swedish", "english"),
    [
        ("day", "torsdag 18 november 2021", "Thursday 18 November 2021"),
        ("month", "november 2021", "November 2021"),
        ("season", "hösten 2021", "the autumn of 2021"),
        ("year", "2021", "2021"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(precision: str, swedish: str, english: str) -> None:
    date = dt.date(2021, 11, 18)
    assert vague_date(date, precision) == swedish
    with translation.override("en"):
        assert vague_date(date, precision) == english


@pytest.mark.parametrize(
    ("month", "season"),
    [(3, "våren"), (5, "våren"), (6, "sommaren"), (8, "sommaren"), (9, "hösten"), (11, "hösten")],
)
def test_every_month_has_its_season(month: int, season: str) -> None:
    assert vague_date(dt.date(2026, month, 15), "season") == f"{season} 2026"


@pytest.mark.parametrize(
    ("precision", "date", "last"),
    [
        ("day", dt.date(2024, 2, 28), dt.date(2024, 2, 28)),
        ("month", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("month", dt.date(2023, 12, 31), dt.date(2023, 12, 31)),
        ("season", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("season", dt.date(2023, 3, 1), dt.date(2023, 5, 31)),
        ("season", dt.date(2023, 9, 1), dt.date(2023, 11, 30)),
        ("year", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
    ],
)
def test_a_vague_date_is_past_only_when_its_last_day_is(precision: str, date: dt.date, last: dt.date) -> None:
    assert last_day(date, precision) == last


def test_a_winter_lasts_into_the_next_year() -> None:
    """The winter that an editor dates in December is over at the end of February."""
    assert last_day(dt.date(2023, 12, 1), "season") == dt.date(2024, 2, 29)


def test_days_and_times_in_swedish_and_english() -> None:
    assert dates.day(dt.date(2021, 11, 18)) == "18 november 2021"
    assert dates.weekday_day(dt.date(2021, 11, 18)) == "torsdag 18 november 2021"
    assert dates.clock(CLOSE) == "kl. 23.59"
    with translation.override("en"):
        assert dates.day(dt.date(2021, 11, 18)) == "18 November 2021"
        assert dates.clock(CLOSE) == "at 23:59"


def test_a_near_day_is_written_without_its_year() -> None:
    near = dt.datetime.now(STOCKHOLM) + dt.timedelta(days=3)
    assert str(near.year) not in dates.moment(near)
    assert dates.moment(near).startswith(("mån", "tis", "ons", "tors", "fre", "lör", "sön"))
    assert f"kl. {near.hour}.{near.minute:02d}" in dates.moment(near)


def test_instants_are_shown_in_local_time_whatever_their_zone() -> None:
    assert dates.clock(dt.datetime(2024, 7, 1, 10, 5, tzinfo=dt.UTC)) == "kl. 12.05"
    assert dates.day(dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC)) == "1 januari 2025"
    assert dates.iso(dt.datetime(2024, 7, 1, 10, 5, tzinfo=dt.UTC)) == "2024-07-01T12:05:00+02:00"


def test_nothing_is_written_for_no_date() -> None:
    assert [f(None) for f in (dates.day, dates.weekday_day, dates.clock, dates.moment, dates.iso)] == [""] * 5


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "0 kr"),
        (50, "0,50 kr"),
        (2_500_000, "25 000 kr"),
        (100_000_000, "1 000 000 kr"),
        (-150, "\u22121,50 kr"),
        (105, "1,05 kr"),
    ],
)
def test_money_is_written_in_kronor_with_spaces_that_do_not_break(ore: int, text: str) -> None:
    assert format_kronor(ore).replace("\u00a0", " ") == text
    assert " " not in format_kronor(ore)
    assert kronor(ore) == f'<span class="money">{format_kronor(ore)}</span>'


def test_no_amount_is_no_text() -> None:
    assert kronor(None) == ""


def test_filters_need_no_loading() -> None:
    text = Template("{{ sum|kronor }} {{ date|day }}{% icon 'check' %}").render(
        Context({"sum": 100, "date": dt.date(2021, 1, 2)})
    )
    assert "1\u00a0kr" in text
    assert "2 januari 2021" in text
    assert "#check" in text


@pytest.mark.django_db
def test_the_clock_is_the_databases_and_goes_on_inside_a_transaction() -> None:
    first, second = database_now(), database_now()
    assert first.tzinfo is not None
    assert first < second
    assert abs(first - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


@pytest.mark.django_db
def test_the_clock_can_be_held_and_is_let_go_again() -> None:
    with at(CLOSE):
        assert database_now() == CLOSE
        with at(CLOSE + dt.timedelta(days=1)):
            assert database_now() == CLOSE + dt.timedelta(days=1)
        assert database_now() == CLOSE
    with pytest.raises(RuntimeError), at(CLOSE):
        raise RuntimeError
    assert database_now() != CLOSE


def test_the_clock_wants_to_know_the_zone() -> None:
    naive = dt.datetime(2024, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"), at(naive):
        pass


def test_two_winters_of_one_year_have_two_names() -> None:
    written = [vague_date(dt.date(2022, month, 5), "season") for month in (1, 2, 12)]
    assert written == ["vintern 2021–2022", "vintern 2021–2022", "vintern 2022–2023"]
