"""What pages outside the rounds say of a ballot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template

from budgeting.display import ballot_ahead as ahead
from budgeting.display.programmes import voting_until
from radslag.clock import database_now

register = template.Library()


@register.simple_tag
def ballot_ahead(address: str | None) -> ahead.BallotAhead | None:
    """The ballot that a log-in leads to, if it leads to one."""
    return ahead.ballot_ahead(address) if address else None


@register.simple_tag
def votes_going_on() -> dict[Any, dt.datetime]:
    """When voting closes in each programme where it is open, for `closing_in`. As many queries however many there are."""
    return voting_until(database_now())


@register.filter
def closing_in(votes: Mapping[Any, dt.datetime], page: Any) -> dt.datetime | None:
    """When voting closes in the programme of a page; None when there is none."""
    return votes.get(page.translation_key)
