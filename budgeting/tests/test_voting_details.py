"""Small parts of voting that its stories do not meet, found by changing the code."""

from __future__ import annotations

import datetime as dt

import pytest

from budgeting.rules import ballots, eid
from budgeting.rules.errors import RuleViolation


def refused(check, *arguments, **named) -> tuple[str, dict]:
    with pytest.raises(RuleViolation) as violation:
        check(*arguments, **named)
    return violation.value.code, violation.value.params


def test_too_many_points_are_refused_with_how_many_there_may_be():
    assert refused(ballots.check_points, {1: 6}, total=10, most=5) == ("too_many_for_one", {"most": 5})
    assert refused(ballots.check_points, {1: 5, 2: 5, 3: 1}, total=10, most=5) == (
        "too_many_points",
        {"given": 11, "total": 10},
    )
    ballots.check_points({1: 5, 2: 5}, total=10, most=5)


def test_an_age_is_known_only_where_one_is_asked_for_and_told():
    born, day = dt.date(2010, 4, 2), dt.date(2026, 4, 2)
    assert eid.knows_age(born, least=16, day=day) is True
    assert eid.knows_age(None, least=16, day=day) is False
    assert eid.knows_age(born, least=None, day=day) is False
    assert refused(eid.knows_age, born, least=16, day=day - dt.timedelta(1)) == ("too_young", {"least": 16})
