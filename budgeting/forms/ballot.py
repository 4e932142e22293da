"""The ballot as it is sent: what was ticked and typed. What may be chosen is the service's matter."""

from __future__ import annotations

from typing import Any

from django import forms

from budgeting.display.ballots import Filled
from budgeting.rules.ballots import points_typed
from budgeting.rules.errors import RuleViolation
from budgeting.services.voters import Declaration

POINTS = "points-"


class BallotForm(forms.Form):
    """The whole ballot: ids of proposals, points where there are any, and what the voter declares.

    What may be chosen is the service's matter. A proposal with points is chosen; `points-17` is how many proposal 17 gets.
    """

    def __init__(self, posted: Any) -> None:
        super().__init__(posted)
        self.posted: list[str] = posted.getlist("choices")
        named = [
            (name.removeprefix(POINTS), posted[name].strip()) for name in posted if name.startswith(POINTS)
        ]
        self.posted_points: dict[str, str] = {id_: given for id_, given in named if given.strip("0")}

    def choices(self) -> list[int]:
        """The ids, in the order sent. Raises RuleViolation `not_on_the_ballot` for what is no id."""
        return [_id(value) for value in [*self.posted, *self.posted_points]]

    def points(self) -> dict[int, int]:
        """Points by id. Raises RuleViolation `points_not_whole`."""
        given = {id_: points_typed(text) for id_, text in self.posted_points.items()}
        if None in given.values():
            raise RuleViolation("points_not_whole")
        return {_id(id_): points for id_, points in given.items() if points is not None}

    def filled(self) -> Filled:
        """Everything ticked and typed, to be shown again."""
        said = self.declaration()
        return Filled(frozenset(self.posted), dict(self.posted_points), said.declared, said.postal_code)

    def declaration(self) -> Declaration:
        """What is ticked, and the postal code as it was written."""
        return Declaration(
            declared=self.data.get("declared") == "1", postal_code=self.data.get("postal_code", "")[:20]
        )


def _id(value: str) -> int:
    try:
        id_ = int(value)
    except ValueError as error:
        raise RuleViolation("not_on_the_ballot") from error
    if not 0 < id_ < 2**63:
        raise RuleViolation("not_on_the_ballot")
    return id_
