"""What editors may not do with pages of councils: a matter that residents raised would go away with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from councils.models import Matter


def refuse_deletion(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Back to the list with the reason; None when no matter stands on or under the pages."""
    pages = list(pages)
    inside = Q(pk__in=[])
    for page in pages:
        inside |= Q(council__path__startswith=page.path)
    if not Matter.objects.filter(inside).exists():
        return None
    messages.error(
        request,
        _("The page has matters that residents follow, and can’t be deleted. You can unpublish it instead."),
    )
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")
