"""The public page of a proposal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budgeting import conversations
from budgeting.display import result_shown
from budgeting.models import Proposal
from budgeting.rules.phases import Phase
from budgeting.views.shared import round_and_page, trail_of
from radslag.clock import database_now


@require_safe
def proposal(request: HttpRequest, round_id: int, number: int, slug: str = "") -> HttpResponse:
    """A proposal's public page, from the instant at which proposals are shown. The same for everyone."""
    round_, page = round_and_page(request, round_id)
    now = database_now()
    if not round_.schedule.proposals_are_shown(round_.clock_at(now)):
        raise Http404("not shown yet")
    public = (
        Proposal.objects.public_numbers(round_.proposals_shown)
        .select_related("theme")
        .prefetch_related("pictures")
    )
    found = get_object_or_404(public, round=round_, number=number)
    result = result_shown(round_, now)
    row = next((r for r in result.rows if r.outcome.proposal_id == found.pk), None) if result else None
    conversations.lend(found, conversations.place_of(found, page))
    context = {
        "proposal": found,
        "round": round_,
        "round_page": page,
        "trail": trail_of(page),
        "can_vote": round_.phase_at(now) is Phase.VOTING and found.status == "accepted",
        "row": row,
    }
    return render(request, "budgeting/proposal.html", context)
