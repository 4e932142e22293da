"""Lists in several pages: which of them an address asks for. Drawn by `components/pagination.html`."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator

PAGE = "sida"
"""The parameter of a list that has its page to itself; a second list on a page has another."""


def page_of(rows: Any, size: int, query: Mapping[str, Any], name: str = PAGE) -> "Page[Any]":
    """The page of `rows` (a sequence or a queryset) that the parameter `name` of an address asks for.

    What is no number gives the first page, and a number beyond the end the last.
    """
    return Paginator(rows, size).get_page(query.get(name))
