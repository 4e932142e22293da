"""The public figures of the conversations, as a page and as a table."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from comments.display.figures import csv_rows, figures_of
from comments.display.statistics import Scope, Statistics, collect
from comments.models import ConversationSettings
from comments.views.answers import trail_from_start
from radslag.clock import database_now
from radslag.for_programs.downloads import csv_download
from radslag.readers.filters import Choice, FilterGroup, address

PERIOD = "period"
MONTH = dt.timedelta(days=30)
PERIODS = {
    "": gettext_lazy("From the beginning"),
    "i-ar": gettext_lazy("This year"),
    "30-dagar": gettext_lazy("The last 30 days"),
}


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Figures for everyone. `period`: this year or the last 30 days; without it, from the beginning."""
    chosen, figures = _figures(request)
    links = [
        Choice(label, address({PERIOD: value}), current=value == chosen) for value, label in PERIODS.items()
    ]
    promise = _settings(request).promise_hours
    context = {
        "figures": figures_of(figures, promise_hours=promise),
        "period": PERIODS[chosen],
        "filters": [FilterGroup(_("Period"), links)],
        "csv_url": f"{reverse('comments:statistics_csv')}{address({PERIOD: chosen}) if chosen else ''}",
        "trail": trail_from_start(),
    }
    return render(request, "comments/statistics.html", context)


@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a table, with stable codes beside the words."""
    chosen, figures = _figures(request)
    rows = [[_("Code"), _("Measure"), _("How many")], *csv_rows(figures)]
    return csv_download(rows, f"samtal-statistik{f'-{chosen}' if chosen else ''}")


def _figures(request: HttpRequest) -> tuple[str, Statistics]:
    asked = request.GET.get(PERIOD, "")
    chosen = asked if asked in PERIODS else ""
    now = database_now()
    scope = Scope(_since(chosen, now), now, _paths(request))
    promise = dt.timedelta(hours=_settings(request).promise_hours)
    return chosen, collect(scope, promise=promise, today=timezone.localdate(now))


def _since(chosen: str, now: dt.datetime) -> dt.datetime | None:
    if chosen == "i-ar":
        return timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return now - MONTH if chosen else None


def _paths(request: HttpRequest) -> list[str]:
    """The paths of the site's home page in all languages; none, which is all pages, when it is the only site."""
    if Site.objects.count() <= 1:
        return []
    site = Site.find_for_request(request)
    return list(
        Page.objects.filter(translation_key=site.root_page.translation_key).values_list("path", flat=True)
        if site
        else []
    )


def _settings(request: Any) -> ConversationSettings:
    found: ConversationSettings = ConversationSettings.for_request(request)
    return found
