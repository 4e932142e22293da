"""What became of money, for pages that meet a project on the way."""

from __future__ import annotations

from django import template

from budgeting.display import follow_up as ways
from budgeting.display.money_moves import Carried, came_to
from budgeting.display.projects import StatusTag
from budgeting.models import Project, Round, RoundPage
from budgeting.rules.money import bare_kronor
from radslag.clock import machine_now

register = template.Library()


@register.filter
def standing(project: Project) -> StatusTag:
    """The tag of the project's status."""
    return StatusTag.of(project.status)


@register.filter
def bare(ore: int) -> str:
    """An amount in a column whose heading says that it is kronor: 25 000."""
    return bare_kronor(ore)


@register.simple_tag
def follow_up(page: RoundPage) -> ways.FollowUp | None:
    """What happened with the money of the page's round; None when it has no projects."""
    return ways.follow_up(page, now=machine_now())


@register.filter
def carried_in(round_: Round) -> list[Carried]:
    """What earlier rounds had left and is part of the round's pot."""
    return came_to(round_)
