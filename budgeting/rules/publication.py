"""What the open data of a counted round may hold. Pure; the same for its page, its files and the command line.

Totals are safe from the result on. Whole ballots, even of nobody, can be joined to a voter while the round is not sealed,
and be known again where few have voted. Numbers of a part (such as votes on paper) say something about few people.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from budgeting.counting.steps import LEAST_VOTERS

LEAST_BALLOTS = 50
"""With fewer no ballot is published by itself, whoever asks."""
LEAST_FOR_PARTS = LEAST_VOTERS
"""With fewer only the whole is told, not its parts."""
LEAST_IN_A_PART = 5


class Part(enum.StrEnum):
    """What can be published about a count."""

    TOTALS = "totals"
    """Votes and decision of each proposal, the terms, the fingerprints."""
    INPUTS = "inputs"
    """The file of inputs, to the letter. It holds whole ballots when the rule needs them."""
    BALLOTS = "ballots"
    """One row per ballot, as in a .pb file."""


class Withheld(enum.StrEnum):
    """Why something is not published."""

    NO_RESULT = "no_result"
    """There is no count, or its result is not public yet, or never will be since the round is cancelled."""
    NOT_SEALED = "not_sealed"
    FEW_BALLOTS = "few_ballots"
    NOT_MADE = "not_made"
    """It may be published, and a worker makes it within seconds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the rules go by. `ballots` is how many the count has; `by_ballots` says that its rule needs them one by one."""

    result_is_public: bool
    is_sealed: bool
    ballots: int
    by_ballots: bool = False
    in_points: bool = False
    """Ballots give points: then the inputs tell how many people gave a proposal what it got together."""


def withheld(part: Part, counted: Counted) -> Withheld | None:
    """Why a part of the count is not published; None when it is."""
    if not counted.result_is_public:
        return Withheld.NO_RESULT
    if part is Part.TOTALS:
        return None
    if part is Part.INPUTS and not counted.by_ballots:
        few = counted.in_points and counted.ballots < LEAST_FOR_PARTS
        return Withheld.FEW_BALLOTS if few else None
    if counted.ballots < LEAST_BALLOTS:  # first: sealing does not change it
        return Withheld.FEW_BALLOTS
    return None if counted.is_sealed else Withheld.NOT_SEALED


def may_tell_fingerprint(counted: Counted) -> bool:
    """Whether the fingerprints of inputs and result may be told: of a few ballots they would let one try which they are."""
    return withheld(Part.INPUTS, counted) in (None, Withheld.NOT_SEALED)


def may_tell_parts(parts: Sequence[int]) -> bool:
    """Whether a whole may be told by its parts, such as the votes by channel: one hidden part could be computed."""
    return sum(parts) >= LEAST_FOR_PARTS and all(part >= LEAST_IN_A_PART for part in parts)
