"""What may be published about a count, on both sides of each limit."""

from __future__ import annotations

import pytest

from budgeting.rules.publication import (
    Counted,
    Part,
    Withheld,
    may_tell_fingerprint,
    may_tell_parts,
    withheld,
)


def counted(
    *, result_is_public: bool = True, is_sealed: bool = True, ballots: int = 50, by_ballots: bool = False
) -> Counted:
    return Counted(result_is_public, is_sealed, ballots, by_ballots)


def test_totals_are_public_with_the_result_and_nothing_is_before() -> None:
    assert withheld(Part.TOTALS, counted(is_sealed=False, ballots=1)) is None
    for part in Part:
        assert withheld(part, counted(result_is_public=False)) is Withheld.NO_RESULT


def test_inputs_with_totals_alone_are_public_and_those_with_ballots_are_ballots() -> None:
    assert withheld(Part.INPUTS, counted(is_sealed=False, ballots=3)) is None
    assert withheld(Part.INPUTS, counted(ballots=49, by_ballots=True)) is Withheld.FEW_BALLOTS
    assert withheld(Part.INPUTS, counted(by_ballots=True)) is None


def test_ballots_are_public_when_the_round_is_sealed_and_fifty_have_voted() -> None:
    assert withheld(Part.BALLOTS, counted()) is None
    assert withheld(Part.BALLOTS, counted(is_sealed=False)) is Withheld.NOT_SEALED
    assert withheld(Part.BALLOTS, counted(ballots=49)) is Withheld.FEW_BALLOTS
    assert withheld(Part.BALLOTS, counted(ballots=49, is_sealed=False)) is Withheld.FEW_BALLOTS


@pytest.mark.parametrize(
    ("parts", "told"),
    [((15, 5), True), ((14, 5), False), ((16, 4), False), ((20, 0), False), ((20,), True), ((), False)],
)
def test_parts_are_told_when_none_is_small_and_the_whole_is_not_either(
    parts: tuple[int, ...], told: bool
) -> None:
    assert may_tell_parts(parts) is told


def test_how_many_gave_points_is_told_where_enough_voted() -> None:
    few, enough = (Counted(True, True, n, in_points=True) for n in (19, 20))
    assert withheld(Part.INPUTS, few) is Withheld.FEW_BALLOTS
    assert withheld(Part.INPUTS, enough) is None


def test_a_fingerprint_is_told_before_its_file_but_never_of_few_ballots() -> None:
    assert may_tell_fingerprint(counted(is_sealed=False, by_ballots=True))
    assert may_tell_fingerprint(counted(is_sealed=False, ballots=3))
    assert not may_tell_fingerprint(counted(ballots=49, by_ballots=True))
    assert not may_tell_fingerprint(counted(result_is_public=False))
