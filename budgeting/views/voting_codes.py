"""The door of a round with voting codes: a resident types the code, or scans it, and comes to the ballot."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from budgeting.display.standing import stop_at
from budgeting.forms.voting_code import VotingCodeForm
from budgeting.models import Round, RoundPage, VoterIdentity
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import check_voting_open
from budgeting.services.code_tries import try_code
from budgeting.services.eid import can_be_known
from budgeting.services.voters import SESSION_KEY
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, round_and_page, trail_of
from budgeting.views.voter import remember_voter, voter_of
from comments.views.private import private
from radslag.clock import database_now
from radslag.limits import client_network


@sensitive_post_parameters("code")
@private
@require_http_methods(["GET", "HEAD", "POST"])
def voting_code(request: HttpRequest, round_id: int) -> HttpResponse:
    """Come in by a code, from the opening of the vote until it is sealed; after the close to look at what is stored.

    The code never stands in an address that is sent here: a sheet has it in the fragment, which is not.
    """
    round_, page = round_and_page(request, round_id)
    if round_.identity != VoterIdentity.CODES:
        return redirect("budgeting:ballot", round_id)
    now, refused = database_now(), None
    try:
        check_voting_open(round_, now)
    except RuleViolation as why:
        refused = why
    if not can_be_known(round_, now):
        return _closed(request, round_, page)
    form = VotingCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        code, browser = form.cleaned_data["code"], _browser(request)
        tried = try_code(round_, code, browser=browser, network=client_network(request))
        if tried.voter is not None:
            remember_voter(request, round_id, tried.voter)
            return redirect("budgeting:ballot", round_id)
        if tried.until is not None:
            form.slow_down(tried.until)
            status = HTTPStatus.TOO_MANY_REQUESTS
        if tried.refused is not None:
            form.refuse(tried.refused)
    if form.errors and status == HTTPStatus.OK:
        status = UNPROCESSABLE
    context = {
        "form": form,
        "round": round_,
        "page": page,
        "trail": trail_of(page),
        "is_in": voter_of(request, round_id, round_.identity) is not None,
        "only_looks": refused is not None,
        "stopped": stop_at(round_, now),
    }
    return render(request, "budgeting/voting_code.html", context, status=status)


def _browser(request: HttpRequest) -> str:
    """The key of the session, which begins with the first code that is typed."""
    if not request.session.session_key:
        request.session.cycle_key()
        request.session[SESSION_KEY] = {}
        request.session.set_expiry(0)  # it ends with the browser
    return str(request.session.session_key)


def _closed(request: HttpRequest, round_: Round, page: RoundPage) -> HttpResponse:
    """Before the voting, or when the votes are sealed: say when, or that nobody can be known any more."""
    now = database_now()
    context = {"round": round_, "page": page, "trail": trail_of(page), "stopped": stop_at(round_, now)}
    context["is_early"] = now < round_.voting_opens
    status = CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "budgeting/voting_code_closed.html", context, status=status)
