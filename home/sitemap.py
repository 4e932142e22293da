"""The addresses that search engines should know: all that everyone may read, and nothing else. The same few queries always."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from budgeting.models import Proposal
from councils.display.links import addresses_of_matters
from home.search.sources import public_pages
from radslag.for_programs.being_found import absolute
from radslag.models import Area, Theme
from radslag.readers.languages import FIELDS, language_of

MOST = 50_000
"""So many addresses may stand in one sitemap (sitemaps.org)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address. `alternates` are pairs of language and address, the page itself among them."""

    url: str
    changed: dt.datetime | None = None
    alternates: list[tuple[str, str]] = field(default_factory=list)


def entries(request: HttpRequest, now: dt.datetime) -> list[Entry]:
    """Pages, areas, themes, matters, and proposals that are shown at `now`."""
    subjects = [*Area.objects.all(), *Theme.objects.all()]
    proposals = Proposal.objects.shown_at(now).only("round_id", "number", "slug", "decided_at")[:MOST]
    matters = addresses_of_matters(request)[:MOST]
    return [
        *_pages(request, public_pages(request).only(*FIELDS)[:MOST]),
        *(Entry(absolute(request, subject.get_absolute_url())) for subject in subjects),
        *(Entry(absolute(request, one.get_absolute_url()), one.decided_at) for one in proposals),
        *(Entry(absolute(request, url), dt.datetime.combine(day, dt.time(), dt.UTC)) for url, day in matters),
    ][:MOST]


def _pages(request: HttpRequest, pages: Iterable[Page]) -> list[Entry]:
    listed = [(page, language_of(page), absolute(request, page.get_url(request))) for page in pages]
    twins: dict[str, list[tuple[str, str]]] = {}
    for page, language, url in listed:
        twins.setdefault(str(page.translation_key), []).append((language, url))
    return [
        Entry(url, page.last_published_at, _with_default(twins[str(page.translation_key)]))
        for page, _language, url in listed
    ]


def _with_default(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(found) < len(("one", "other")):
        return []
    default = [("x-default", url) for language, url in found if language == settings.LANGUAGE_CODE]
    return [*sorted(found), *default]
