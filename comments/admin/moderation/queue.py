"""The moderators' queue: one list, decided about in place. HTTP in, service call, HTTP out."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from comments.admin.moderation.decided import decided_just_now
from comments.admin.moderation.forms import TryForm
from comments.models import ConversationSettings
from comments.people.permissions import MODERATE
from comments.querysets import queue
from comments.rules.acts import Hold
from comments.rules.states import HiddenReason
from comments.services.holding import holds_of
from comments.services.queue_alarm import promise_hours
from radslag.clock import database_now
from radslag.incoming.plain import plain_text
from radslag.readers.paging import page_of

A_PAGE = 20
KIND_PARAMETER = "visa"
NEVER = 100 * 365 * 24
"""Hours, when the site promises nothing."""


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the moderator is to read, the most urgent first."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    now = database_now()
    promise = promise_hours()
    spots = queue.spots_for(request.user)
    counts = queue.counts_of(spots)
    kind = request.GET.get(KIND_PARAMETER, "")
    chosen = [spot for spot in spots if spot.kind == kind] if kind in queue.Kind.values else spots
    paging = page_of(chosen, A_PAGE, request.GET)
    late = now - dt.timedelta(hours=promise or NEVER)
    context = {
        "entries": queue.entries_for(request.user, list(paging.object_list), late=late),
        "paging": paging,
        "count": len(spots),
        "over": sum(spot.since < late for spot in spots),
        "promise": promise,
        "now": now,
        "filters": _filters(kind, counts, len(spots)),
        "kind": kind if kind in queue.Kind.values else "",
        "here": request.get_full_path(),
        "reasons": HiddenReason.choices,
        "decided": decided_just_now(request, now),
    }
    return render(request, "comments/moderation/queue.html", context)


def _filters(kind: str, counts: dict[queue.Kind, int], total: int) -> list[dict[str, Any]]:
    """All, and each kind that there is something of."""
    address = reverse("comments_queue")
    chosen = kind if kind in queue.Kind.values else ""
    links = [{"label": _("All"), "count": total, "url": address, "current": not chosen}]
    links += [
        {
            "label": one.label,
            "count": counts[one],
            "url": f"{address}?{KIND_PARAMETER}={one.value}",
            "current": one == chosen,
        }
        for one in queue.Kind
        if counts[one] or one == chosen
    ]
    return links


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_text(request: HttpRequest) -> HttpResponse:
    """Which rules would hold a text, as it is judged when someone sends it. Nothing is stored."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    form = TryForm(request.POST if request.method == "POST" else None)
    holds: list[Hold] | None = None
    if form.is_bound and form.is_valid():
        site = Site.find_for_request(request)
        defaults = ConversationSettings.for_site(site) if site else ConversationSettings()
        holds = holds_of(plain_text(form.cleaned_data["text"]), name="", defaults=defaults)
    context = {"form": form, "holds": holds, "tried": holds is not None}
    return render(request, "comments/moderation/try.html", context)
