"""One browser, two voters: a form that was made for the first one changes nothing for the second."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from budgeting.display.another_voter import another_voter
from budgeting.forms.ballot import BallotForm
from budgeting.models import Round, RoundPage, VoterIdentity
from budgeting.views import ballot_answers
from budgeting.views.shared import CONFLICT, round_and_page, trail_of, wants_json
from budgeting.views.voter import DOORS, is_of_another, voter_of


def refused(
    request: HttpRequest, round_: Round, page: RoundPage, form: BallotForm | None = None
) -> HttpResponse:
    """Say so, and show what `form` held: nothing of the vote of who has come in since."""
    shown = another_voter(round_, form.filled() if form else None)
    if wants_json(request):
        return ballot_answers.of_another(shown)
    door = DOORS.get(VoterIdentity(round_.identity))
    context = {"another": shown, "round": round_, "page": page, "trail": trail_of(page)}
    context["door"] = reverse(door, args=[round_.pk]) if door else ""
    return render(request, "budgeting/ballot_another.html", context, status=CONFLICT)


def token_refused(request: HttpRequest, round_id: int) -> HttpResponse | None:
    """Why the token of a ballot is not taken, when it is since another voter has come in; else None."""
    round_, page = round_and_page(request, round_id)
    voter = voter_of(request, round_id, round_.identity)
    if voter is None or not is_of_another(request, round_id, voter):
        return None
    match = request.resolver_match
    removes = match is not None and match.url_name == "remove_ballot"
    response = refused(request, round_, page, None if removes else BallotForm(request.POST))
    add_never_cache_headers(response)
    return response
