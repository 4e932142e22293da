"""What one can do in a round at an instant, for boxes on other pages: the words follow the phase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgeting.display.programmes import RoundInList, rounds_in_lists, with_count_flag
from budgeting.display.spans import last_date, last_moment
from budgeting.models.proposals import Proposal
from budgeting.models.rounds import Round
from budgeting.rules.phases import Phase
from radslag.blocks.actions import CallToAction
from radslag.templatetags.dates import weekday_day

if TYPE_CHECKING:
    from budgeting.models.pages import RoundPage


def calls_to_action(pages: Iterable[RoundPage], now: dt.datetime) -> dict[int, CallToAction]:
    """What one can do in the rounds of `pages`, by page; nothing for a round without a page that everyone may read.

    Links lead to the page in the reader's language. The number of queries is the same for any number of pages.
    """
    round_ids = {page.pk: page.round_id for page in pages}
    accepted = Proposal.objects.accepted().filter(round=OuterRef("pk"))
    rounds = Round.objects.filter(pk__in=set(round_ids.values())).annotate(has_choice=Exists(accepted))
    rows = {row.round.pk: row for row in rounds_in_lists(list(with_count_flag(rounds)), now=now)}
    return {page_id: call(rows[round_id], now) for page_id, round_id in round_ids.items() if round_id in rows}


def calls_for_proposals(now: dt.datetime) -> list[CallToAction]:
    """Where one can hand in a proposal, the round that closes first before the others. A constant number of queries."""
    taking = Round.objects.own().taking_proposals(now).order_by("submission_closes", "pk")
    return [call(row, now) for row in rounds_in_lists(list(with_count_flag(taking)), now=now)]


def call(row: RoundInList, now: dt.datetime) -> CallToAction:
    """The words of one round at `now`."""
    round_, phase = row.round, row.phase
    if row.stopped:
        return CallToAction(round_.name, f"{row.stopped.title}.", _("See the round"), row.url)
    if phase is Phase.SUBMISSION:
        label = _("Submit a proposal by %(date)s") % {"date": last_date(round_.submission_closes)}
        closes = _("Closes %(moment)s.") % {"moment": last_moment(round_.submission_closes)}
        return CallToAction(round_.name, closes, label, row.banner.act_url, is_act=True, more_url=row.url)
    if phase is Phase.VOTING and getattr(round_, "has_choice", True):
        text = _("At the latest %(moment)s.") % {"moment": last_moment(round_.voting_closes)}
        label = pgettext("button", "Vote now")
        return CallToAction(round_.name, text, label, row.banner.act_url, is_act=True, more_url=row.url)
    label, text = _waiting(row, now)
    return CallToAction(round_.name, text, label, row.url)


def _waiting(row: RoundInList, now: dt.datetime) -> tuple[str, str]:
    """Label and text while there is nothing to do but read."""
    round_, phase = row.round, row.phase
    see_round = _("See the round")
    if phase is Phase.BEFORE:
        return see_round, _("Opens %(date)s.") % {"date": weekday_day(round_.submission_opens)}
    if phase is Phase.REVIEW and not round_.schedule.proposals_are_shown(now):
        shown = weekday_day(round_.proposals_shown)
        return see_round, _("We are reading all the proposals. They are shown %(date)s.") % {"date": shown}
    if phase is Phase.REVIEW:
        opens = weekday_day(round_.voting_opens)
        return _("See the proposals"), _("Voting opens %(date)s.") % {"date": opens}
    if phase is Phase.RESULT:
        return _("See the result"), row.outcome + "."
    if phase is Phase.COUNTING and now < round_.result_at:
        comes = weekday_day(round_.result_at)
        return see_round, _("The votes are being counted. The result comes %(date)s.") % {"date": comes}
    if phase is Phase.COUNTING:
        return see_round, _("The votes are being counted.")
    return see_round, _("No proposal came to the vote.")
