"""Whose address it is: only a code typed in this very session shows that."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from radslag.incoming.addresses import normalised_email


def confirmed_email(request: HttpRequest) -> str | None:
    """The user's address if a code sent to it was typed in this session.

    None for who is not logged in, who came in by password, and whose address was changed since. A ballot counts for
    this address and no other: else whoever may change an address could vote again, or read a neighbour's ballot.
    """
    user = request.user
    if not user.is_authenticated:
        return None
    typed = [
        r.get("email") or "" for r in get_authentication_records(request, user) if r.get("method") == "code"
    ]
    return user.email if user.email in map(normalised_email, typed) else None


def code_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let only those in whose address is confirmed by a code; others are told how."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if confirmed_email(request) is None:
            return code_needed(request, request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def code_needed(request: HttpRequest, address: str) -> HttpResponse:
    """Tell who is logged in, but has typed no code, how to go on to `address`."""
    response = render(request, "account/code_needed.html", {"address": address}, status=403)
    response["Cache-Control"] = "no-store"
    return response
