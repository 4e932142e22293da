"""Kept pages for readers who have a session: the page of everybody, with the link to their own pages in place of the log-in.

Only a page that was made for nobody in particular is ever kept, so nothing personal can be given to anybody else. Whether a
page is the same for all says the view that makes it (`same_for_readers`); a test asks every page of the demo.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from .memory import KeptPage
from .middleware import could_be_kept, for_one_person

OWN_LINK = "navigation/own_link.html"
SENT_ALONG = {"Content-Type", "Vary", "Content-Language"}

Answer = Callable[[HttpRequest], HttpResponseBase]


def kept_for_readers(get_response: Answer) -> Answer:
    """Middleware, below what knows the reader: answer from what is kept for everybody, where that is the same page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _from_what_is_kept(request) or get_response(request)

    return middleware


def _from_what_is_kept(request: HttpRequest) -> HttpResponse | None:
    pages = getattr(request, "_kept_pages", None)
    if pages is None or not could_be_kept(request) or not _is_a_reader(request):
        return None
    page = pages.for_a_reader(request)
    return _own(page, request) if page is not None else None


def _is_a_reader(request: HttpRequest) -> bool:
    """Whether a page shows nothing to this person alone: no tools of the admin, and no message that waits."""
    return (
        not any(name in request.COOKIES for name in settings.RADSLAG_COOKIES_READ)
        and not request.user.has_perm("wagtailadmin.access_admin")
        and "_messages" not in request.session
    )


def _own(page: KeptPage, request: HttpRequest) -> HttpResponse | None:
    """The page with the person's own link; None when the link is not where it is expected."""
    body = page.body
    if request.user.is_authenticated:
        stranger, own = _links(get_language() or settings.LANGUAGE_CODE)
        if body.count(stranger) != 1:
            return None
        body = body.replace(stranger, own)
    response = HttpResponse(body)
    for name, value in page.headers:
        if name in SENT_ALONG:
            response.headers[name] = value
    for_one_person(response)
    return response


@cache
def _links(language: str) -> tuple[bytes, bytes]:
    """The link in the menu as a stranger has it and as a reader with a session has it."""
    with override(language):
        stranger, own = (
            render_to_string(OWN_LINK, {"user": SimpleNamespace(is_authenticated=known)}).strip().encode()
            for known in (False, True)
        )
    return stranger, own
