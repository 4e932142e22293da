"""Typing a voting code at the door. Wrong ones are counted for the network they come from, right ones never."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from budgeting.models import Round
from budgeting.rules.errors import RuleViolation
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import find_code
from radslag.limits import hit_all, limit_for_network, salt_of_today

WRONG_TRIES, WITHIN = 5, dt.timedelta(minutes=10)
"""Sixty random bits need no guard against guessing; this keeps machines from trying all day."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: a voter, a refusal, or that the network has to wait `until` an instant."""

    voter: Voter | None = None
    refused: RuleViolation | None = None
    until: dt.datetime | None = None


def try_code(round_: Round, text: str, *, network: str) -> Tried:
    """Who votes with the typed code. `network` is what `client_network` says; `round_` has its secret loaded.

    A try is counted before the code is looked at, and taken back when it was not wrong: tries at the same time can't
    pass together. The fifth wrong one is answered; whoever comes after it from there waits, with whatever code.
    """
    with transaction.atomic():
        limit = limit_for_network(
            "voting-code", network, salt=salt_of_today(), times=WRONG_TRIES, window=WITHIN
        )
        counted = transaction.savepoint()
        full = hit_all([limit])
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
