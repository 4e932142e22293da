"""What editors may not do with pages of councils: a matter that residents raised would go away with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from councils.models import Matter
from radslag.editors.page_guards import back_to_list, on_or_below


def refuse_deletion(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Back to the list with the reason; None when no matter stands on or under the pages."""
    pages = list(pages)
    if not Matter.objects.filter(on_or_below(pages, "council__path")).exists():
        return None
    words = _(
        "The page has matters that residents follow, and can’t be deleted. You can unpublish it instead."
    )
    return back_to_list(request, pages, words)
