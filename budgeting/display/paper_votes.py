"""What whoever keys papers reads: what a paper says in words, the papers in numbers, and how long there is time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.models import Proposal, Round, VoterIdentity
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.services.paper_refusals import PaperNumbers, paper_numbers
from budgeting.services.paper_votes import Version
from radslag.templatetags.dates import moment

SOON = dt.timedelta(hours=24)
HOUR = dt.timedelta(hours=1)
REASONS = {
    "too_many": gettext_lazy("More is chosen than may be"),
    "too_few": gettext_lazy("Fewer are chosen than must be"),
    "unclear": gettext_lazy("It can’t be told what is chosen"),
    "empty": gettext_lazy("Nothing is chosen"),
    "no_code": gettext_lazy("There is no code, or it can’t be read"),
    "other": gettext_lazy("Something else"),
}
"""Why a paper does not count, as `services.paper_refusals` knows it."""
REFUSED: dict[str, Any] = {
    **REASONS,
    "wrong_code": gettext_lazy("The code is none of this round"),
    "code_revoked": gettext_lazy("The code is revoked"),
    "code_used_on_web": gettext_lazy("The code is used on the web"),
    "code_used_on_paper": gettext_lazy("The code is used on another paper"),
}
"""Every reason, in words."""


def in_words(version: Version) -> list[str]:
    """The proposals of a keyed paper: number, title, and points where there are any."""
    points = {id_: given for id_, given in version if id_}
    proposals = Proposal.objects.filter(pk__in=points).order_by("number")
    return [_line(proposal, points[proposal.pk]) for proposal in proposals]


def _line(proposal: Proposal, points: int | None) -> str:
    words = f"{proposal.number}. {proposal.title}"
    if points is None:
        return words
    given = ngettext("%(n)d point", "%(n)d points", points) % {"n": points}
    return f"{words}: {given}"


def time_left(round_: Round, numbers: PaperNumbers, now: dt.datetime) -> tuple[str, str]:
    """Until when papers must be keyed, and a warning when that is soon; the warning may be empty."""
    closes = {"closes": moment(round_.voting_closes)}
    if numbers.said >= DOUBLE_FROM:
        until = (
            _("Papers must be keyed by both people before %(closes)s. What comes later is not counted.")
            % closes
        )
    else:
        until = _("Papers must be keyed before %(closes)s. What comes later is not counted.") % closes
    left = round_.voting_closes - now
    if left > SOON or left <= dt.timedelta():
        return until, ""
    hours = left // HOUR
    if not hours:
        return until, _("Less than an hour is left.")
    return until, ngettext("%(n)d hour is left.", "%(n)d hours are left.", hours) % {"n": hours}


def refused_in_words(numbers: PaperNumbers) -> list[tuple[str, int]]:
    """Why papers were refused, and how many for each reason."""
    return [(str(REFUSED.get(code, code)), n) for code, n in numbers.refused.items()]


@dataclass(frozen=True, slots=True)
class PapersPublished:
    """What is published of the papers of a round with its result: the refused ones, and what one person alone has read."""

    refused: list[tuple[str, int]]
    read_once: int


def papers_published(round_: Round) -> PapersPublished | None:
    """The papers in public; None for a round that has none."""
    if round_.identity != VoterIdentity.CODES:
        return None
    numbers = paper_numbers(round_)
    return PapersPublished(refused_in_words(numbers), numbers.read_once)
