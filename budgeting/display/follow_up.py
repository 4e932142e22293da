"""What happened with the money of one round: its projects, and where the money came from and went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from budgeting.display.money_moves import RoundMoves, moves_of
from budgeting.display.projects import ProjectRow, costs_url, newest_projects
from budgeting.models.pages import RoundPage

MOST_OF_A_ROUND = 12


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the round's page shows once its result is public. `costs_url` is empty when not everyone may read the page."""

    projects: list[ProjectRow]
    moves: RoundMoves | None
    costs_url: str


def follow_up(page: RoundPage, *, now: dt.datetime) -> FollowUp | None:
    """The projects of the round of `page`, those with the newest word first; None when there are none."""
    round_ = page.round
    projects = newest_projects([round_.pk], now=now, most=MOST_OF_A_ROUND)
    if not projects:
        return None
    moves = moves_of([round_.pk], {}, now).get(round_.pk)
    is_public = page.line[-1].live and not page.get_view_restrictions()
    return FollowUp(projects, moves, costs_url(page.line[-1].url) if is_public else "")
