"""The time line of a round that is being planned: its steps, a bar of their lengths, and what to look at. Reads nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext

from budgeting.display.spans import per_cent
from budgeting.rules.acts import INSTANTS
from budgeting.rules.days_off import holiday, is_weekend
from budgeting.rules.errors import message_for
from budgeting.rules.phases import STEPS, Phase, faults_among
from radslag.templatetags.dates import moment

DAY = dt.timedelta(days=1)
DAYS_IN_WEEK = 7
LEAST_SUBMISSION, LEAST_REVIEW, LEAST_VOTING = 14 * DAY, 3 * DAY, 7 * DAY
Instants = Mapping[str, dt.datetime | None]

PARTS = (
    (Phase.SUBMISSION, gettext_lazy("Submission"), "submission_opens", "submission_closes"),
    (Phase.REVIEW, gettext_lazy("Review"), "submission_closes", "voting_opens"),
    (Phase.VOTING, gettext_lazy("Voting"), "voting_opens", "voting_closes"),
    (Phase.COUNTING, gettext_lazy("Count"), "voting_closes", "result_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step as the list writes it. `x` and `width`: its place in the bar, for SVG; empty when there is no bar."""

    phase: Phase
    name: str
    begins: str
    ends: str = ""
    length: str = ""
    x: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """Everything the preview shows. `faults` keep the round from being made; `hints` are for the editor to judge."""

    steps: list[Step]
    shown: str
    has_bar: bool
    faults: list[str]
    hints: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRound:
    """Another round of the same programme, as far as dates go."""

    name: str
    instants: Mapping[str, dt.datetime]


def time_line(
    instants: Instants, *, others: Sequence[OtherRound] = (), further_faults: Sequence[str] = ()
) -> TimeLine:
    """The time line of `instants` (aware; None for what is not written, or can't be read, yet).

    `further_faults`: sentences about single dates, such as one that can't be read.
    """
    known = {name: instant for name in INSTANTS if (instant := instants.get(name)) is not None}
    codes = order_faults(known)
    has_bar = len(known) == len(INSTANTS) and not codes
    shared = dict.fromkeys(other.name for _begins, other in overlaps(known, others))
    return TimeLine(
        steps=[*_steps(known, has_bar)],
        shown=moment(known.get("proposals_shown")),
        has_bar=has_bar,
        faults=[
            *further_faults,
            *(message_for(code) for code in codes),
            *(message_for("same_phase", name=name) for name in shared),
        ],
        hints=[*_hints(known)] if not codes else [],
    )


def length_in_words(begins: dt.datetime, ends: dt.datetime) -> str:
    """ "3 weeks and 2 days" by the local clock, to the nearest day; in hours when it is less than two days."""
    span = _wall(ends) - _wall(begins)
    if span < 2 * DAY:
        hours = round(span / dt.timedelta(hours=1))
        return npgettext("length", "%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    weeks, days = divmod(round(span / DAY), DAYS_IN_WEEK)
    in_weeks = npgettext("length", "%(n)d week", "%(n)d weeks", weeks) % {"n": weeks} if weeks else ""
    in_days = npgettext("length", "%(n)d day", "%(n)d days", days) % {"n": days} if days else ""
    if weeks and days:
        return _("%(weeks)s and %(days)s") % {"weeks": in_weeks, "days": in_days}
    return in_weeks or in_days


def _wall(instant: dt.datetime) -> dt.datetime:
    return timezone.localtime(instant).replace(tzinfo=None)


def order_faults(known: Mapping[str, dt.datetime]) -> list[str]:
    """A code for each pair of the round's instants that stands in the wrong order."""
    return faults_among({name.replace("result_at", "result"): instant for name, instant in known.items()})


def _steps(known: Mapping[str, dt.datetime], has_bar: bool) -> Iterator[Step]:
    first, last = known.get("submission_opens"), known.get("result_at")
    for phase, name, begins_at, ends_at in PARTS:
        begins, ends = known.get(begins_at), known.get(ends_at)
        place = {}
        if has_bar and first and last and begins and ends:
            whole = _seconds(first, last)
            place = {
                "x": per_cent(_seconds(first, begins), whole),
                "width": per_cent(_seconds(begins, ends), whole),
            }
        yield Step(
            phase=phase,
            name=str(name),
            begins=moment(begins),
            ends=moment(ends),
            length=length_in_words(begins, ends) if begins and ends and begins < ends else "",
            **place,
        )
    yield Step(phase=Phase.RESULT, name=_("Result"), begins=moment(last))


def _seconds(begins: dt.datetime, ends: dt.datetime) -> int:
    return int((ends - begins).total_seconds())


def overlaps(
    known: Mapping[str, dt.datetime], others: Sequence[OtherRound]
) -> Iterator[tuple[str, OtherRound]]:
    """The steps, by the instant they begin with, that another round is in at the same time, and that round."""
    for other in others:
        for begins, ends in STEPS:
            if _share(known, other.instants, begins, ends):
                yield begins, other


def _share(one: Mapping[str, dt.datetime], other: Mapping[str, dt.datetime], begins: str, ends: str) -> bool:
    if begins not in one or ends not in one or one[begins] >= one[ends]:
        return False
    return one[begins] < other[ends] and other[begins] < one[ends]


def _hints(known: Mapping[str, dt.datetime]) -> Iterator[str]:
    yield from _short(known)
    for name, step in (("submission_closes", _("Submission")), ("voting_closes", _("Voting"))):
        if name in known:
            yield from _closing(known[name], step)


def _short(known: Mapping[str, dt.datetime]) -> Iterator[str]:
    words = {
        "submission_opens": (
            LEAST_SUBMISSION,
            _("There is only %(length)s to submit proposals. Do all get to hear of it?"),
        ),
        "submission_closes": (LEAST_REVIEW, _("There is only %(length)s to review the proposals.")),
        "voting_opens": (LEAST_VOTING, _("There is only %(length)s to vote. Do all get to hear of it?")),
    }
    for begins, ends in STEPS:
        least, text = words[begins]
        if begins in known and ends in known and dt.timedelta() < known[ends] - known[begins] < least:
            yield text % {"length": length_in_words(known[begins], known[ends])}


def _closing(closes: dt.datetime, step: str) -> Iterator[str]:
    local = timezone.localtime(closes)
    if local.time() == dt.time():
        yield _("%(step)s closes when %(day)s begins. If you mean that evening, write 23:59 instead.") % {
            "step": step,
            "day": date_format(local, "l j F"),
        }
    day = (local - dt.timedelta(microseconds=1)).date()
    named = {"step": step, "day": date_format(day, "l j F")}
    if name := holiday(day):
        yield _("%(step)s closes %(day)s, which is %(name)s: then nobody is here to help.") % {
            **named,
            "name": name,
        }
    elif is_weekend(day):
        yield _("%(step)s closes %(day)s, in a weekend: then nobody is here to help.") % named
