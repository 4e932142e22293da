"""Reading a conversation outside of its page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments.display.frames import frame_of, rules_url
from comments.display.threads import (
    REPLIES_PARAMETER,
    Node,
    address_in_conversation,
    whole_comment,
    whole_thread,
)
from comments.models import Comment
from comments.talked_about.targets import readable_shown, trail_to
from comments.views.restricted import kept_for_some


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to the comment's place, on whichever page of the conversation or of its thread it now stands."""
    comment = _listed(comment_id)
    target = readable_shown(request, comment)
    address = address_in_conversation(comment, target.thread_url() or "/")
    if address is None:
        raise Http404
    return kept_for_some(redirect(address), target)


@require_safe
def thread(request: HttpRequest, root_id: int) -> HttpResponse:
    """A whole thread: the comment that began it and all replies, in pages."""
    root = _listed(root_id)
    if root.level:
        raise Http404
    target = readable_shown(request, root)
    node, paging = whole_thread(root, request.GET.get(REPLIES_PARAMETER, "1"))
    context = _around(request, target, node) | {"paging": paging}
    return kept_for_some(render(request, "comments/whole_thread.html", context), target)


@require_safe
def whole(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One comment in full."""
    comment = _listed(comment_id)
    target = readable_shown(request, comment)
    context = _around(request, target, whole_comment(comment))
    return kept_for_some(render(request, "comments/whole_comment.html", context), target)


def _listed(comment_id: int) -> Comment:
    listed = Comment.objects.listed().order_by().select_related("conversation").with_answers()
    found: Comment = get_object_or_404(listed, pk=comment_id)
    return found


def _around(request: HttpRequest, target: Any, node: Node) -> dict[str, Any]:
    return {
        "target": target,
        "node": node,
        "frame": frame_of(target, request),
        "rules_url": rules_url(request),
        "trail": trail_to(target),
    }
