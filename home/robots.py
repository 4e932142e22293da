"""What machines read first: where they may go, and which addresses there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.sitemap import entries
from radslag.clock import database_now
from radslag.for_programs.being_found import absolute

CLOSED = ("admin/", "konto/", "mina-sidor/", "mina-forslag/", "sok/", "kontakt/", "samtal/", "utveckling/")
"""Parts of the site that hold nothing to find: forms, and what belongs to one person."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but forms and what belongs to one person, in every language."""
    context = {"closed": CLOSED, "sitemap": absolute(request, "/sitemap.xml")}
    return render(request, "home/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every address that everyone may read."""
    context = {"entries": entries(request, database_now())}
    return render(request, "home/sitemap.xml", context, content_type="application/xml; charset=utf-8")
