"""Answers when something went wrong. They hold no personal data; those for a broken server or request need no database."""

import datetime as dt
import math
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_path

from radslag.clock import database_now
from radslag.media.errors import StorageAway
from radslag.operation.requests import number_of

RETRY_AFTER_SECONDS = 10


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here: say so, and where to go."""
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may not see or do this: say so, and where to go."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request can't be trusted, perhaps not even its host: a page that asks neither database nor session."""
    with _language(request):
        return HttpResponse(render_to_string("400.html", _bare(request)), status=400)


def unreadable_form(request: HttpRequest) -> HttpResponse:
    """A form that did not come whole, or holds what can't be read: say so, and how to send it once more."""
    with _language(request):
        return HttpResponse(render_to_string("400_form.html", _bare(request)), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: a page that needs neither database nor session. When database or files are away: 503, try again soon.

    Whether what was sent is saved can't be known then: a connection may end when the database has just said yes.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | StorageAway)
    status = 503 if away else 500
    with _language(request):
        told = _bare(request) | {"number": number_of(request)}
        response = HttpResponse(render_to_string(f"{status}.html", told), status=status)
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        response["Cache-Control"] = "no-store"
    return response


def too_many_requests(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    """So many requests at once that it may be a machine: say so, and from when on one may try again."""
    wait = max(1, math.ceil((until - database_now()).total_seconds()))
    response = render(request, "429_network.html", {"until": until}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def _language(request: HttpRequest) -> translation.override:
    """The language of the address, also when what broke came before the middleware that chooses it."""
    return translation.override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)


def _bare(request: HttpRequest) -> dict[str, str]:
    """The way out: to the start of the side of the site where the reader was."""
    admin = reverse("wagtailadmin_home")
    is_staff_side = request.path_info.startswith(admin)
    return {"start": admin if is_staff_side else reverse("wagtail_serve", args=[""])}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or too old: ask the person to go back, where the text still is.

    A view that may know more has a `csrf_failure` of its own: it takes the same arguments, and gives None for this page.
    """
    match = request.resolver_match
    knows_more = getattr(match.func, "csrf_failure", None) if match else None
    if match and knows_more:
        answer: HttpResponse | None = knows_more(request, *match.args, **match.kwargs)
        if answer is not None:
            return answer
    return render(request, "403_csrf.html", status=403)
