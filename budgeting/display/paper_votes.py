"""What whoever keys papers reads: what a paper says in words, the papers in numbers, and how long there is time."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import Proposal, Round
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.services.paper_refusals import PaperNumbers
from budgeting.services.paper_votes import Version
from radslag.templatetags.dates import moment

SOON = dt.timedelta(hours=24)
HOUR = dt.timedelta(hours=1)


def in_words(version: Version) -> list[str]:
    """The proposals of a keyed paper: number, title, and points where there are any."""
    points = {row[0]: row[1] for row in version}
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
