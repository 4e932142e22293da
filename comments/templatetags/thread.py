"""{% load thread %}{% thread page %}: the conversation about a page, or about a thing that lives on one.

(`comments` is the name of django-comments' own tags.)
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from comments.display.drawing import drawn, shown
from comments.display.frames import frame_of, rules_url, sorting
from comments.display.threads import ORDER_PARAMETER, PAGE_PARAMETER, Node, thread_page
from comments.rules.orders import Order
from comments.rules.text import as_html

register = template.Library()
register.filter("as_html", as_html)
FEW_THREADS = 2
"""So many threads need no sorting."""


@register.inclusion_tag("components/thread.html", takes_context=True)
def thread(context: template.Context, target: Any) -> dict[str, Any]:
    """Heading, question, comments and the link to the form; nothing at all while the conversation is off.

    A closed conversation in which nobody wrote is shown to its editor alone, in a preview.
    """
    request = context.get("request")
    frame = frame_of(target, request)
    if not frame.is_shown:
        return {}
    query = request.GET if request else {}
    order = Order.asked(query.get(ORDER_PARAMETER, ""))
    page = thread_page(target, query.get(PAGE_PARAMETER, "1"), order) if target.pk else None
    has_comments = bool(page and page.nodes)
    many = page and page.paging.paginator.count > FEW_THREADS
    return {
        "target": target,
        "frame": frame,
        "thread": page,
        "has_comments": has_comments,
        "is_shown": frame.is_open or has_comments or getattr(request, "is_preview", False),
        "sorting": [sorting(order)] if many else [],
        "rules_url": rules_url(request),
    }


@register.simple_tag
def draw_comment(node: Node, **frame: Any) -> SafeString:
    """One comment as HTML; `frame` is what `comments.display.drawing.shown` takes beside it."""
    return drawn(shown(node, **frame))
