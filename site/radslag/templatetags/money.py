"""Money as residents read it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
NO_BREAK = "\u00a0"


def kronor_text(ore: int) -> str:
    """Write an amount in öre as "25 000 kr" (no-break spaces); öre are shown only when there are some."""
    sign = "\u2212" if ore < 0 else ""
    whole, rest = divmod(abs(ore), 100)
    grouped = f"{whole:,}".replace(",", NO_BREAK)
    return f"{sign}{grouped}{f',{rest:02d}' if rest else ''}{NO_BREAK}kr"


@register.filter
def kronor(ore: int | None) -> SafeString | str:
    """Show an amount in öre, never broken over lines."""
    return "" if ore is None else format_html('<span class="money">{}</span>', kronor_text(ore))
