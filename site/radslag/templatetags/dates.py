"""Dates and times as residents read them: "18 november 2021", "söndag 14 april kl. 23.59"."""

import datetime as dt
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from radslag.clock import machine_now

register = template.Library()
Moment = dt.date | dt.datetime


def _local(value: Moment) -> Moment:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: Moment | None) -> str:
    """18 november 2021."""
    if not value:
        return ""
    local = _local(value)
    return _day(local.date() if isinstance(local, dt.datetime) else local, get_language())


@lru_cache(maxsize=4096)
def _day(date: dt.date, language: str | None) -> str:
    """A page of a conversation has forty, and many the same."""
    return date_format(date, "j F Y")


@register.filter
def weekday_day(value: Moment | None) -> str:
    """söndag 14 april; with the year when it is more than ten months away."""
    if not value:
        return ""
    local = _local(value)
    date = local.date() if isinstance(local, dt.datetime) else local
    far = abs((date - timezone.localdate(machine_now())).days) > 300
    return date_format(local, "l j F Y" if far else "l j F")


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """kl. 23.59."""
    return "" if value is None else _("at %(time)s") % {"time": _hour_and_minute(value)}


@register.simple_tag
def hours(begins: dt.time, ends: dt.time | None) -> str:
    """kl. 17.30–20.30, or only when it begins."""
    return f"{clock(begins)}–{_hour_and_minute(ends)}" if ends else clock(begins)


def _hour_and_minute(value: dt.datetime | dt.time) -> str:
    local = (
        timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    )
    return _("%(hour)s:%(minute)s") % {"hour": f"{local.hour}", "minute": f"{local.minute:02d}"}


@register.filter
def moment(value: dt.datetime | None) -> str:
    """söndag 14 april kl. 23.59."""
    return f"{weekday_day(value)} {clock(value)}" if value else ""


@register.filter
def iso(value: Moment | None) -> str:
    """The machine's form, for <time datetime>."""
    return _local(value).isoformat() if value else ""
