"""Money as residents read it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from radslag.language.money import format_kronor

register = template.Library()


@register.filter
def kronor(ore: int | None) -> SafeString | str:
    """Show an amount in öre, never broken over lines."""
    return "" if ore is None else format_html('<span class="money">{}</span>', format_kronor(ore))
