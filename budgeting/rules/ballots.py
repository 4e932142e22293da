"""What a ballot may hold, and the key that stands for its voter."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence

from budgeting.rules.errors import RuleViolation
from radslag.addresses import normalised_email


def check_choices(choices: Sequence[int], *, candidates: Collection[int], least: int, limit: int) -> None:
    """Refuse a ballot that breaks the round's rules. `candidates` are the ids that may be chosen.

    Raises RuleViolation: `chosen_twice`, `too_many` (chosen, limit), `too_few` (chosen, least),
    `not_on_the_ballot`.
    """
    if len(set(choices)) != len(choices):
        raise RuleViolation("chosen_twice")
    if len(choices) > limit:
        raise RuleViolation("too_many", chosen=len(choices), limit=limit)
    if any(choice not in candidates for choice in choices):
        raise RuleViolation("not_on_the_ballot")
    if len(choices) < least:
        raise RuleViolation("too_few", chosen=len(choices), least=least)


def voter_key(secret: bytes, email: str) -> str:
    """HMAC-SHA256 (hex) of the address under the round's own secret: a pseudonym good for one round."""
    return hmac.new(secret, normalised_email(email).encode(), hashlib.sha256).hexdigest()


def ballot_order(key: str, number: int) -> str:
    """Sort key of a proposal on one voter's ballot: stable for the voter, different between voters."""
    return hashlib.sha256(f"{key}|{number}".encode()).hexdigest()


def order_of_the_day(day: str, number: int) -> str:
    """Sort key of a proposal for readers: the same for everyone during one day (ISO date)."""
    return hashlib.sha256(f"{day}|{number}".encode()).hexdigest()
