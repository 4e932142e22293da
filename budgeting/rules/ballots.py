"""What a ballot may hold, and the key that stands for its voter."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence

from budgeting.rules.errors import RuleViolation
from radslag.incoming.addresses import normalised_email

MOST_DIGITS_OF_POINTS = 4


def points_typed(text: str) -> int | None:
    """The points that somebody typed; None for what is no whole number, or longer than any round has points to give."""
    is_whole = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS_OF_POINTS
    return int(text) if is_whole else None


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


def check_purse(costs_ore: Iterable[int], *, budget_ore: int) -> None:
    """Raises RuleViolation `above_budget` (over_ore) when what is chosen costs more than there is to share."""
    over_ore = sum(costs_ore) - budget_ore
    if over_ore > 0:
        raise RuleViolation("above_budget", over_ore=over_ore)


def check_points(points: Mapping[int, int], *, total: int, most: int) -> None:
    """Refuse points that are too many. A proposal without points is not chosen and stands in no ballot.

    Raises RuleViolation: `points_not_whole`, `too_many_for_one` (most), `too_many_points` (given, total).
    """
    if any(given < 1 for given in points.values()):
        raise RuleViolation("points_not_whole")
    if any(given > most for given in points.values()):
        raise RuleViolation("too_many_for_one", most=most)
    given = sum(points.values())
    if given > total:
        raise RuleViolation("too_many_points", given=given, total=total)


def voter_key(secret: bytes, email: str) -> str:
    """HMAC-SHA256 (hex) of the address under the round's own secret: a pseudonym good for one round."""
    return _keyed(secret, normalised_email(email))


def key_of_code(secret: bytes, code: str) -> str:
    """The voter key of a voting code, as `rules.eligibility.read_code` gives it."""
    return _keyed(secret, f"code|{code}")


def key_of_eid(secret: bytes, *, issuer: str, subject: str) -> str:
    """The voter key of an electronic identity: who issued it, and their name for the person."""
    return _keyed(secret, f"eid|{issuer}|{subject}")


def _keyed(secret: bytes, identity: str) -> str:
    return hmac.new(secret, identity.encode(), hashlib.sha256).hexdigest()


def ballot_order(key: str, number: int) -> str:
    """Sort key of a proposal on one voter's ballot: stable for the voter, different between voters."""
    return hashlib.sha256(f"{key}|{number}".encode()).hexdigest()


def order_of_the_day(day: str, number: int) -> str:
    """Sort key of a proposal for readers: the same for everyone during one day (ISO date)."""
    return hashlib.sha256(f"{day}|{number}".encode()).hexdigest()
