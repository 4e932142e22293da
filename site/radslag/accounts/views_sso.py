"""To the organisation's own log-in and back. Nothing of what it tells is kept but its name for the person."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from radslag.clock import machine_now
from radslag.openid.errors import OpenIDError
from radslag.openid.flow import Attempt, begin, claims_from
from radslag.services.staff_identity import come_in

from .sso import Refused, StaffSso, claimed, sso
from .staff import ELSEWHERE
from .views import goal_of

SESSION_KEY = "radslag_sso"
ATTEMPT_LASTS = dt.timedelta(minutes=15)


def redirect_uri() -> str:
    """Where the organisation's log-in sends people back to, as it stands in its register."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.WAGTAILADMIN_BASE_URL + reverse("staff_sso_done")


def _there() -> StaffSso:
    found = sso()
    if found is None:
        raise Http404
    return found


@never_cache
@require_POST
def sso_begin(request: HttpRequest) -> HttpResponse:
    """Lead the person to the organisation's log-in."""
    there = _there()
    try:
        address, attempt = begin(there.client, redirect_uri=redirect_uri())
    except OpenIDError as error:
        return _trouble(request, error.code)
    request.session[SESSION_KEY] = {"goal": goal_of(request), **asdict(attempt)}
    return HttpResponseRedirect(address)


@never_cache
@require_safe
@sensitive_variables()
def sso_done(request: HttpRequest) -> HttpResponse:
    """The way back, with the answer in the address. An answer is good once, in the browser that asked."""
    there = _there()
    kept: dict[str, Any] = request.session.pop(SESSION_KEY, None) or {}
    if not kept or kept["state"] != request.GET.get("state", ""):
        return _trouble(request, "lost")
    if machine_now() >= dt.datetime.fromtimestamp(kept["at"], dt.UTC) + ATTEMPT_LASTS:
        return _trouble(request, "lost")
    attempt = Attempt(**{name: kept[name] for name in ("state", "nonce", "verifier", "at")})
    try:
        claims = claims_from(there.client, attempt, request.GET.dict(), redirect_uri=redirect_uri())
        person = claimed(there, claims)
        user = come_in(person)
    except (OpenIDError, Refused) as refused:
        return _trouble(request, refused.code)
    record_authentication(request, user, "sso", reauthenticated=True)
    if person.took_second_step:
        record_authentication(request, user, ELSEWHERE)
    login = Login(user=user, redirect_url=kept["goal"], email_verification=EmailVerificationMethod.NONE)
    response: HttpResponse = perform_login(request, login)
    return response


STATUS = {"unavailable": 503, "lost": 400, "not_trusted": 400, "refused": 400, "cancelled": 200}


def _trouble(request: HttpRequest, code: str) -> HttpResponse:
    shown = {"code": code, "name": _there().client.name}
    response = render(request, "account/sso_trouble.html", shown, status=STATUS.get(code, 403))
    if response.status_code == 503:
        response.headers["Retry-After"] = "60"
    return response
