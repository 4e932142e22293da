"""{% load outcomes %}{% comments_behind matter as behind %}: the comments that led to something, for its page."""

from typing import Any

from django import template

from comments.models import Comment
from comments.talked_about.outcomes import comments_behind as behind

register = template.Library()


@register.simple_tag
def comments_behind(thing: Any) -> list[Comment]:
    """Oldest first; each has `about`, what its conversation is about."""
    return behind(thing)
