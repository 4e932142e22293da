"""Following a round or a project by mail: asking, confirming, ending. No address of a person stands in an address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from budgeting.display.followed import end_url, places
from budgeting.display.following import (
    follow_label,
    forgotten,
    project_follow_label,
    project_words,
    round_words,
)
from budgeting.forms.following import RoundFollowForm
from budgeting.mails import tokens
from budgeting.models import Project, RoundFollow
from budgeting.services import following
from budgeting.views.shared import is_public, public_round, trail_of
from comments.people.participants import participant_of, remember
from comments.rules.own import masked
from comments.views.private import private
from radslag.accounts.proof import confirmed_email
from radslag.clock import database_now
from radslag.limits import client_network


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask to be told of what comes in a round. Who has shown an address already needs no link."""
    round_, page = public_round(round_id)
    label = follow_label(round_, database_now())
    has_projects = not label and Project.objects.filter(proposal__round=round_id).exists()
    context = {
        "words": round_words(has_projects=has_projects),
        "name": round_.name,
        "url": page.get_url(request),
        "trail": trail_of(page),
        "label": label,
    }
    return _follow(request, context, round_id, None)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow_project(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Ask to be told of what becomes of a proposal that got money; 404 as long as no public result says so."""
    _round, page = public_round(round_id)
    projects = Project.objects.select_related("proposal")
    project = projects.filter(proposal__round=round_id, proposal__number=number).first()
    if project is None or not is_public(project.proposal_id):
        raise Http404("no public project")
    context = {
        "words": project_words(),
        "name": project.proposal.title,
        "url": project.proposal.get_absolute_url(),
        "trail": trail_of(page),
        "label": project_follow_label(project),
    }
    return _follow(request, context, round_id, project.pk)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the mail's link opens: a button, since programs that look through mails open links."""
    signed = tokens.unsign("follow", token)
    row = _row(signed.pk) if signed else None
    if signed is None or row is None:
        raise Http404
    context = {**_place(request, row), "address": masked(row.participant.email), "is_done": False}
    if not _label(row):
        return _over(request, context)
    if request.method == "POST":
        confirmed = following.confirm_follow(follow_id=row.pk, asked_at=signed.asked_at)
        if confirmed is None:
            return render(request, "budgeting/follow_too_late.html", context, status=HTTPStatus.GONE)
        if confirmed.is_new:
            remember(request, confirmed.follow.participant)
        context |= {"is_done": True, "end": end_url(row)}
    return render(request, "budgeting/follow_confirm.html", context)


@csrf_exempt  # RFC 8058: a mail program has no cookie; its token only ends mails, or takes that back
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_round(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails about a round or a project. A mail program posts here without cookies (RFC 8058): the token says whose it is.

    What has been forgotten since is ended: the link in an old mail says so.
    """
    signed = tokens.unsign("unfollow", token)
    if signed is None:
        raise Http404
    undo = "undo" in request.POST
    if request.method == "POST":
        (following.follow_again if undo else following.unfollow)(follow_id=signed.pk)
    row = _row(signed.pk)
    is_ended = row is None or row.confirmed_at is None
    place: dict[str, Any] = _place(request, row) if row else {"name": "", "url": ""}
    context = {
        **place,
        "ended": place["words"].ended if row else forgotten(),
        "is_ended": is_ended,
        "is_undone": undo and not is_ended,
        "can_undo": row is not None and is_ended,
    }
    return render(request, "budgeting/unfollow.html", context)


def _follow(
    request: HttpRequest, context: dict[str, Any], round_id: int, project_id: int | None
) -> HttpResponse:
    email = _shown_email(request)
    context["address"] = masked(email) if email else ""
    if not context["label"]:
        return _over(request, context)
    if not email:
        return _ask(request, round_id, project_id, context)
    if request.method == "POST":
        row = following.follow_round(
            email=email, round_id=round_id, project_id=project_id, language=get_language() or "sv"
        )
        return render(request, "budgeting/follow_done.html", {**context, "end": end_url(row)})
    return render(request, "budgeting/follow.html", context)


def _ask(
    request: HttpRequest, round_id: int, project_id: int | None, context: dict[str, Any]
) -> HttpResponse:
    form = RoundFollowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = following.ask_to_follow(
            email=form.cleaned_data["email"],
            round_id=round_id,
            project_id=project_id,
            language=get_language() or "sv",
            network=client_network(request),
        )
        if asked.full is None:
            return render(request, "budgeting/follow_asked.html", context)
        form.refuse(asked.full)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "budgeting/follow.html", {**context, "form": form}, status=status)


def _over(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "budgeting/follow_over.html", context, status=status)


def _shown_email(request: HttpRequest) -> str:
    """The address that the reader has shown to be theirs: by a code, or by a link in this browser."""
    participant = participant_of(request)
    return participant.email if participant else confirmed_email(request) or ""


def _row(number: int) -> RoundFollow | None:
    rows = RoundFollow.objects.select_related("participant", "round", "project__proposal")
    return rows.filter(pk=number).first()


def _label(row: RoundFollow) -> str:
    """What the link said that leads to following; empty when nothing more comes."""
    return (
        follow_label(row.round, database_now()) if row.project is None else project_follow_label(row.project)
    )


def _place(request: HttpRequest, row: RoundFollow) -> dict[str, Any]:
    """What is followed, where it is read, and where one asks to follow it; nothing of what is not public (any more)."""
    place = places([row], request)[row.pk]
    told = {"words": place.words, "name": place.name, "url": place.url}
    if row.project is None:
        return told | {"anew": reverse("budgeting:follow_round", args=[row.round_id])}
    if not place.url:
        return told
    return told | {
        "anew": reverse("budgeting:follow_project", args=[row.round_id, row.project.proposal.number])
    }
