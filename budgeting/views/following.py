"""Following a round by mail: asking, confirming, ending. No address of a person stands in an address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from budgeting import tokens
from budgeting.display.following import follow_label
from budgeting.forms_following import RoundFollowForm
from budgeting.models import RoundFollow
from budgeting.services import following
from budgeting.views.shared import round_and_page, trail_of
from comments.participants import participant_of, remember
from comments.rules.own import masked
from comments.views.private import private
from radslag.clock import database_now
from radslag.limits import client_network


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask to be told of what comes in a round."""
    round_, page = round_and_page(request, round_id)
    participant = participant_of(request)
    context = {
        "round": round_,
        "round_page": page,
        "trail": trail_of(page),
        "label": follow_label(round_, database_now()),
        "address": masked(participant.email) if participant else "",
    }
    if not context["label"]:
        status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
        return render(request, "budgeting/follow_over.html", context, status=status)
    if participant is None:
        return _ask(request, round_id, context)
    if request.method == "POST":
        following.follow_round(participant=participant, round_id=round_id)
        return render(request, "budgeting/follow_done.html", context)
    return render(request, "budgeting/follow.html", {**context, "form": RoundFollowForm()})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the mail's link opens: a button, since programs that look through mails open links."""
    row = _row(tokens.unsign("follow", token))
    context = {"follow": row, "address": masked(row.participant.email), "is_done": False}
    if request.method == "POST":
        confirmed = following.confirm_follow(follow_id=row.pk)
        if confirmed is None:
            return render(request, "budgeting/follow_too_late.html", context, status=HTTPStatus.GONE)
        if confirmed.is_new:
            remember(request, confirmed.follow.participant)
        context["is_done"] = True
    return render(request, "budgeting/follow_confirm.html", context)


@csrf_exempt  # RFC 8058: a mail program has no cookie; its token only ends mails, or takes that back
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_round(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails about a round. A mail program posts here without cookies (RFC 8058): the token says whose it is."""
    row = _row(tokens.unsign("unfollow", token))
    undo = "undo" in request.POST
    if request.method == "POST":
        (following.follow_again if undo else following.unfollow)(follow_id=row.pk)
    is_ended = not RoundFollow.objects.filter(pk=row.pk, confirmed_at__isnull=False).exists()
    context = {"follow": row, "is_ended": is_ended, "is_undone": undo and not is_ended}
    return render(request, "budgeting/unfollow.html", context)


def _ask(request: HttpRequest, round_id: int, context: dict[str, Any]) -> HttpResponse:
    form = RoundFollowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = following.ask_to_follow(
            email=form.cleaned_data["email"],
            round_id=round_id,
            language=get_language() or "sv",
            network=client_network(request),
        )
        if asked.full is None:
            return render(request, "budgeting/follow_asked.html", context)
        form.refuse(asked.full)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "budgeting/follow.html", {**context, "form": form}, status=status)


def _row(number: int | None) -> RoundFollow:
    rows = RoundFollow.objects.select_related("participant", "round")
    row = rows.filter(pk=number).first() if number is not None and number < 2**63 else None
    if row is None:
        raise Http404
    return row
