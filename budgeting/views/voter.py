"""Who votes in a request. A voting code or an e-ID makes no account: the session holds a pseudonym for one round, for an hour."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from budgeting.models import VoterIdentity
from budgeting.services.voters import SESSION_KEY, Voter
from radslag.accounts.proof import code_needed, confirmed_email
from radslag.clock import machine_now

KNOWN_FOR = dt.timedelta(hours=1)
MARK = "voter"
"""The field of a form that says for whom it was made."""
DOORS = {VoterIdentity.CODES: "budgeting:voting_code", VoterIdentity.EID: "budgeting:eid"}


def voter_of(request: HttpRequest, round_id: int, identity: str) -> Voter | None:
    """Who asks, if they have come in by the door that the round has; else None."""
    if identity == VoterIdentity.EMAIL:
        email = confirmed_email(request)
        return Voter(email=email) if email else None
    known: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(str(round_id))
    if not known or known["identity"] != identity or known["until"] < machine_now().timestamp():
        return None
    return Voter(
        key=known["key"],
        identity=VoterIdentity(identity),
        knows_age=known["age"],
        knows_area=known["area"],
    )


def mark_of(voter: Voter, round_id: int) -> str:
    """What stands in the voter's forms, so that nobody saves over the vote of who came into the same browser later."""
    return salted_hmac(
        "budgeting.voter-of-a-form", f"{round_id}|{voter.key}|{voter.email}", algorithm="sha256"
    ).hexdigest()


def is_of_another(request: HttpRequest, round_id: int, voter: Voter) -> bool:
    """Whether the form that is sent was made for somebody else. All forms of ours say for whom."""
    mark = request.POST.get(MARK)
    return mark is not None and not constant_time_compare(mark, mark_of(voter, round_id))


def came_in(request: HttpRequest, round_id: int, voter: Voter) -> dt.datetime | None:
    """When the voter came in by a code or an e-ID; None for who is logged in."""
    if not voter.key:
        return None
    until: float = request.session[SESSION_KEY][str(round_id)]["until"]
    return dt.datetime.fromtimestamp(until, dt.UTC) - KNOWN_FOR


def remember_voter(request: HttpRequest, round_id: int, voter: Voter) -> None:
    """Keep in the session who votes in the round: the pseudonym alone. The session gets a new key, against fixation.

    Forms that were shown to another voter before are not taken any more.
    """
    request.session.cycle_key()
    earlier = request.session.get(SESSION_KEY, {}).get(str(round_id))
    if not earlier or earlier["key"] != voter.key:
        rotate_token(request)
    known = {
        "identity": str(voter.identity),
        "key": voter.key,
        "age": voter.knows_age,
        "area": voter.knows_area,
        "until": (machine_now() + KNOWN_FOR).timestamp(),
    }
    request.session[SESSION_KEY] = request.session.get(SESSION_KEY, {}) | {str(round_id): known}
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # it ends with the browser


def door(request: HttpRequest, round_id: int, identity: str) -> HttpResponseBase:
    """The way in for a voter who has not come in yet, and back to the ballot."""
    address = reverse("budgeting:ballot", args=[round_id])
    if identity in DOORS:
        return HttpResponseRedirect(reverse(DOORS[VoterIdentity(identity)], args=[round_id]))
    if not request.user.is_authenticated:
        return redirect_to_login(address)
    return code_needed(request, address)
