"""What only some may read."""

from typing import Any

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers


def kept_for_some(response: HttpResponse, target: Any) -> HttpResponse:
    """What only some may read is kept by no browser and no proxy, as Wagtail has it for the page itself."""
    if target.thread_page.get_view_restrictions().exists():
        add_never_cache_headers(response)
    return response
