"""Where a round stands, as pages draw it: the five steps, and the time that counts with the act.

A round that people have stopped says so instead of a date: what lay ahead moves, or never comes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgeting.display.spans import TICK, last_date, span
from budgeting.display.who_may_vote import needed_to_vote
from budgeting.models.acts import ActKind
from budgeting.models.rounds import Round
from budgeting.rules.phases import ORDER, Phase
from radslag.templatetags.dates import moment

EVENING = dt.timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """One of the five steps. `state` is done, now, next, paused or cancelled; of a stopped one `dates` says so."""

    label: str
    dates: str
    state: str


@dataclass(frozen=True, slots=True)
class Banner:
    """The time left and the act. `until` is the instant that counts; a script counts down to it."""

    big: str
    small: str
    until: dt.datetime | None = None
    until_label: str = ""
    left_label: str = ""
    act_label: str = ""
    act_url: str = ""
    act_needs: str = ""
    """What one needs for the act."""


@dataclass(frozen=True, slots=True)
class Stop:
    """That people have stopped a round, for a while or for good, since `at`."""

    kind: ActKind
    title: str
    text: str
    word: str
    at: dt.datetime


def stop_at(round_: Round, now: dt.datetime) -> Stop | None:
    """How the round is stopped at `now`; None while its clock goes."""
    if round_.is_cancelled_at(now) and round_.cancelled_at is not None:
        text = _("Since %(when)s. Nobody can submit proposals or vote, and no votes are counted.")
        at, word = round_.cancelled_at, pgettext("round", "Cancelled")
        return Stop(ActKind.CANCEL, _("The round is cancelled"), text % {"when": moment(at)}, word, at)
    if round_.is_paused_at(now) and round_.paused_at is not None:
        text = _(
            "Since %(when)s. Nobody can submit proposals or vote until it goes on. What is sent already is kept."
        )
        at, word = round_.paused_at, pgettext("round", "Paused")
        return Stop(ActKind.PAUSE, _("The round is paused"), text % {"when": moment(at)}, word, at)
    return None


def steps(round_: Round, phase: Phase, now: dt.datetime) -> list[PhaseStep]:
    """The five steps with their dates; the year is written when it is not this year's."""
    year = timezone.localtime(now).year
    review_ends = (
        round_.proposals_shown if round_.proposals_shown > round_.submission_closes else round_.voting_opens
    )
    rows = [
        (
            Phase.SUBMISSION,
            _("Submit proposals"),
            span(round_.submission_opens, round_.submission_closes, year),
        ),
        (Phase.REVIEW, _("Review"), span(round_.submission_closes + EVENING, review_ends, year)),
        (Phase.VOTING, _("Voting"), span(round_.voting_opens, round_.voting_closes, year)),
        (Phase.COUNTING, _("Result"), span(round_.result_at, round_.result_at + TICK, year)),
        (Phase.RESULT, _("Follow-up"), ""),
    ]
    stopped = stop_at(round_, now)
    here = ORDER.index(round_.schedule.phase_at(round_.clock_at(now)) if stopped else phase)
    return [_step(label, dates, ORDER.index(step) - here, stopped) for step, label, dates in rows]


def _step(label: str, dates: str, ahead: int, stopped: Stop | None) -> PhaseStep:
    """`ahead`: how many steps after the one where the round is."""
    if ahead < 0:
        return PhaseStep(label, dates, "done")
    if stopped is None:
        return PhaseStep(label, dates, "now" if ahead == 0 else "next")
    if stopped.kind is ActKind.CANCEL:
        return PhaseStep(label, pgettext("step of a round", "cancelled"), "cancelled")
    if ahead == 0:
        return PhaseStep(label, pgettext("step of a round", "paused"), "paused")
    return PhaseStep(label, "", "next")  # its dates move when the round goes on


def banner(round_: Round, phase: Phase, now: dt.datetime) -> Banner:
    """The time that counts in a phase, and the act; neither while the round is stopped."""
    if stop_at(round_, now):
        return Banner("", "")
    if phase is Phase.BEFORE:
        return Banner(
            _date(round_.submission_opens), _("opens for proposals"), round_.submission_opens, _("Opens")
        )
    if phase is Phase.SUBMISSION:
        return Banner(
            last_date(round_.submission_closes),
            _("is the last day to submit proposals"),
            round_.submission_closes,
            _("Closes"),
            _("left to submit proposals"),
            _("Submit a proposal"),
            reverse("budgeting:new_proposal", args=[round_.pk]),
        )
    if phase is Phase.REVIEW and not round_.schedule.proposals_are_shown(now):
        return Banner(
            _date(round_.proposals_shown),
            _("the proposals are shown here"),
            round_.proposals_shown,
            _("Shown"),
        )
    if phase is Phase.REVIEW:
        return Banner(_date(round_.voting_opens), _("voting opens"), round_.voting_opens, _("Opens"))
    if phase is Phase.VOTING:
        return Banner(
            last_date(round_.voting_closes),
            _("is the last day to vote"),
            round_.voting_closes,
            _("Closes"),
            _("left to vote"),
            pgettext("button", "Vote"),
            reverse("budgeting:ballot", args=[round_.pk]),
            needed_to_vote(round_),
        )
    if phase is Phase.COUNTING and now < round_.result_at:
        return Banner(_date(round_.result_at), _("the result comes"), round_.result_at, _("Shown"))
    return Banner("", "")


def _date(instant: dt.datetime) -> str:
    return date_format(timezone.localtime(instant), "j F")
