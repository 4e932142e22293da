"""The middleware of a site that is closed for a while: a calm page for everybody, the editors' side for superusers."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_path

from radslag.clock import machine_now

from .maintenance import Closed, closed_now

LET_THROUGH = re.compile(
    r"^/(admin|static|media/images)/|^(/[a-z]{2})?/konto/(logga-in/(personal|andra-steget)|andra-steget|bekrafta|logga-ut)/"
)
"""The editors' side with its pictures, and the way of staff into it; who may pass there is asked once it is known who it is."""
FREE_IN_ADMIN = re.compile(r"^/admin/(login|logout|jsi18n)/")
SHORTEST, LONGEST = 60, 24 * 60 * 60


class ClosedForMaintenance:
    """Stands above kept pages, so that none of them is served from memory while the site is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        closed = closed_now()
        if closed is not None and not LET_THROUGH.match(request.path_info):
            return closed_page(request, closed)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """In the editors' side: superusers alone."""
        path = request.path_info
        if not path.startswith("/admin/") or FREE_IN_ADMIN.match(path):
            return None
        closed = closed_now()
        return None if closed is None or request.user.is_superuser else closed_page(request, closed)


def closed_page(request: HttpRequest, closed: Closed) -> HttpResponse:
    """503 with the time at which to come back."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    seconds = (closed.until - machine_now()).total_seconds()
    with translation.override(language):
        ahead = closed if seconds > 0 else None
        text = render_to_string("maintenance.html", {"closed": closed, "ahead": ahead, "start": "/"})
    response = HttpResponse(text, status=503)
    response["Retry-After"] = str(int(min(max(seconds, SHORTEST), LONGEST)))
    response["Cache-Control"] = "no-store"
    return response
