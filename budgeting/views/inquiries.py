"""Where an applicant answers what the reviewers ask: by a private page, in a mail's link. For others it is not there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgeting.forms.inquiries import AnswerForm
from budgeting.models import Inquiry, Merge, Proposal
from budgeting.rules.errors import RuleViolation
from budgeting.services.inquiries import answer_inquiry, takes_answers
from budgeting.services.merging import answer_merge, is_open
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, is_public, user_of
from radslag.accounts.proof import confirmed_email
from radslag.clock import database_now
from radslag.models import User

WITH_APPLICANT = ("round", "applicant", "author")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def inquiry(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """A reviewer's question beside the proposal it is about, and the answer."""
    known = Inquiry.objects.select_related("proposal__round", "proposal__applicant", "proposal__author")
    asked = get_object_or_404(known, pk=_row(inquiry_id))
    if not _is_applicant(request, asked.proposal):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"inquiry": asked, "proposal": asked.proposal, "form": form}
    context["takes_answers"] = takes_answers(asked.proposal, database_now())
    if request.method == "GET":
        return render(request, "budgeting/inquiry.html", context)
    if not form.is_valid():
        return render(request, "budgeting/inquiry.html", context, status=UNPROCESSABLE)
    try:
        answer_inquiry(inquiry_id=asked.pk, by=user_of(request), text=form.cleaned_data["text"])
    except RuleViolation as refused:
        asked.refresh_from_db(fields=["answer", "answered_at"])
        return render(request, "budgeting/inquiry.html", context | {"refused": refused}, status=CONFLICT)
    return redirect("budgeting:inquiry", asked.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Whether two proposals may become one: both applicants read both and say yes or no.

    What the other one wrote stands here only while it is asked, or when everyone may read it.
    """
    known = Merge.objects.select_related(
        *(f"{side}__{name}" for side in ("source", "target") for name in WITH_APPLICANT)
    )
    asked = get_object_or_404(known, pk=_row(merge_id))
    own = [p for p in (asked.source, asked.target) if _is_applicant(request, p)]
    if not own:
        raise Http404
    refused = None
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            answer_merge(merge_id=asked.pk, by=user_of(request), agrees=request.POST["answer"] == "yes")
            return redirect("budgeting:merge", asked.pk)
        except RuleViolation as violation:
            refused = violation
    said = asked.source_says if own[0] == asked.source else asked.target_says
    waits = is_open(asked, asked.source, asked.target) and takes_answers(asked.source, database_now())
    context = {"merge": asked, "own": own, "said": said, "refused": refused, "is_open": waits}
    context["readable"] = [p for p in (asked.source, asked.target) if p in own or waits or is_public(p.pk)]
    return render(request, "budgeting/merge.html", context, status=CONFLICT if refused else 200)


def _row(number: int) -> int:
    """Raises Http404 for a number that no row has."""
    if number >= 2**63:
        raise Http404
    return number


def _is_applicant(request: HttpRequest, proposal: Proposal) -> bool:
    """The author; of a paper, who shows by a code that the address on it is theirs."""
    user: User = user_of(request)
    if proposal.author_id is None and confirmed_email(request) is None:
        return False
    return proposal.is_of(user)
