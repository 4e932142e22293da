"""The public holidays of Sweden, by the law of 1989 (1989:253), and the eves on which nobody works. Pure."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

SATURDAY, SUNDAY, FRIDAY = 5, 6, 4
FIXED = {
    (1, 1): _("New Year’s Day"),
    (1, 6): _("Epiphany"),
    (5, 1): _("May Day"),
    (6, 6): _("the National Day"),
    (12, 24): _("Christmas Eve"),
    (12, 25): _("Christmas Day"),
    (12, 26): _("Boxing Day"),
    (12, 31): _("New Year’s Eve"),
}
BY_EASTER = {
    -2: _("Good Friday"),
    0: _("Easter Day"),
    1: _("Easter Monday"),
    39: _("Ascension Day"),
    49: _("Whit Sunday"),
}


def easter(year: int) -> dt.date:
    """Easter Day of the Gregorian calendar (the anonymous computus of 1876, in Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def holiday(date: dt.date) -> str:
    """The name of the holiday or its eve; "" for any other day, Saturdays and Sundays among them."""
    name = FIXED.get((date.month, date.day)) or BY_EASTER.get((date - easter(date.year)).days)
    if name:
        return str(name)
    if (date.month, date.weekday()) == (6, FRIDAY) and 19 <= date.day <= 25:
        return str(_("Midsummer Eve"))
    if (date.month, date.weekday()) == (6, SATURDAY) and 20 <= date.day <= 26:
        return str(_("Midsummer Day"))
    if date.weekday() == SATURDAY and (10, 31) <= (date.month, date.day) <= (11, 6):
        return str(_("All Saints’ Day"))
    return ""


def is_weekend(date: dt.date) -> bool:
    """Saturday or Sunday."""
    return date.weekday() in (SATURDAY, SUNDAY)
