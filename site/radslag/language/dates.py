"""Dates that may be vague: a day, or only the month, the season or the year."""

import datetime as dt

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", gettext_lazy("The day is set")
    MONTH = "month", gettext_lazy("Only the month")
    SEASON = "season", gettext_lazy("Only the season")
    YEAR = "year", gettext_lazy("Only the year")


def vague_date(date: dt.date, precision: str) -> str:
    """Write a date as exactly as it is known: 18 november 2021, november 2021, hösten 2021, 2021."""
    if precision == Precision.DAY:
        return date_format(date, "l j F Y")
    if precision == Precision.MONTH:
        return date_format(date, "F Y")
    if precision == Precision.SEASON:
        return _season(date)
    return str(date.year)


def _season(date: dt.date) -> str:
    if date.month in (12, 1, 2):
        begins = date.year - (date.month != 12)
        return _("the winter of %(year)s") % {"year": f"{begins}–{begins + 1}"}
    if date.month <= 5:
        return _("the spring of %(year)s") % {"year": date.year}
    name = _("the summer of %(year)s") if date.month <= 8 else _("the autumn of %(year)s")
    return name % {"year": date.year}


def last_day(date: dt.date, precision: str) -> dt.date:
    """The last day a vague date can mean: after it, the date is surely past."""
    if precision == Precision.DAY:
        return date
    ends = {Precision.MONTH: date.month, Precision.SEASON: _last_month(date.month), Precision.YEAR: 12}
    month = ends[Precision(precision)]
    year = date.year + (month < date.month)  # the winter that begins in December ends in the next year
    if year > dt.MAXYEAR or (year, month) == (dt.MAXYEAR, 12):
        return dt.date.max
    first_of_next = dt.date(year + 1, 1, 1) if month == 12 else dt.date(year, month + 1, 1)
    return first_of_next - dt.timedelta(days=1)


def first_day(date: dt.date, precision: str) -> dt.date:
    """The first day a vague date can mean."""
    if precision == Precision.DAY:
        return date
    if precision == Precision.SEASON:
        month = {1: 12, 2: 12}.get(date.month, date.month - date.month % 3)
        year = date.year - (month > date.month)
        return dt.date(year, month, 1) if year else dt.date.min
    return date.replace(day=1) if precision == Precision.MONTH else dt.date(date.year, 1, 1)


def _last_month(month: int) -> int:
    return {12: 2, 1: 2, 2: 2, 3: 5, 4: 5, 5: 5, 6: 8, 7: 8, 8: 8}.get(month, 11)
