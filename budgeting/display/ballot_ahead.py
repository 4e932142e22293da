"""Which ballot a log-in leads to, so that the page of the log-in can say what it is for. The same for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from budgeting.models.pages import RoundPage
from budgeting.models.rounds import Round
from budgeting.rules.phases import Phase
from radslag.clock import database_now
from radslag.pages import readable_by_all


@dataclass(frozen=True, slots=True)
class BallotAhead:
    """The round's title, and whether one can vote in it now."""

    title: str
    is_open: bool


def ballot_ahead(address: str) -> BallotAhead | None:
    """The ballot at an address of this site; None when it is something else, or of a round that not everyone may see."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    if match.view_name != "budgeting:ballot":
        return None
    round_ = Round.objects.filter(pk=match.kwargs["round_id"]).first()
    page = round_.page_in(get_language() or "sv") if round_ else None
    if round_ is None or page is None or not readable_by_all(RoundPage.objects.filter(pk=page.pk)).exists():
        return None
    now = database_now()
    is_open = round_.phase_at(now) is Phase.VOTING and not round_.is_paused_at(now)
    return BallotAhead(page.title, is_open)
