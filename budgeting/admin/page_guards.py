"""What editors may not do with pages that hold rounds: they would take a vote, or what residents took part in, away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from budgeting.models import Round, RoundPage
from radslag.clock import database_now
from radslag.editors.page_guards import back_to_list, on_or_below


def rounds_under(pages: Iterable[Page]) -> Any:
    """Rounds whose page is one of the pages or stands below one."""
    return Round.objects.filter(pages__in=RoundPage.objects.filter(on_or_below(pages)))


def refusal(action: str, pages: Iterable[Page]) -> str:
    """Why `action` (copy, delete, move, unpublish) can't be done with the pages; empty when it can."""
    rounds = rounds_under(pages)
    if action == "unpublish":
        rounds = rounds.going_on(database_now())
    if action not in ("copy", "delete", "move", "unpublish") or not rounds.exists():
        return ""
    return {
        "copy": _("A round is never copied. Make a new one with “New round”."),
        "delete": _("The page belongs to a round and can’t be deleted: what residents took part in stays."),
        "move": _("The page belongs to a round and can’t be moved."),
        "unpublish": _("The round is going on. The page can’t be unpublished until the result is shown."),
    }[action]


def refuse(request: HttpRequest, action: str, pages: Iterable[Page]) -> HttpResponse | None:
    """Back to the list with the reason; None when the pages hold no round that forbids it."""
    pages = list(pages)
    reason = refusal(action, pages)
    if not reason:
        return None
    return back_to_list(request, pages, reason)
