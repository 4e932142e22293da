"""Drawings that stand in for pictures."""

from django import template
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
def drawing(name: str) -> str:
    """The address of a theme's drawing."""
    return static(f"img/{name}.svg")
