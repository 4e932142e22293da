"""A number for every request and one line about it: what was asked for and how it went, never by whom."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import traffic

Next = Callable[[HttpRequest], HttpResponseBase]

logger = structlog.get_logger("radslag.access")
HEADER = "X-Request-ID"
OF_A_PROXY = re.compile(r"[0-9a-f-]{8,40}")
UNKNOWN = "-"
PAGE = "wagtail_serve"


def told(get_response: Next) -> Next:
    """Middleware: bind the number to every line that the request writes, tell of the request, count it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        number = _number(request)
        request.META["RADSLAG_REQUEST_ID"] = number
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        try:
            response = get_response(request)
            seconds = time.perf_counter() - begun
            response.headers[HEADER] = number
            traffic.count(request, response.status_code, seconds)
            logger.info("request", **_line(request, response, seconds))
            return response
        finally:
            structlog.contextvars.clear_contextvars()

    return middleware


def number_of(request: HttpRequest) -> str:
    """The number of the request, for a page that asks people to tell it; empty outside a server."""
    return str(request.META.get("RADSLAG_REQUEST_ID", ""))


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, with the names of what stands in it and never the values: tokens and codes are such."""
    match = request.resolver_match
    return f"/{match.route}" if match else UNKNOWN


def _line(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    line: dict[str, object] = {
        "method": request.method if request.method in traffic.METHODS else UNKNOWN,
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    match = request.resolver_match
    if match and match.url_name == PAGE and response.status_code < 400:
        line |= {"route": PAGE, "path": request.path_info}  # a page that is there: its address is public
    elif traffic.is_kept(request, response.status_code):
        line |= {"route": "kept", "path": request.path_info}
    elif traffic.is_static(request):
        line["route"] = "static"
    return line


def _number(request: HttpRequest) -> str:
    """The proxy's own number, if we stand behind one that we trust; else a new one."""
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        theirs = str(request.META.get("HTTP_X_REQUEST_ID", ""))
        if OF_A_PROXY.fullmatch(theirs):
            return theirs
    return secrets.token_hex(8)
