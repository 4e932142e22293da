"""At a computer that others use too: log out, and leave nothing of the vote behind."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgeting.views import kept_ballots

FORGET = '"cache", "storage"'
"""Browsers that know Clear-Site-Data empty what they keep of this site, Back and Forward too."""


@never_cache
@require_http_methods(["GET", "POST"])
def leave_ballot(request: HttpRequest, round_id: int) -> HttpResponse:
    """End the whole session, whoever votes in it by whatever identity; then a page that shows nothing of the vote."""
    if request.method == "POST":
        logout(request)
        response: HttpResponse = redirect("budgeting:leave_ballot", round_id)
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
        kept_ballots.forget(request, response, reverse("budgeting:ballot", args=[round_id]))
    else:
        response = render(request, "budgeting/ballot_left.html")
    response["Clear-Site-Data"] = FORGET
    return response
