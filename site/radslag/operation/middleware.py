"""The outermost middleware: it answers the machines that watch the site."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from . import urls

Next = Callable[[HttpRequest], HttpResponseBase]
WATCHED_AT = frozenset(f"/{pattern.pattern}" for pattern in urls.urlpatterns)


def answer_machines(get_response: Next) -> Next:
    """Answer the addresses of `operation.urls` before hosts, TLS, sessions and languages are looked at.

    A balancer asks by address, such as http://10.0.0.7:8000/healthz, and ALLOWED_HOSTS names the site alone. To answer such
    a request is safe: nothing in the answer is made from its Host. All other addresses keep refusing unknown hosts.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in WATCHED_AT:
            return get_response(request)
        try:
            match = resolve(request.path_info, urlconf=urls.__name__)
        except Resolver404:
            return get_response(request)
        request.resolver_match = match
        return match.func(request)

    return middleware
