"""Spans of days and shares as pages write them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from radslag.language.numbers import NO_BREAK_SPACE
from radslag.templatetags.dates import moment

TICK = dt.timedelta(microseconds=1)


def span(first: dt.datetime, end: dt.datetime, this_year: int) -> str:
    """ "1–30 september", "28 september–3 oktober": from the day of `first` to the last day before `end`.

    A line breaks between the two dates, never inside one.
    """
    begins = timezone.localdate(first)
    ends = max(begins, timezone.localdate(end - TICK))
    last = _whole(ends, "j F Y" if ends.year != this_year else "j F")
    if begins == ends:
        return last
    if (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.day}–{last}"
    if begins.year == ends.year:
        return f"{_whole(begins, 'j F')}–{last}"
    return f"{_whole(begins, 'j F Y')}–{_whole(ends, 'j F Y')}"


def _whole(day: dt.date, style: str) -> str:
    return date_format(day, style).replace(" ", NO_BREAK_SPACE)


def last_date(closes: dt.datetime) -> str:
    """ "14 april": the last day before the instant."""
    return date_format(timezone.localtime(closes - TICK), "j F")


def last_moment(closes: dt.datetime) -> str:
    """ "söndag 29 november kl. 23.59"; midnight is said as the last minute of the day before."""
    at_midnight = timezone.localtime(closes).time() == dt.time()
    return moment(closes - TICK if at_midnight else closes)


def per_cent(part: int, whole: int) -> str:
    """ "59.4%": a length for SVG, one decimal, always a point, by whole numbers."""
    if whole <= 0:
        return "0%"
    tenths = (part * 1000 + whole // 2) // whole
    return f"{tenths // 10}.{tenths % 10}%"
