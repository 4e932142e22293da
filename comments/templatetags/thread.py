"""{% load thread %}{% thread page %}: the thread under a page. (`comments` is the name of django-comments' own tags.)"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from comments.rules.text import as_html
from comments.threads import PAGE_PARAMETER, thread_page

register = template.Library()
register.filter("as_html", as_html)


@register.inclusion_tag("components/thread.html", takes_context=True)
def thread(context: template.Context, page: Any) -> dict[str, Any]:
    """Heading, question, comments and the link to the form; nothing at all while it is off and nobody has written."""
    request = context.get("request")
    number = request.GET.get(PAGE_PARAMETER, "1") if request else "1"
    shown = thread_page(page, number) if page.pk else None
    return {
        "page": page,
        "thread": shown,
        "has_comments": bool(shown and shown.nodes),
        "parameter": PAGE_PARAMETER,
    }


@register.filter
def hidden_because(comment: Any) -> str | SafeString:
    """The reason in words, to stand after "because"; empty when only the moderator's own words say it."""
    return "" if comment.hidden_reason == "other" else comment.get_hidden_reason_display()
