"""What every page asks for and hardly anybody changes: remembered in the process, under the content number.

For pages that are made anew, because the reader has a session or the page is the first of its number. A request that may write
remembers nothing, nor does what happens in a transaction: both can see what is not so, or not yet.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from wagtail.models import Site

from .number import moment_of

Value = TypeVar("Value")
NEVER_UNDER = ("/admin/", "/static/", "/media/", "/utveckling/")
MOST = 1000
"""So many values a process remembers: a stranger who makes up names of hosts fills no memory."""


_request: ContextVar[HttpRequest | None] = ContextVar("radslag_known_request", default=None)
_values: dict[Hashable, Any] = {}
_number = 0
_lock = threading.Lock()


@contextmanager
def remembering(request: HttpRequest) -> Iterator[None]:
    """Let `known` remember while `request` is answered, if it only reads."""
    reads = (
        settings.RADSLAG_KEEP_PAGES
        and request.method in {"GET", "HEAD"}
        and not request.path_info.startswith(NEVER_UNDER)
    )
    token = _request.set(request if reads else None)
    try:
        yield
    finally:
        _request.reset(token)


def remembers() -> bool:
    """Whether `known` remembers now."""
    return _request.get() is not None and not connection.in_atomic_block


def known(key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives, made once a process for each content number. Threads share it: give out copies of what changes."""
    global _number
    request = _request.get()
    if request is None or connection.in_atomic_block:
        return make()
    number, _now = moment_of(
        request
    )  # before the content: what is made afterwards is never older than its number
    with _lock:
        if number == _number and key in _values:
            found: Value = _values[key]
            return found
    made = make()
    with _lock:
        if number != _number or len(_values) >= MOST:
            _values.clear()
            _number = number
        _values[key] = made
    return made


class KnownSetting(models.Model):
    """For settings of a site: read once for each content number, not once a request."""

    select_related: ClassVar[list[str] | None] = None

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """The settings of `site`, as an object of the caller's own. Raises DoesNotExist without a site."""
        read = super().for_site  # type: ignore[misc]
        if site is None:
            found: Self = read(site)
            return found
        own = copy.copy(known((cls._meta.label, site.pk), lambda: read(site)))
        own._page_url_cache = {}  # addresses depend on the request
        return own


def site_of(request: HttpRequest) -> Site | None:
    """The site that answers the request, with its home page whole, in objects of the request's own."""
    place = request._get_raw_host(), request.get_port()  # type: ignore[attr-defined] # as Wagtail does
    kept = known(("site", *place), lambda: _read(request))
    if kept is None:
        return None
    site = copy.copy(kept)
    site.root_page = copy.copy(kept.root_page)
    return site


def _read(request: HttpRequest) -> Site | None:
    site = Site._find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
        site.root_page.locale  # noqa: B018 - read now, not once a request
    return site
