"""How the body of a page is laid out."""

from collections.abc import Iterable
from typing import Any

from django import template

from radslag.blocks.body import Section
from radslag.blocks.body import sections as divide

register = template.Library()


@register.filter
def sections(body: Iterable[Any]) -> list[Section]:
    """Divide a body into the rows of a page."""
    return divide(body)
