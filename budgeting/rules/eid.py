"""What an electronic identity says about whether somebody may vote. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from budgeting.rules.eligibility import age_on, check_postal_code, read_postal_code
from budgeting.rules.errors import RuleViolation


def knows_age(born: dt.date | None, *, least: int | None, day: dt.date) -> bool:
    """Whether it says that the person is old enough on `day`; False when it does not say, and then they are asked.

    Raises RuleViolation `too_young` (least).
    """
    if least is None or born is None:
        return False
    if age_on(day, born) < least:
        raise RuleViolation("too_young", least=least)
    return True


def knows_area(postal_code: str, *, allowed: Collection[str]) -> bool:
    """Whether it says that the person lives in one of the round's postal codes; False when it or the round has none.

    Raises RuleViolation `postal_code_elsewhere`.
    """
    if not allowed or not read_postal_code(postal_code):
        return False
    check_postal_code(postal_code, allowed)
    return True
