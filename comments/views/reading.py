"""Reading a conversation outside of its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from comments.models import Comment
from comments.targets import readable_above
from comments.threads import address_in_thread


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to the comment's place, on whichever page of the thread it now stands."""
    comment = get_object_or_404(
        Comment.objects.listed().order_by().select_related("conversation"), pk=comment_id, page__isnull=False
    )
    address = address_in_thread(comment, readable_above(request, comment).thread_url() or "/")
    if address is None:
        raise Http404
    return redirect(address)
