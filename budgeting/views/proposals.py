"""The public pages of proposals: one each, and all of them to print."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgeting import conversations
from budgeting.display.how_counted import alternatives_told, how_counted
from budgeting.display.project_page import ProjectShown, project_shown
from budgeting.display.projects import costs_url
from budgeting.display.proposals import ProposalShown, proposal_shown, proposals_on_paper, public_proposal
from budgeting.display.qr import qr_drawing
from budgeting.models import Proposal, RoundPage
from budgeting.views.shared import round_and_page, trail_of
from radslag.clock import database_now
from radslag.for_programs.being_found import absolute
from radslag.for_programs.head import Picture
from radslag.page_cache.memory import same_for_readers

SHARED_SIZE = (1200, 630)


@require_safe
def proposal(request: HttpRequest, round_id: int, number: int, slug: str = "") -> HttpResponseBase:
    """A proposal's public page, from the instant at which proposals are shown. The same for everyone.

    It has one address, with the words of its title; the number alone and other words lead there.
    """
    round_, page = round_and_page(request, round_id)
    now = database_now()
    found = public_proposal(round_, number, now=now)
    if found is None:
        raise Http404("not public")
    if slug != found.slug:
        query = request.META.get("QUERY_STRING", "")
        address = found.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    conversations.lend(found, conversations.place_of(found, page))
    shown = proposal_shown(found, now=now)
    context = {
        "shown": shown,
        "project": _project(request, found, shown, page, now),
        "proposal": found,
        "round": round_,
        "round_page": page,
        "trail": trail_of(page),
        "share_picture": _share_picture(request, found),
    }
    return same_for_readers(render(request, "budgeting/proposal.html", context))


@require_safe
def print_proposals(request: HttpRequest, round_id: int) -> HttpResponse:
    """All proposals of the vote by number, for a notice board, with the code that leads to the round's page."""
    round_, page = round_and_page(request, round_id)
    now = round_.clock_at(database_now())
    if not round_.schedule.proposals_are_shown(now):
        raise Http404("not shown yet")
    address = absolute(request, page.get_url(request) or "/")
    context = {
        "round": round_,
        "round_page": page,
        "trail": trail_of(page),
        "proposals": proposals_on_paper(round_),
        "rules": [*how_counted(round_, counted=False), *alternatives_told(round_)],
        "voting_is_over": now >= round_.voting_closes,
        "address": address,
        "qr": qr_drawing(address),
    }
    return render(request, "budgeting/print_proposals.html", context)


def _project(
    request: HttpRequest, found: Proposal, shown: ProposalShown, page: RoundPage, now: dt.datetime
) -> ProjectShown | None:
    """What became of it, once a public result has told of it."""
    if shown.row is None:
        return None
    outcome, programme = shown.row.outcome, found.round.programme
    is_public = programme.live and not page.get_view_restrictions()
    return project_shown(
        found,
        counted_ore=outcome.cost_ore if outcome.funded else 0,
        costs_url=costs_url(page.line[-1].get_url(request)) if is_public else "",
        now=now,
        query=request.GET,
    )


def _share_picture(request: HttpRequest, found: Proposal) -> Picture | None:
    """The first picture, as shared links show it; None lets the site's own be shown."""
    picture = found.first_picture
    return Picture(absolute(request, picture.share_url), *SHARED_SIZE, picture.alt) if picture else None
