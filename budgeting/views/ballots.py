"""A resident votes, changes the vote and takes it back."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from budgeting.display.ballot_closed import closed_ballot
from budgeting.display.ballots import BallotShown, ballot_shown
from budgeting.forms.ballot import BallotForm
from budgeting.models import Round, RoundPage, VoterIdentity
from budgeting.rules.errors import RuleViolation
from budgeting.services import ballots
from budgeting.services.ballots import StoredBallot, stored_ballot
from budgeting.services.voters import Voter, check_standing, identity_for_all, with_standing
from budgeting.views import another_voter, ballot_answers, ballot_door, kept_ballots
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, round_and_page, trail_of, wants_json
from budgeting.views.voter import DOORS, came_in, door, is_of_another, mark_of, voter_of
from radslag.clock import database_now
from radslag.limits import client_network, limit_for_network, salt_of_today

LATE = frozenset({"voting_closed", "not_voting_yet", "round_paused", "round_cancelled"})
FIXED = LATE | {"ballot_challenged", "wrong_identity", "code_revoked", "code_used_on_paper"}
"""When nothing can be saved, however the ballot is filled in."""


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The whole ballot on one form; saving it again replaces it. After the close: what is stored."""
    if request.method == "POST":
        return _save_ballot(request, round_id)
    round_, page = round_and_page(request, round_id)
    voter = voter_of(request, round_id, round_.identity)
    if voter is None and wants_json(request):
        return ballot_answers.logged_out(request.path)
    if voter is None:
        return ballot_door.closed(request, round_, page) or door(request, round_id, round_.identity)
    response = _show_ballot(request, round_, page, voter)
    if request.method == "GET" and not wants_json(request):
        kept_ballots.forget(request, response)
    return response


def _show_ballot(request: HttpRequest, round_: Round, page: RoundPage, voter: Voter) -> HttpResponse:
    now = database_now()
    mark = mark_of(voter, round_.pk)
    kept = None if wants_json(request) else kept_ballots.kept(request, mark)
    try:
        ballots.check_voting_open(round_, now)
        if voter.identity == VoterIdentity.CODES:
            check_standing(with_standing(Round.objects.filter(pk=round_.pk), voter).get(), voter)
    except RuleViolation as refused:
        return _closed(request, round_, page, voter, refused)
    shown = ballot_shown(round_, voter, now=now, filled=kept.filled() if kept else None)
    if shown.stored and shown.stored.challenged:
        return _closed(request, round_, page, voter, RuleViolation("ballot_challenged"))
    if wants_json(request):
        return ballot_answers.stored(shown, mark)
    return _ballot_page(
        request, page, shown, voter, saved=shown.stored is not None and "sparad" in request.GET
    )


def _save_ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The busy path: as few statements as possible until the ballot is stored."""
    identity = identity_for_all(round_id)
    if identity is None:  # who may read a page that not everyone may, may vote
        identity = round_and_page(request, round_id)[0].identity
    voter = voter_of(request, round_id, identity)
    if voter is None:
        return _come_back(request, round_id, identity)
    form = BallotForm(request.POST)
    if is_of_another(request, round_id, voter):
        return another_voter.refused(request, *round_and_page(request, round_id), form)
    try:
        stored = _cast(request, round_id, voter, form)
    except RuleViolation as refused:
        round_, page = round_and_page(request, round_id)
        return _refused_ballot(request, round_, page, voter, refused, form)
    if wants_json(request):
        return ballot_answers.saved(stored)
    return HttpResponseRedirect(f"{reverse('budgeting:ballot', args=[round_id])}?sparad=1")


def _cast(request: HttpRequest, round_id: int, voter: Voter, form: BallotForm) -> StoredBallot:
    choices, points = form.choices(), form.points()
    return ballots.cast_ballot(
        round_id=round_id,
        voter=voter,
        choices=choices,
        points=points,
        said=form.declaration(),
        network=_network(request),
    )


def _network(request: HttpRequest) -> str:
    """What stands for the voter's network until tomorrow; nothing when there is no telling."""
    network = client_network(request)
    if not network:
        return ""
    return limit_for_network(
        "ballot", network, salt=salt_of_today(), times=1, window=dt.timedelta(days=1)
    ).key


def _come_back(request: HttpRequest, round_id: int, identity: str) -> HttpResponseBase:
    """To the door, since the log-in has run out; what was ticked waits in the browser."""
    is_script = wants_json(request)
    response = ballot_answers.logged_out(request.path) if is_script else door(request, round_id, identity)
    kept_ballots.keep(request, response)
    return response


def _refused_ballot(
    request: HttpRequest,
    round_: Round,
    page: RoundPage,
    voter: Voter,
    refused: RuleViolation,
    form: BallotForm,
) -> HttpResponse:
    if refused.code in FIXED:
        return _closed(request, round_, page, voter, refused)
    shown = ballot_shown(round_, voter, now=database_now(), filled=form.filled(), refused=refused)
    if wants_json(request):
        return ballot_answers.refused(refused, shown)
    return _ballot_page(request, page, shown, voter)


def _ballot_page(
    request: HttpRequest, page: RoundPage, shown: BallotShown, voter: Voter, *, saved: bool = False
) -> HttpResponse:
    round_ = shown.round
    context = {"ballot": shown, "round": round_, "page": page, "trail": trail_of(page), "saved": saved}
    context |= {"mark": mark_of(voter, round_.pk), "came_in": came_in(request, round_.pk, voter)}
    context["removed"] = shown.stored is None and "borttagen" in request.GET
    context["door"] = reverse(DOORS[voter.identity], args=[round_.pk]) if voter.key else ""
    status = UNPROCESSABLE if shown.errors else 200
    return render(request, "budgeting/ballot.html", context, status=status)


def _closed(
    request: HttpRequest, round_: Round, page: RoundPage, voter: Voter, refused: RuleViolation
) -> HttpResponse:
    """Nothing can be saved: say why, and what is stored."""
    was_sent = request.method == "POST"
    shown = closed_ballot(round_, voter, refused, now=database_now(), was_sent=was_sent)
    if wants_json(request):
        return ballot_answers.closed(refused, shown)
    context = {"closed": shown, "round": round_, "page": page, "trail": trail_of(page)}
    status = CONFLICT if was_sent else 200
    return render(request, "budgeting/ballot_closed.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove_ballot(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Take the whole ballot back while voting is open."""
    round_, page = round_and_page(request, round_id)
    voter = voter_of(request, round_id, round_.identity)
    if voter is None:
        return door(request, round_id, round_.identity)
    if request.method == "POST":
        if is_of_another(request, round_id, voter):
            return another_voter.refused(request, round_, page)
        try:
            ballots.withdraw_ballot(round_id=round_.pk, voter=voter)
        except RuleViolation as refused:
            if refused.code in FIXED:
                return _closed(request, round_, page, voter, refused)
        return HttpResponseRedirect(f"{reverse('budgeting:ballot', args=[round_.pk])}?borttagen=1")
    stored = stored_ballot(round_=round_, voter=voter)
    if stored is None:
        return redirect("budgeting:ballot", round_.pk)
    context = {"round": round_, "page": page, "trail": trail_of(page), "stored": stored}
    context["mark"] = mark_of(voter, round_.pk)
    return render(request, "budgeting/remove_ballot.html", context)


ballot.csrf_failure = another_voter.token_refused  # type: ignore[attr-defined]
remove_ballot.csrf_failure = another_voter.token_refused  # type: ignore[attr-defined]
