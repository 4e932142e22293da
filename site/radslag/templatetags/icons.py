"""Icons of the one sprite. Each has a size without the style sheet too, which old browsers do not read."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, style: str = "") -> SafeString:
    """Draw an icon that is decoration; the word stands beside it. `style="forward"` turns it in right-to-left pages."""
    return _drawn(name, style)


@cache
def _drawn(name: str, style: str) -> SafeString:
    """A page has a hundred of them, of some thirty kinds."""
    modifier = f" icon--{style}" if style else ""
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true"><use href="{}#{}"/></svg>',
        modifier,
        static("img/sprite.svg"),
        name,
    )


@register.simple_tag
def mark() -> SafeString:
    """Draw the ring of nine stones."""
    drawn = '<svg width="44" height="44" aria-hidden="true"><use href="{}#ring"/></svg>'
    return format_html(drawn, static("img/sprite.svg"))
