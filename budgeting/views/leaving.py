"""At a computer that others use too: log out, and leave nothing of the vote behind."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgeting.models import Round
from budgeting.services.ballots import stored_ballot
from budgeting.views import kept_ballots
from budgeting.views.voter import voter_of

FORGET = '"cache", "storage"'
"""Browsers that know Clear-Site-Data empty what they keep of this site, Back and Forward too."""
SAVED = "left-with-vote"
"""A cookie that lives until the page after the log-out has told whether a vote is saved: yes or no."""


@never_cache
@require_http_methods(["GET", "POST"])
def leave_ballot(request: HttpRequest, round_id: int) -> HttpResponse:
    """End the whole session, whoever votes in it by whatever identity; then a page that shows nothing of the vote."""
    if request.method == "POST":
        saved = _has_saved(request, round_id)
        logout(request)
        response: HttpResponse = redirect("budgeting:leave_ballot", round_id)
        response.set_cookie(
            SAVED,
            saved,
            max_age=60,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
        kept_ballots.forget(request, response, reverse("budgeting:ballot", args=[round_id]))
    else:
        response = render(request, "budgeting/ballot_left.html", {"saved": request.COOKIES.get(SAVED, "")})
        if SAVED in request.COOKIES:
            response.delete_cookie(SAVED, path=request.path, samesite="Lax")
    if request.method == "POST" or SAVED in request.COOKIES:  # any other site can make the browser send a GET
        response["Clear-Site-Data"] = FORGET
    return response


def _has_saved(request: HttpRequest, round_id: int) -> str:
    """Whether a vote that counts is stored for who leaves: yes, no, or empty when it can't be known (any more)."""
    round_ = Round.objects.select_related("secret").filter(pk=round_id).first()
    voter = voter_of(request, round_id, round_.identity) if round_ else None
    if round_ is None or voter is None or not hasattr(round_, "secret"):
        return ""
    stored = stored_ballot(round_=round_, voter=voter)
    if stored is None:
        return "no"
    return "" if stored.challenged else "yes"
