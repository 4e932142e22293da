"""Typing a voting code at the door. Wrong ones are counted for the browser and the network, right ones never."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from budgeting.models import Round
from budgeting.rules.errors import RuleViolation
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import find_code
from radslag.limits import hit_all, is_of_some, limit_for, limit_for_network, salt_of_today

WRONG_TRIES, FROM_A_NETWORK, WITHIN = 5, 200, dt.timedelta(minutes=10)
"""In a browser, and for a round from a network, behind which there may be a library, a school or a telephone company.

Sixty random bits need no guard against guessing; this keeps machines from trying all day."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: a voter, a refusal, or that one has to wait `until` an instant."""

    voter: Voter | None = None
    refused: RuleViolation | None = None
    until: dt.datetime | None = None


def try_code(round_: Round, text: str, *, browser: str, network: str) -> Tried:
    """Who votes with the typed code. `round_` has its secret loaded.

    `browser` is the key of the session, `network` what `client_network` says. A try is counted before the code is looked
    at, and taken back when it was not wrong: tries at the same time can't pass together. The last wrong one that there is
    room for is answered; whoever comes after it from there waits, with whatever code.
    """
    with transaction.atomic():
        limits = [limit_for("voting-code-browser", browser, times=WRONG_TRIES, window=WITHIN)]
        if is_of_some(network):
            name = f"voting-code-{round_.pk}"
            salt = salt_of_today()
            limits.append(limit_for_network(name, network, salt=salt, times=FROM_A_NETWORK, window=WITHIN))
        counted = transaction.savepoint()
        full = hit_all(limits)
        if full is not None:
            return Tried(until=full.until)
        try:
            voter = find_code(round_, text)
        except RuleViolation as refused:
            if refused.code != "wrong_code":
                transaction.savepoint_rollback(counted)
            return Tried(refused=refused)
        transaction.savepoint_rollback(counted)
        return Tried(voter=voter)
