"""Somebody else sits at the browser now: who was known there is known no longer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from comments.people.participants import forget, participant_of
from comments.rules.own import masked
from comments.views.private import private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def forget_me(request: HttpRequest) -> HttpResponse:
    """Ask, then forget the confirmed address in this browser, and go back to where one came from (`next`).

    Who is logged in with a code is known by that, until logging out.
    """
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    if request.method == "POST":
        forget(request)
        return redirect(back)
    participant = participant_of(request)
    context = {"back": back, "address": masked(participant.email) if participant else ""}
    return render(request, "comments/forget.html", context)
