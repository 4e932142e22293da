"""The ballot's address for whom has not come in, while nobody can vote: that is told first, and then the way in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgeting.display.ballot_closed import closed_way
from budgeting.models import Round, RoundPage
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import check_voting_open
from budgeting.views.shared import trail_of
from budgeting.views.voter import DOORS
from radslag.clock import database_now


def closed(request: HttpRequest, round_: Round, page: RoundPage) -> HttpResponse | None:
    """Why there is no ballot. None while voting is open, where the door says it itself, and for who only lacks a code."""
    if round_.identity in DOORS or request.user.is_authenticated:
        return None
    now = database_now()
    try:
        check_voting_open(round_, now)
    except RuleViolation as refused:
        context = {"closed": closed_way(round_, refused, now=now), "round": round_, "page": page}
        return render(request, "budgeting/ballot_door.html", context | {"trail": trail_of(page)})
    return None
