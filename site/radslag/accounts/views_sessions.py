"""Where one is logged in, and how to end it: for everyone with an account."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from radslag.incoming.row_numbers import row_number
from radslag.models import LoginSession

from .sessions import end, end_all
from .staff import works_here


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends one session (`login`) or all others (`others`)."""
    if request.method == "POST":
        _end(request)
        return HttpResponseRedirect(reverse("account_sessions"))
    mine = LoginSession.objects.filter(user=request.user).order_by("-last_used_at")  # type: ignore[misc]
    here = request.session.session_key
    shown = {
        "here": next((login for login in mine if login.session_id == here), None),
        "others": [login for login in mine if login.session_id != here],
        "works_here": works_here(request.user),
    }
    return render(request, "account/sessions.html", shown)


def _end(request: HttpRequest) -> None:
    user: Any = request.user
    number = row_number(request.POST.get("login", ""))
    if "others" in request.POST:
        end_all(user=user, but=request.session.session_key)
    elif number is None or not end(user=user, login_id=number):
        raise Http404
