"""HTTP in, service call, HTTP out. What a resident writes is never lost: a refusal answers with the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgeting import conversations
from budgeting.display import result_shown
from budgeting.display.ballots import BallotShown, ballot_shown
from budgeting.display.mine import proposal_row
from budgeting.forms import BallotForm, ProposalForm
from budgeting.models import Proposal, ProposalStatus, Round, RoundPage
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import ballots, proposals
from budgeting.services.ballots import Voter
from radslag.accounts.proof import code_required, confirmed_email
from radslag.clock import database_now
from radslag.models import User
from radslag.pages import readable_by_all

UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_KEPT = 4000
KEPT_FIELDS = ("title", "what", "benefit", "theme", "cost", "shown_name", "lives_here")
LATE = frozenset({"submission_closed", "not_submission_yet", "voting_closed", "not_voting_yet"})


def _round_and_page(request: HttpRequest, round_id: int) -> tuple[Round, RoundPage]:
    """The round and its published page; 404 while there is none that the reader may see."""
    rounds = Round.objects.select_related("programme__area", "secret")
    round_ = get_object_or_404(rounds, pk=round_id)
    page = round_.page_in(get_language() or "sv")
    if page is None or not page.may_be_read(request):
        raise Http404("the round has no published page")
    return round_, page


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("behind a log-in")
    return request.user


def _trail(page: RoundPage) -> list[Any]:
    return [*page.trail(), page]


# Proposals


@never_cache
@require_http_methods(["GET", "POST"])
def new_proposal(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand in a proposal. Who was logged out while writing logs in and finds the text again."""
    round_, page = _round_and_page(request, round_id)
    if not request.user.is_authenticated:
        if request.method == "POST":
            _keep(request, round_)
        return redirect_to_login(request.get_full_path())
    kept = request.session.get(_kept_key(round_)) if request.method == "GET" else None
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=kept, round_=round_)
    context = {"form": form, "round": round_, "page": page, "trail": _trail(page), "kept": kept}
    try:
        if request.method == "GET":
            proposals.check_submission_open(round_, database_now())
            proposals.check_limits(round_, _user(request))
        elif form.is_valid():
            application = form.application(fallback_name=_("Resident"))
            received = proposals.submit_proposal(round_id=round_.pk, author=_user(request), application=application)
            request.session.pop(_kept_key(round_), None)
            return redirect(f"{reverse('budgeting:my_proposals')}?mottaget={received.pk}")
    except RuleViolation as refused:
        return _refused_proposal(request, context, refused)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "budgeting/new_proposal.html", context, status=status)


def _refused_proposal(request: HttpRequest, context: dict[str, Any], refused: RuleViolation) -> HttpResponse:
    sent = context["form"].data if request.method == "POST" else {}
    context |= {"refused": refused, "sent": {name: sent.get(name, "") for name in KEPT_FIELDS}}
    context["was_sent"] = request.method == "POST"
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "budgeting/proposal_refused.html", context, status=status)


def _kept_key(round_: Round) -> str:
    return f"proposal-{round_.pk}"


def _keep(request: HttpRequest, round_: Round) -> None:
    """Put what was written in the session, bounded, until the log-in is done."""
    request.session[_kept_key(round_)] = {
        name: request.POST.get(name, "")[:LONGEST_KEPT] for name in KEPT_FIELDS if request.POST.get(name)
    }


@require_safe
def proposal(request: HttpRequest, round_id: int, number: int, slug: str = "") -> HttpResponse:
    """A proposal's public page, from the instant at which proposals are shown. The same for everyone."""
    round_, page = _round_and_page(request, round_id)
    now = database_now()
    if not round_.schedule.proposals_are_shown(round_.clock_at(now)):
        raise Http404("not shown yet")
    public = Proposal.objects.public_numbers(round_.proposals_shown).select_related("theme").prefetch_related("pictures")
    found = get_object_or_404(public, round=round_, number=number)
    result = result_shown(round_, now)
    row = next((r for r in result.rows if r.outcome.proposal_id == found.pk), None) if result else None
    conversations.lend(found, conversations.place_of(found, page))
    context = {
        "proposal": found,
        "round": round_,
        "round_page": page,
        "trail": _trail(page),
        "can_vote": round_.phase_at(now) is Phase.VOTING and found.status == "accepted",
        "row": row,
    }
    return render(request, "budgeting/proposal.html", context)


