"""Numbers in running text, never broken over lines."""

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from radslag.language.numbers import kept_together

register = template.Library()
register.filter("together", stringfilter(kept_together), is_safe=True)


@register.filter
def grouped(number: int) -> str:
    """A number as people read it: 4 000, with a space that does not break."""
    return number_format(number, force_grouping=True)


@register.filter
def rich_text_together(html: str) -> SafeString:
    """Rich text as Wagtail has written it out, from what it let through when the text was saved."""
    return mark_safe(kept_together(html))  # noqa: S308 - as in the template that this one replaces
