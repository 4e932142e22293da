"""What editors may not do with some pages. Each app says which, and why; here is how they are told."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page


def on_or_below(pages: Iterable[Page], path: str = "path") -> Q:
    """What stands on the pages or below them. `path` names the field with the page's path, as in `council__path`."""
    inside = Q(pk__in=[])
    for page in pages:
        inside |= Q(**{f"{path}__startswith": page.path})
    return inside


def back_to_list(request: HttpRequest, pages: Sequence[Page], reason: str) -> HttpResponse:
    """Nothing is done: back to where the first of the pages is listed, with the reason."""
    messages.error(request, reason)
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")
