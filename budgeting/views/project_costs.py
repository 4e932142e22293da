"""“What every project costs”, with its files and its feed, under the address of the programme's page.

They are for everyone or for nobody: a programme that is a draft or that only some may read has none, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from budgeting.display.project_costs import YEAR, costs
from budgeting.display.projects import COSTS, PAYMENTS, costs_url
from budgeting.for_programs import project_feed
from budgeting.for_programs import projects as open_projects
from budgeting.models import BudgetingPage
from radslag.clock import database_now
from radslag.for_programs.downloads import CSV, download
from radslag.for_programs.open_data import JSON


@require_safe
def project_costs(request: HttpRequest, path: str) -> HttpResponse:
    """The table of a year; by the path of a translation one is led to the page's own."""
    page = _programme(request, path)
    own = costs_url(page.get_url(request))
    if page.locale.language_code == get_language() and request.path != own:
        return redirect(own)
    shown = costs(page, now=database_now(), query=request.GET, request=request)
    url = page.get_url(request)
    context = {
        "programme": page,
        "shown": shown,
        "trail": [*page.trail(), page],
        "query": f"{YEAR}={shown.year}" if shown.year else "",
        "columns": open_projects.PROJECTS,
        "files": {
            "projects": f"{url}{COSTS}.csv",
            "payments": f"{url}{PAYMENTS}.csv",
            "json": f"{url}{COSTS}.json",
        },
    }
    return render(request, "budgeting/project_costs.html", context)


@require_safe
@conditional_page
def projects_csv(request: HttpRequest, path: str) -> HttpResponse:
    """A row for each project."""
    return _table(request, path, COSTS, open_projects.projects_csv)


@require_safe
@conditional_page
def payments_csv(request: HttpRequest, path: str) -> HttpResponse:
    """A row for each payment."""
    return _table(request, path, PAYMENTS, open_projects.payments_csv)


@require_safe
@conditional_page
def projects_json(request: HttpRequest, path: str) -> HttpResponse:
    """Everything, for programs."""
    content = open_projects.as_json(_programme(request, path), request)
    return HttpResponse(content, content_type=JSON)


@require_safe
def projects_feed(request: HttpRequest, path: str) -> HttpResponseBase:
    """What is told of the projects, as a feed."""
    return project_feed.feed(_programme(request, path), request)


def _table(
    request: HttpRequest, path: str, name: str, table: Callable[[BudgetingPage, HttpRequest], bytes]
) -> HttpResponse:
    page = _programme(request, path)
    return download(table(page, request), CSV, f"{name}-{page.slug}.csv")


def _programme(request: HttpRequest, path: str) -> BudgetingPage:
    """The published programme at `path` that everyone may read, in the language of the address where there is such a one.

    As other views, these are there in every language: with the path of any translation of the page. Raises Http404.
    """
    paths = [f"{root.root_path}{path}" for root in Site.get_site_root_paths()]
    there = BudgetingPage.objects.live().filter(url_path__in=paths)
    twins = BudgetingPage.objects.live().filter(translation_key__in=there.values("translation_key"))
    page = twins.filter(locale__language_code=get_language()).first() or there.first()
    if page is None or page.get_view_restrictions().exists():
        raise Http404
    return page
