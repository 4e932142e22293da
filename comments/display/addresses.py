"""Addresses of comments, written fast: a page has a hundred of them."""

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_ANY = 1234567890


def address_of(name: str, comment_id: int) -> str:
    """As `reverse("comments:…", args=[comment_id])`; the pattern is looked up once for each language."""
    begin, end = _around(name, get_language(), get_script_prefix())
    return f"{begin}{comment_id}{end}"


@cache
def _around(name: str, language: str | None, prefix: str) -> tuple[str, str]:
    """What stands before and after the number in the language that is active."""
    begin, _number, end = reverse(f"comments:{name}", args=[_ANY]).partition(str(_ANY))
    return begin, end
