"""The door by electronic identification: to the broker and back, with nothing kept but a pseudonym."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from budgeting.display.eid import Trouble, trouble_of, trouble_of_crowd, trouble_of_rule
from budgeting.display.standing import stop_at
from budgeting.models import Round, RoundPage, VoterIdentity
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import check_voting_open
from budgeting.services.eid import ATTEMPT_LASTS, begun_too_often, can_be_known, use_attempt, voter_by_eid
from budgeting.views.shared import round_and_page, trail_of
from budgeting.views.voter import came_in, remember_voter, voter_of
from radslag.clock import database_now, machine_now
from radslag.limits import client_network
from radslag.openid.config import Client, client
from radslag.openid.errors import OpenIDError
from radslag.openid.flow import Attempt, begin, finish
from radslag.openid.metadata import authorization_origin

SESSION_KEY = "radslag_eid"
CLOSED = frozenset({"voting_closed", "round_paused", "round_cancelled"})
MOST_ATTEMPTS = 5
"""Windows that one browser may have open at the broker."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eid(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """What is asked and kept, and the button that leads to the broker.

    Who has come in already may go on, but is not led on: it may be somebody else who stands here now.
    """
    round_, page = round_and_page(request, round_id)
    if round_.identity != VoterIdentity.EID:
        return redirect("budgeting:ballot", round_id)
    if request.method == "POST" and can_be_known(round_, database_now()):
        return _to_the_broker(request, round_, page)
    return _door(request, round_, page)


def _to_the_broker(request: HttpRequest, round_: Round, page: RoundPage) -> HttpResponse:
    broker = client()
    if broker is None:
        return _door(request, round_, page)
    until = begun_too_often(client_network(request))
    if until is not None:
        return _door(request, round_, page, trouble=trouble_of_crowd(until))
    try:
        address, attempt = begin(broker, redirect_uri=redirect_uri())
    except OpenIDError as error:
        return _door(request, round_, page, trouble=trouble_of(error, broker))
    kept = {"round": round_.pk, "language": translation.get_language(), **asdict(attempt)}
    earlier = [row for row in request.session.get(SESSION_KEY, []) if not _is_over(row)]
    request.session[SESSION_KEY] = [*earlier, kept][-MOST_ATTEMPTS:]
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # it ends with the browser
    return HttpResponseRedirect(address)


def redirect_uri() -> str:
    """Where the broker sends people back to: one address for all rounds and languages, as it stands in its register."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.WAGTAILADMIN_BASE_URL + reverse("budgeting:eid_done")


@never_cache
@require_safe
@sensitive_variables()
def eid_done(request: HttpRequest) -> HttpResponseBase:
    """The way back from the broker, with its answer in the address."""
    state = request.GET.get("state", "")
    kept = next((row for row in request.session.get(SESSION_KEY, []) if row["state"] == state), None)
    if kept is None:
        return render(request, "budgeting/eid_lost.html", status=400)
    with translation.override(kept["language"]):
        response = _finished(request, kept)
        response.headers["Content-Language"] = kept["language"]
    return response


@sensitive_variables()
def _finished(request: HttpRequest, kept: dict[str, Any]) -> HttpResponseBase:
    round_, page = round_and_page(request, kept["round"])
    broker = client()
    if broker is None:
        return _door(request, round_, page)
    if _is_over(kept):
        return _door(request, round_, page, trouble=trouble_of(OpenIDError("too_late"), broker))
    if not use_attempt(kept["state"]):
        return _door(request, round_, page, trouble=trouble_of(OpenIDError("refused"), broker))
    attempt = Attempt(**{name: kept[name] for name in ("state", "nonce", "verifier", "at")})
    try:
        person = finish(broker, attempt, request.GET.dict(), redirect_uri=redirect_uri())
        voter = voter_by_eid(round_=round_, person=person)
    except OpenIDError as error:
        return _door(request, round_, page, trouble=trouble_of(error, broker))
    except RuleViolation as refused:
        return _door(request, round_, page, refused=refused)
    waiting = [row for row in request.session.pop(SESSION_KEY) if row != kept and not _is_over(row)]
    if waiting:  # windows that others may have open at the broker
        request.session[SESSION_KEY] = waiting
    remember_voter(request, round_.pk, voter)
    return redirect("budgeting:ballot", round_.pk)


def _is_over(kept: dict[str, Any]) -> bool:
    begun = dt.datetime.fromtimestamp(kept["at"], dt.UTC)
    return machine_now() >= begun + ATTEMPT_LASTS


def _door(
    request: HttpRequest,
    round_: Round,
    page: RoundPage,
    *,
    trouble: Trouble | None = None,
    refused: RuleViolation | None = None,
) -> HttpResponse:
    """The page with the button, or with the reason why there is none."""
    now, broker, origin = database_now(), client(), ""
    refused = refused or _not_open(round_, now)
    if refused is not None:
        trouble = trouble_of_rule(refused, round_, stop_at(round_, now), was_sent=request.method == "POST")
    if can_be_known(round_, now):
        origin, trouble = _origin(broker, trouble)
    context = {"round": round_, "page": page, "trail": trail_of(page), "broker": broker, "trouble": trouble}
    context |= {"can_begin": bool(origin), "only_looks": refused is not None and refused.code in CLOSED}
    voter = voter_of(request, round_.pk, round_.identity)
    context["came_in"] = came_in(request, round_.pk, voter) if voter else None
    response = render(request, "budgeting/eid.html", context, status=trouble.status if trouble else 200)
    if origin:  # browsers hold a form to the policy wherever its answer leads
        response._csp_update = {"form-action": [origin]}  # type: ignore[attr-defined]
    if response.status_code in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _not_open(round_: Round, now: dt.datetime) -> RuleViolation | None:
    """Why nobody can vote now; None while they can."""
    try:
        check_voting_open(round_, now)
    except RuleViolation as refused:
        return refused
    return None


def _origin(broker: Client | None, trouble: Trouble | None) -> tuple[str, Trouble | None]:
    """Where the button leads; empty, with the reason, while the broker does not answer."""
    try:
        if broker is None:
            raise OpenIDError("off")
        return authorization_origin(broker), trouble
    except OpenIDError as error:
        return "", trouble or trouble_of(error, broker)
