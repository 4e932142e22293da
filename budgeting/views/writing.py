"""A resident writes, sends and takes back. What was written is never lost: a refusal answers with the text."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgeting.display.mine import proposal_row
from budgeting.forms import ProposalForm
from budgeting.models import Proposal, Round
from budgeting.rules.errors import RuleViolation
from budgeting.services import proposals
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, round_and_page, trail_of, user_of
from radslag.clock import database_now

LONGEST_KEPT = 4000
KEPT_FIELDS = ("title", "what", "benefit", "theme", "cost", "shown_name", "lives_here")


@never_cache
@require_http_methods(["GET", "POST"])
def new_proposal(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand in a proposal. Who was logged out while writing logs in and finds the text again."""
    round_, page = round_and_page(request, round_id)
    if not request.user.is_authenticated:
        if request.method == "POST":
            _keep(request, round_)
        return redirect_to_login(request.get_full_path())
    kept = request.session.get(_kept_key(round_)) if request.method == "GET" else None
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=kept, round_=round_)
    context = {"form": form, "round": round_, "page": page, "trail": trail_of(page), "kept": kept}
    try:
        if request.method == "GET":
            proposals.check_submission_open(round_, database_now())
            proposals.check_limits(round_, user_of(request))
        elif form.is_valid():
            application = form.application(fallback_name=_("Resident"))
            received = proposals.submit_proposal(
                round_id=round_.pk, author=user_of(request), application=application
            )
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


@login_required
@never_cache
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """The resident's own proposals with where they stand."""
    now = database_now()
    own = list(Proposal.objects.of_person(user_of(request)))
    rows = [proposal_row(p, now) for p in own]
    received = next((p for p in own if str(p.pk) == request.GET.get("mottaget")), None)
    return render(request, "budgeting/my_proposals.html", {"rows": rows, "received": received})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Take back one's own proposal. Another person's is not found."""
    own = get_object_or_404(
        Proposal.objects.select_related("round"), round_id=round_id, number=number, author=user_of(request)
    )
    context: dict[str, Any] = {"proposal": own}
    if request.method == "POST":
        try:
            proposals.withdraw_proposal(proposal_id=own.pk, author=user_of(request))
        except RuleViolation as refused:
            return render(
                request, "budgeting/withdraw_proposal.html", context | {"refused": refused}, status=CONFLICT
            )
        return redirect("budgeting:my_proposals")
    return render(request, "budgeting/withdraw_proposal.html", context)
