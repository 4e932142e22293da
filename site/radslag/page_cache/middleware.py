"""Serves pages that readers share from what is kept, without a session, a template or a look into the tables.

Kept is what was answered to a reader without cookies, who is therefore nobody in particular: a page that set no cookie and said
nothing about caching itself. What writes, what is personal and what is new each time says so (`never_cache`) or sets a cookie.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import TypeGuard

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from .instants import life_ends
from .memory import KeptPage, Memory
from .number import moment_of

SHARED = "pages"
"""The alias of the cache in settings.CACHES that all processes share."""
NEVER_UNDER = ("/admin/", "/static/", "/media/", "/utveckling/", "/konto/")
MOST_BYTES_A_PAGE = 512 * 1024
LONGEST_QUERY = 200
VARIES_BY = {"cookie", "accept-encoding"}
FORM = 2
"""Of `KeptPage` as other processes find it: another one whenever its fields change."""
ASK_AGAIN = "no-cache"
"""Browsers and proxies may keep the page, but ask each time whether it is still true: the answer is then a few bytes."""

SENT_WITH_304 = {"ETag", "Cache-Control", "Vary", "Content-Language"}

Answer = Callable[[HttpRequest], HttpResponseBase]


class KeptPages:
    """The middleware. Stands above what makes sessions and cookies, and below what adds the policy to every answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.memory = Memory()
        self._release = getattr(
            staticfiles_storage, "manifest_hash", ""
        )  # a page names the files of its release

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from what is kept, or keep what is answered."""
        if not settings.RADSLAG_KEEP_PAGES:
            return self.get_response(request)
        if not is_for_anybody(request):
            request._kept_pages = self  # type: ignore[attr-defined] # for readers with a session (readers.py)
            return for_one_person(self.get_response(request))
        request.get_host()  # DisallowedHost becomes a page that says so, below
        number, now = moment_of(request)
        key = self._key(request, number)
        page = self.memory.get(key)
        if page is not None and page.is_alive(now):
            return served(page, request)
        with self.memory.one_at_a_time(key):
            number, now = moment_of(
                request, anew=True
            )  # another may have made the page while this one waited
            key = self._key(request, number)
            page = self._found(key, request, now)
            return served(page, request) if page is not None else self._made(request, key, now)

    def for_a_reader(self, request: HttpRequest) -> KeptPage | None:
        """What is kept of the page, if it is the same for who has a session."""
        number, now = moment_of(request)
        page = self._found(self._key(request, number), request, now)
        return page if page is not None and page.for_readers else None

    def _found(self, key: str, request: HttpRequest, now: dt.datetime) -> KeptPage | None:
        """What this process or another has kept, while it is true."""
        page = self.memory.get(key) or self._shared(key, request)
        if page is None or not page.is_alive(now):
            return None
        self.memory.put(key, page)
        return page

    def _made(self, request: HttpRequest, key: str, now: dt.datetime) -> HttpResponseBase:
        response = self.get_response(request)
        if not may_be_kept(response) or request.method != "GET":
            return response
        page = kept(response, now)
        self.memory.put(key, page)
        if not request.META.get("QUERY_STRING"):
            _share(key, page)
        return served(page, request)

    def _key(self, request: HttpRequest, number: int) -> str:
        place = f"{request.scheme}|{request.get_host()}|{request.get_full_path()}"
        address = f"{FORM}|{number}|{self._release}|{place}"
        return hashlib.sha256(address.encode(errors="surrogatepass")).hexdigest()

    def _shared(self, key: str, request: HttpRequest) -> KeptPage | None:
        """What another process has kept. Addresses with a query are endless: those are kept in the process alone."""
        if request.META.get("QUERY_STRING"):
            return None
        found = caches[SHARED].get(key)
        return found if isinstance(found, KeptPage) else None


def _share(key: str, page: KeptPage) -> None:
    """Keep it for the other processes; a page that can't be kept is a page all the same."""
    try:
        caches[SHARED].set(key, page)
    except (DatabaseError, InterfaceError):
        return


def is_for_anybody(request: HttpRequest) -> bool:
    """Whether the one who asks is nobody in particular: reads, and brings no cookie that any page looks at.

    Others may come from elsewhere in the municipality's domain, and change nothing here.
    """
    return could_be_kept(request) and {
        settings.SESSION_COOKIE_NAME,
        *settings.RADSLAG_COOKIES_READ,
    }.isdisjoint(request.COOKIES)


def could_be_kept(request: HttpRequest) -> bool:
    """Whether the address may have a kept page, whoever asks for it."""
    return (
        request.method in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in request.META
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and not request.path_info.startswith(NEVER_UNDER)
    )


def may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether the answer is the same for everybody: it set no cookie, and says nothing of its own about caching."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and len(response.content) <= MOST_BYTES_A_PAGE
        and {word.strip().lower() for word in response.headers.get("Vary", "").split(",") if word}
        <= VARIES_BY
    )


def kept(response: HttpResponse, now: dt.datetime) -> KeptPage:
    """The answer, true from `now` (aware, read before it was made) until the site's next instant."""
    etag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"], response.headers["Cache-Control"] = etag, ASK_AGAIN
    for_readers = getattr(response, "same_for_readers", False)
    return KeptPage(
        response.content, tuple(response.headers.items()), etag, now, life_ends(now), for_readers=for_readers
    )


def served(page: KeptPage, request: HttpRequest) -> HttpResponse:
    """The page, or 304 when the one who asks has it already."""
    has = request.META.get("HTTP_IF_NONE_MATCH", "")
    if has and page.etag in {one.strip().removeprefix("W/") for one in has.split(",")}:
        unchanged = HttpResponseNotModified()
        for name, value in page.headers:
            if name in SENT_WITH_304:
                unchanged.headers[name] = value
        return unchanged
    response = HttpResponse(page.body)
    for name, value in page.headers:
        response.headers[name] = value
    return response


def for_one_person(response: HttpResponseBase) -> HttpResponseBase:
    """Say that nobody else may be given this, unless it says so itself."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
