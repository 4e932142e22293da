"""What happened with the money of one round: its projects, and where the money came from and went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from budgeting.display.money_moves import Carried, RoundMoves, came_to, moves_of
from budgeting.display.programmes import page_urls
from budgeting.display.projects import ProjectsShown, costs_url, newest_projects
from budgeting.models.decisions import CarriedOver
from budgeting.models.pages import RoundPage
from budgeting.models.rounds import Round

MOST_OF_A_ROUND = 12


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the round's page shows once its result is public. `costs_url` is empty when not everyone may read the page."""

    projects: ProjectsShown
    moves: RoundMoves | None
    costs_url: str


def follow_up(page: RoundPage, *, now: dt.datetime) -> FollowUp | None:
    """The projects of the round of `page`, those with the newest word first; None when there are none."""
    round_ = page.round
    projects = newest_projects([round_.pk], now=now, most=MOST_OF_A_ROUND)
    if not projects.rows:
        return None
    moves = moves_of([round_], _urls_of_others(round_))[round_.pk]
    is_public = round_.programme.live and not page.get_view_restrictions()
    return FollowUp(projects, moves, costs_url(page.line[-1].url) if is_public else "")


def carried_in(round_: Round) -> list[Carried]:
    """What earlier rounds had left and is part of the round's pot."""
    return came_to(round_, _urls_of_others(round_)) if round_.pk else []


def _urls_of_others(round_: Round) -> dict[int, str]:
    """The addresses of the rounds that money was carried over to or from."""
    moved = CarriedOver.objects.filter(from_round=round_) | CarriedOver.objects.filter(to_round=round_)
    ids = {pk for pair in moved.values_list("from_round", "to_round") for pk in pair} - {round_.pk}
    return page_urls(Round.objects.filter(pk__in=ids)) if ids else {}
