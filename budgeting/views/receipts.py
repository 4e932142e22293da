"""The public list of receipts of a round, the same as a file, and the look-up of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from budgeting.display.paper_votes import papers_published
from budgeting.display.receipt_lookup import look_up
from budgeting.display.receipts import receipt_rows, receipts_are_public, receipts_shown
from budgeting.display.standing import stop_at
from budgeting.forms.receipt import ReceiptForm
from budgeting.views.shared import UNPROCESSABLE, round_and_page, trail_of
from comments.views.private import private
from radslag.clock import database_now
from radslag.for_programs.downloads import csv_download


@require_safe
def receipts(request: HttpRequest, round_id: int) -> HttpResponse:
    """From the result on the list; before, when it comes. The same for everyone."""
    round_, page = round_and_page(request, round_id)
    now = database_now()
    public = receipts_are_public(round_, now)
    context = {
        "round": round_,
        "page": page,
        "trail": trail_of(page),
        "shown": receipts_shown(round_, request.GET) if public else None,
        "stopped": stop_at(round_, now),
        "papers": papers_published(round_) if public else None,
    }
    return render(request, "budgeting/receipts.html", context)


@require_safe
def receipt_file(request: HttpRequest, round_id: int) -> HttpResponse:
    """All receipts as csv; 404 before the result."""
    round_, page = round_and_page(request, round_id)
    if not receipts_are_public(round_, database_now()):
        raise Http404("not public yet")
    return csv_download(receipt_rows(round_), f"kvitton-{page.slug}")


@sensitive_post_parameters("kvitto")
@private
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_lookup(request: HttpRequest, round_id: int) -> HttpResponse:
    """Whether the ballot of a receipt is counted. The code is sent in a form: in no address, no history and no log."""
    round_, page = round_and_page(request, round_id)
    if not receipts_are_public(round_, database_now()):
        return redirect("budgeting:receipts", round_id)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = look_up(round_, form.cleaned_data["kvitto"]) if form.is_valid() else None
    context = {"form": form, "found": found, "round": round_, "page": page, "trail": trail_of(page)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "budgeting/receipt_lookup.html", context, status=status)
