"""What the person who is logged in gets and takes away. Only with a code typed in this session."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from radslag.accounts.proof import code_required, confirmed_email
from radslag.clock import database_now
from radslag.for_programs.downloads import download
from radslag.for_programs.open_data import JSON
from radslag.limits import hit_all, limit_for
from radslag.privacy.erasures import erase_person, refuse_staff
from radslag.privacy.errors import Refused
from radslag.privacy.export import as_json
from radslag.privacy.forms import EraseForm
from radslag.privacy.people import Choices, Person, effects_for, owners

HOUR = dt.timedelta(hours=1)
EXPORTS_AN_HOUR, ERASURES_AN_HOUR = 5, 5


@never_cache
@code_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Tell what is in the file; a POST gives it."""
    context: dict[str, Any] = {"trail": _trail(), "owners": owners()}
    if request.method != "POST":
        return render(request, "privacy/my_data.html", context)
    person = _person(request)
    if _too_often("my-data", person, EXPORTS_AN_HOUR):
        return render(
            request,
            "privacy/my_data.html",
            context | {"too_often": True},
            status=HTTPStatus.TOO_MANY_REQUESTS,
        )
    name, today = _("my-data"), timezone.localdate(database_now())
    response = download(as_json(person), JSON, f"{name}-{today:%Y-%m-%d}.json")
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@code_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """Tell what goes and what stays; a POST with the word erases the person at once."""
    person = _person(request)
    try:
        refuse_staff(person)
    except Refused as refused:
        return render(request, "privacy/erase_me.html", {"trail": _trail(), "refused": refused.message})
    ballots = sum(owner.open_ballots(person) for owner in owners())
    form = EraseForm(request.POST if request.method == "POST" else None, ballots=ballots)
    context = {"trail": _trail(), "form": form, "effects": effects_for(person), "email": person.email}
    if not form.is_valid():
        return render(request, "privacy/erase_me.html", context)
    if _too_often("erase-me", person, ERASURES_AN_HOUR):
        form.add_error(None, _("Wait a while and try again."))
        return render(request, "privacy/erase_me.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    erase_person(person=person, choices=Choices(withdraw_ballots=form.withdraw_ballots))
    logout(request)
    return render(request, "privacy/erased.html")


def _person(request: HttpRequest) -> Person:
    return Person(confirmed_email(request) or "", request.user.pk)


def _too_often(name: str, person: Person, times: int) -> bool:
    limit = limit_for(name, person.email, times=times, window=HOUR)
    return hit_all([limit]) is not None


def _trail() -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtail_serve", args=[""]), "title": _("Start")},
        {"url": reverse("my_pages"), "title": _("My pages")},
    ]
