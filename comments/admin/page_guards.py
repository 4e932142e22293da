"""What editors may not do with pages that residents have written under: to delete them would erase what was said."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from wagtail.models import Page

from comments.models import Comment
from comments.services.conversations import drop_silent_conversations
from radslag.editors.page_guards import back_to_list, on_or_below


def comments_under(pages: Iterable[Page]) -> int:
    """How many comments, in whatever state, stand under the pages and the pages below them."""
    return Comment.objects.filter(page__in=Page.objects.filter(on_or_below(pages))).count()


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
    return back_to_list(request, pages, words % {"n": written})