@login_required
@never_cache
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """The resident's own proposals with where they stand."""
    now = database_now()
    own = list(Proposal.objects.of_person(_user(request)))
    rows = [proposal_row(p, now) for p in own]
    received = next((p for p in own if str(p.pk) == request.GET.get("mottaget")), None)
    return render(request, "budgeting/my_proposals.html", {"rows": rows, "received": received})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Take back one's own proposal. Another person's is not found."""
    own = get_object_or_404(
        Proposal.objects.select_related("round"), round_id=round_id, number=number, author=_user(request)
    )
    context: dict[str, Any] = {"proposal": own}
    if request.method == "POST":
        try:
            proposals.withdraw_proposal(proposal_id=own.pk, author=_user(request))
        except RuleViolation as refused:
            return render(
                request, "budgeting/withdraw_proposal.html", context | {"refused": refused}, status=CONFLICT
            )
        return redirect("budgeting:my_proposals")
    return render(request, "budgeting/withdraw_proposal.html", context)


# Ballots


def _voter(request: HttpRequest) -> Voter:
    email = confirmed_email(request)
    if email is None:
        raise TypeError("behind a log-in by code")
    return Voter(email=email)


@code_required
@never_cache
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, round_id: int) -> HttpResponse:
    """The whole ballot on one form; saving it again replaces it. After the close: what is stored."""
    voter = _voter(request)
    if request.method == "POST":
        return _save_ballot(request, round_id, voter)
    round_, page = _round_and_page(request, round_id)
    try:
        ballots.check_voting_open(round_, database_now())
    except RuleViolation as refused:
        return _closed(request, round_, page, voter, refused)
    shown = ballot_shown(round_, voter)
    saved = shown.stored is not None and "sparad" in request.GET
    return _ballot_page(request, page, shown, saved=saved)


def _save_ballot(request: HttpRequest, round_id: int, voter: Voter) -> HttpResponse:
    """The busy path: as few statements as possible until the ballot is stored."""
    if not readable_by_all(RoundPage.objects.live().filter(round=round_id)).exists():
        _round_and_page(request, round_id)  # who may read a page that not everyone may, may vote
    form = BallotForm(request.POST)
    try:
        ballots.cast_ballot(round_id=round_id, voter=voter, choices=form.choices())
    except RuleViolation as refused:
        round_, page = _round_and_page(request, round_id)
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
    context = {"ballot": shown, "round": shown.round, "page": page, "trail": _trail(page)}
    context |= {"saved": saved, "refused": refused}
    return render(request, "budgeting/ballot.html", context, status=UNPROCESSABLE if refused else 200)


def _closed(
    request: HttpRequest, round_: Round, page: RoundPage, voter: Voter, refused: RuleViolation
) -> HttpResponse:
    """Before or after the voting: say when, and what is stored. A late ballot is never thanked."""
    stored = ballots.stored_ballot(round_=round_, voter=voter)
    chosen = list(Proposal.objects.filter(pk__in=stored.choices).order_by("number")) if stored else []
    context = {"round": round_, "page": page, "trail": _trail(page), "refused": refused, "stored": stored}
    context |= {"chosen": chosen, "was_sent": request.method == "POST"}
    context["nothing_left"] = chosen and all(p.status == ProposalStatus.WITHDRAWN for p in chosen)
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "budgeting/ballot_closed.html", context, status=status)


@code_required
@never_cache
@require_http_methods(["GET", "POST"])
def remove_ballot(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take the whole ballot back while voting is open."""
    round_, page = _round_and_page(request, round_id)
    voter = _voter(request)
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
    context = {"round": round_, "page": page, "trail": _trail(page)}
    return render(request, "budgeting/remove_ballot.html", context)


@require_safe
def picture(request: HttpRequest, picture_id: int, size: str) -> HttpResponse:
    """Not served yet."""
    raise Http404
