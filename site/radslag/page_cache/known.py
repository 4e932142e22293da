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
from wagtail.fields import StreamField
from wagtail.models import Site

from radslag.caches.composed import Composed

from .number import moment_of

Value = TypeVar("Value")
Instance = TypeVar("Instance", bound=models.Model)
NEVER_UNDER = ("/admin/", "/static/", "/media/", "/utveckling/")
MOST = 1000
"""So many values a process remembers: a stranger who makes up names of hosts fills no memory."""
_SETTING: Composed[Any] = Composed(lambda site, *, model: model.base_queryset().filter(site=site))
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
        make = super().for_site  # type: ignore[misc]
        if site is None:
            found: Self = make(site)
            return found

        def read() -> Any:
            stored = _SETTING.rows(site.pk, model=cls)
            return stored[0] if stored else make(site)

        own = own_copy(known((cls._meta.label, site.pk), read))
        own._page_url_cache = {}  # addresses depend on the request
        return own


def site_of(request: HttpRequest) -> Site | None:
    """The site that answers the request, with its home page whole, in objects of the request's own.

    Raises DisallowedHost for a name that is not the site's.
    """
    kept = known(("site", request.get_host(), request.get_port()), lambda: _read(request))
    if kept is None:
        return None
    site = copy.copy(kept)
    site.root_page = own_copy(kept.root_page)
    return site


def own_copy(kept: Instance) -> Instance:
    """The same object for one request: what it leads to, and the blocks it holds, are copies too.

    Blocks are told things of the instant and the language while a page is made, and related objects remember what was
    fetched for them: none of that may reach another request.
    """
    own = copy.copy(kept)
    own._state.fields_cache = {name: copy.copy(found) for name, found in kept._state.fields_cache.items()}
    for field in kept._meta.concrete_fields:
        if isinstance(field, StreamField):
            setattr(own, field.name, field.to_python(field.value_to_string(kept)))
    return own


def root_paths() -> list[Any]:
    """Wagtail's paths of the sites, read from the tables: what is in the shared cache may be from before the change."""
    Site.clear_site_root_paths_cache()
    paths: list[Any] = Site.get_site_root_paths()
    return paths


def _read(request: HttpRequest) -> Site | None:
    site = Site._find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
        site.root_page.locale  # noqa: B018 - read now, not once a request
    return site
