"""What editors may not do with pages that residents have written under: to delete them would erase what was said."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from comments.models import Comment
from comments.services.conversations import drop_silent_conversations


def comments_under(pages: Iterable[Page]) -> int:
    """How many comments, in whatever state, stand under the pages and the pages below them."""
    inside = Q(pk__in=[])
    for page in pages:
        inside |= Q(path__startswith=page.path)
    return Comment.objects.filter(page__in=Page.objects.filter(inside)).count()


def refuse_deleting(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Back to the list with the reason; None when nobody has written under the pages."""
    pages = list(pages)
    written = comments_under(pages)
    if not written:
        if request.method == "POST":  # they are deleted now: nobody can follow what is not there
            drop_silent_conversations(pages=pages)
        return None
    words = ngettext(
        "There is %(n)d comment under the page or the pages below it, so it can’t be deleted. Unpublish it instead.",
        "There are %(n)d comments under the page or the pages below it, so it can’t be deleted. Unpublish it instead.",
        written,
    )
    messages.error(request, words % {"n": written})
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")
