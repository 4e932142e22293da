"""Who votes by an electronic identity. What it says is looked at and forgotten: only the pseudonym goes on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from budgeting.models import Round, VoterIdentity
from budgeting.rules.ballots import key_of_eid
from budgeting.rules.eid import knows_age, knows_area
from budgeting.rules.errors import RuleViolation
from budgeting.services.voters import Voter
from radslag.clock import database_now
from radslag.limits import hit_all, is_of_some, limit_for, limit_for_network, salt_of_today, use
from radslag.openid.flow import Person

ATTEMPT_LASTS = dt.timedelta(minutes=10)
"""From the button to the way back: to find one's phone, and to update the app."""

BEGUN_FROM_A_NETWORK, BEGUN_WITHIN = 300, dt.timedelta(minutes=10)
"""Behind a network there may be a library, a school or a telephone company."""


def begun_too_often(network: str) -> dt.datetime | None:
    """Count that somebody in `network` (`client_network`) begins; until when one waits when too many have."""
    if not is_of_some(network):
        return None
    full = hit_all(
        [
            limit_for_network(
                "eid-start", network, salt=salt_of_today(), times=BEGUN_FROM_A_NETWORK, window=BEGUN_WITHIN
            )
        ]
    )
    return full.until if full else None


def use_attempt(state: str) -> bool:
    """Whether the attempt was unused until now; of two requests at the same time only one is told so."""
    limit = limit_for("eid_attempt", state, times=1, window=2 * ATTEMPT_LASTS)
    return use(limit)


def can_be_known(round_: Round, now: dt.datetime) -> bool:
    """Whether voters can be told apart: from the opening until the round is sealed. After the close they see their vote."""
    return now >= round_.voting_opens and getattr(round_, "secret", None) is not None


@sensitive_variables()
def voter_by_eid(*, round_: Round, person: Person) -> Voter:
    """The voter that a person is in a round whose secret is loaded. Nothing is stored.

    Raises RuleViolation `wrong_identity`, `voting_closed` (nobody can be known any more), `too_young`,
    `postal_code_elsewhere`.
    """
    now = database_now()
    if round_.identity != VoterIdentity.EID:
        raise RuleViolation("wrong_identity")
    if not can_be_known(round_, now):
        raise RuleViolation("voting_closed")
    return Voter(
        key=key_of_eid(bytes(round_.secret.voter_secret), issuer=person.issuer, subject=person.subject),
        identity=VoterIdentity.EID,
        knows_age=knows_age(person.born, least=round_.least_age, day=timezone.localdate(now)),
        knows_area=knows_area(person.postal_code, allowed=round_.postal_code_list),
    )
