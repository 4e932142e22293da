"""A resident votes, changes the vote and takes it back."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgeting.display.ballots import BallotShown, ballot_shown
from budgeting.display.standing import stop_at
from budgeting.forms import BallotForm
from budgeting.models import Proposal, ProposalStatus, Round, RoundPage
from budgeting.rules.errors import RuleViolation
from budgeting.services import ballots
from budgeting.services.voters import Voter
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, round_and_page, trail_of
from budgeting.views.voter import door, voter_of
from radslag.clock import database_now
from radslag.pages import readable_by_all

LATE = frozenset(
    {
        "submission_closed",
        "not_submission_yet",
        "voting_closed",
        "not_voting_yet",
        "round_paused",
        "round_cancelled",
    }
)


@never_cache
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The whole ballot on one form; saving it again replaces it. After the close: what is stored."""
    if request.method == "POST":
        return _save_ballot(request, round_id)
    round_, page = round_and_page(request, round_id)
    voter = voter_of(request, round_id, round_.identity)
    if voter is None:
        return door(request, round_id, round_.identity)
    try:
        ballots.check_voting_open(round_, database_now())
    except RuleViolation as refused:
        return _closed(request, round_, page, voter, refused)
    shown = ballot_shown(round_, voter)
    saved = shown.stored is not None and "sparad" in request.GET
    return _ballot_page(request, page, shown, saved=saved)


def _save_ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The busy path: as few statements as possible until the ballot is stored."""
    pages = readable_by_all(RoundPage.objects.live().filter(round=round_id))
    identity = pages.values_list("round__identity", flat=True).first()
    if identity is None:  # who may read a page that not everyone may, may vote
        identity = round_and_page(request, round_id)[0].identity
    voter = voter_of(request, round_id, identity)
    if voter is None:
        return door(request, round_id, identity)
    form = BallotForm(request.POST)
    try:
        choices, points = form.choices(), form.points()
        ballots.cast_ballot(
            round_id=round_id, voter=voter, choices=choices, points=points, said=form.declaration()
        )
    except RuleViolation as refused:
        round_, page = round_and_page(request, round_id)
        return _refused_ballot(request, round_, page, voter, refused, form.posted)
    return HttpResponseRedirect(f"{reverse('budgeting:ballot', args=[round_id])}?sparad=1")


def _refused_ballot(
    request: HttpRequest,
    round_: Round,
    page: RoundPage,
    voter: Voter,
    refused: RuleViolation,
    posted: Sequence[str],
) -> HttpResponse:
    if refused.code in LATE:
        return _closed(request, round_, page, voter, refused)
    shown = ballot_shown(round_, voter, posted=posted)
    return _ballot_page(request, page, shown, refused=refused)


def _ballot_page(
    request: HttpRequest,
    page: RoundPage,
    shown: BallotShown,
    *,
    saved: bool = False,
    refused: RuleViolation | None = None,
) -> HttpResponse:
    context = {"ballot": shown, "round": shown.round, "page": page, "trail": trail_of(page)}
    context |= {"saved": saved, "refused": refused}
    return render(request, "budgeting/ballot.html", context, status=UNPROCESSABLE if refused else 200)


def _closed(
    request: HttpRequest, round_: Round, page: RoundPage, voter: Voter, refused: RuleViolation
) -> HttpResponse:
    """Before or after the voting: say when, and what is stored. A late ballot is never thanked."""
    stored = ballots.stored_ballot(round_=round_, voter=voter)
    chosen = list(Proposal.objects.filter(pk__in=stored.choices).order_by("number")) if stored else []
    context = {"round": round_, "page": page, "trail": trail_of(page), "refused": refused, "stored": stored}
    context |= {"chosen": chosen, "was_sent": request.method == "POST"}
    context["stopped"] = stop_at(round_, database_now())
    context["nothing_left"] = chosen and all(p.status == ProposalStatus.WITHDRAWN for p in chosen)
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "budgeting/ballot_closed.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def remove_ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Take the whole ballot back while voting is open."""
    round_, page = round_and_page(request, round_id)
    voter = voter_of(request, round_id, round_.identity)
    if voter is None:
        return door(request, round_id, round_.identity)
    if request.method == "POST":
        try:
            ballots.withdraw_ballot(round_id=round_.pk, voter=voter)
        except RuleViolation as refused:
            if refused.code in LATE:
                return _closed(request, round_, page, voter, refused)
        return redirect("budgeting:ballot", round_.pk)
    stored = ballots.stored_ballot(round_=round_, voter=voter)
    if stored is None:
        return redirect("budgeting:ballot", round_.pk)
    context = {"round": round_, "page": page, "trail": trail_of(page)}
    return render(request, "budgeting/remove_ballot.html", context)
