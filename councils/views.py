"""Files that belong to pages: calendars of councils, and the register of matters as open data.

Their addresses end like files, under the address of the page. They are for everyone or for nobody: a page that is a draft or
that only some may read has none, whoever asks. A program that has the file already is told so (ETag) and spared the rest.
"""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page

from councils import calendars, open_data
from councils.models import CouncilIndexPage, CouncilPage, MatterRegisterPage
from radslag.clock import database_now
from radslag.for_programs.calendar_files import calendar_answer
from radslag.for_programs.downloads import csv_download
from radslag.for_programs.open_data import JSON
from radslag.pages import BasePage, readable_by_all

Kind = TypeVar("Kind", bound=BasePage)


@require_safe
@conditional_page
def calendar_file(request: HttpRequest, path: str) -> HttpResponse:
    """The calendar of a council, or of the series with all its councils."""
    page = _public(request, path, BasePage)
    if isinstance(page, CouncilIndexPage):
        meetings = CouncilPage.objects.child_of(page).live().order_by("date", "number", "pk")
        councils = list(readable_by_all(meetings).defer_streamfields())
    elif isinstance(page, CouncilPage) and page.is_exact:
        councils = [page]
    else:
        raise Http404
    content = calendars.calendar(councils, name=page.title, request=request, now=database_now())
    return calendar_answer(content, page.slug)


@require_safe
@conditional_page
def matters_csv(request: HttpRequest, path: str) -> HttpResponse:
    """The register as a table."""
    page = _public(request, path, MatterRegisterPage)
    return csv_download(open_data.rows(page, request), page.slug)


@require_safe
@conditional_page
def matters_json(request: HttpRequest, path: str) -> HttpResponse:
    """The register with all updates."""
    page = _public(request, path, MatterRegisterPage)
    return HttpResponse(open_data.as_json(page, request), content_type=JSON)


def _public(request: HttpRequest, path: str, kind: type[Kind]) -> Kind:
    """The published page at `path` that everyone may read. Raises Http404."""
    found = Page.route_for_request(request, path)
    page = found.page.specific if found else None
    if not isinstance(page, kind) or not page.live or page.get_view_restrictions().exists():
        raise Http404
    return page
