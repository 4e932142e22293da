"""The cache, with what a page asks for again and again remembered for the length of one request.

Wagtail reads the paths of the sites from the cache for every address it writes: forty times for a page with forty links.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from radslag.page_cache.known import known, remembering, remembers, root_paths, site_of

REMEMBERED = frozenset({SITE_ROOT_PATHS_CACHE_KEY})
PATHS = (SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION)

_memory: ContextVar[dict[Any, Any] | None] = ContextVar("radslag_cache_memory", default=None)


class Remembering(BaseCache):
    """Before one of Django's caches: the keys in REMEMBERED are read once a request. Everything else goes to the cache."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Read a value; a remembered one without asking again."""
        memory = _memory.get()
        if memory is None or key not in REMEMBERED:
            return super().get(key, default, version)
        if (key, version) not in memory:
            memory[key, version] = super().get(key, None, version)
        found = memory[key, version]
        return default if found is None else found

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        """Write a value and forget what was remembered."""
        _forget(key)
        super().set(key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a value and forget what was remembered."""
        _forget(key)
        removed: bool = super().delete(key, version)
        return removed


class RememberingDatabaseCache(Remembering, DatabaseCache):
    """Django's database cache, remembering."""


def _forget(key: Any) -> None:
    memory = _memory.get()
    for remembered in [pair for pair in memory or () if pair[0] == key]:
        (memory or {}).pop(remembered)


def remember_for_the_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a memory for each request; one that only reads begins with what the process knows of the site."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with remembering(request):
            memory: dict[Any, Any] = {}
            if remembers():
                request._wagtail_site = site_of(request)  # type: ignore[attr-defined]
                memory[PATHS] = known("paths", root_paths)
            token = _memory.set(memory)
            try:
                return get_response(request)
            finally:
                _memory.reset(token)

    return middleware
