"""What the editors' page about a count shows: where it stands, what a changed result would give, and the earlier counts.

Before the instant of the result nothing here tells how it goes, not to editors either: no votes, no winners, no fingerprints.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from budgeting.counting.steps import Code
from budgeting.counting.trade import TooLong
from budgeting.elections.time_limits import stopwatch
from budgeting.models import Count, PublicDraw, Recount, Round
from budgeting.models.counts import Outcome
from budgeting.services import overrides
from radslag.templatetags.dates import moment

MOST_BALLOTS_AT_ONCE = 5_000
"""Of a count by equal shares that a page makes while somebody waits; a greedy one needs totals only."""
MOST_SECONDS = 10
MOST_RECOUNTS = 20


class Stage(enum.StrEnum):
    """Where the count is."""

    STOPPED = "stopped"
    VOTING = "voting"
    DRAW = "draw"
    CHALLENGE = "challenge"
    DUE = "due"
    COUNTED = "counted"
    PUBLIC = "public"


def stage_of(round_: Round, now: dt.datetime, *, counted: bool) -> Stage:
    """Where the count of the round is at `now`."""
    if counted:
        is_public = round_.clock_at(now) >= round_.result_at and not round_.is_cancelled_at(now)
        return Stage.PUBLIC if is_public else Stage.COUNTED
    if round_.is_cancelled_at(now) or round_.is_paused_at(now):
        return Stage.STOPPED
    if round_.clock_at(now) < round_.voting_closes:
        return Stage.VOTING
    if (
        round_.waits_for_draw
        and not PublicDraw.objects.filter(round=round_, confirmed_at__isnull=False).exists()
    ):
        return Stage.DRAW
    return Stage.DUE if Round.objects.due_for_count(now).filter(pk=round_.pk).exists() else Stage.CHALLENGE


def standing(round_: Round, stage: Stage, count: Count | None, now: dt.datetime) -> str:
    """The stage in a sentence or two."""
    said = {
        Stage.STOPPED: lambda: (
            _("The round is cancelled: nothing is counted.")
            if round_.is_cancelled_at(now)
            else _("The round is paused: nothing is counted until it goes on.")
        ),
        Stage.VOTING: lambda: _(
            "Voting is not over. The count is made by itself, seconds after the close %(closes)s."
        ),
        Stage.DRAW: lambda: _("Voting is closed. The count waits for the lot that is drawn in public."),
        Stage.CHALLENGE: lambda: _(
            "Voting is closed. The count waits for a second person to confirm or drop a request about a ballot, until the "
            "result at most."
        ),
        Stage.DUE: lambda: _(
            "Voting is closed, and nothing stands in the way. The count is made by itself within seconds."
        ),
        Stage.COUNTED: lambda: (
            _("Counted %(counted)s. The round is cancelled, so the result is never shown.")
            if round_.is_cancelled_at(now)
            else _("Counted %(counted)s. Nobody sees the result before %(result)s, not here either.")
        ),
        Stage.PUBLIC: lambda: _("Counted %(counted)s. The result is public since %(result)s."),
    }
    return said[stage]() % {
        "closes": moment(round_.voting_closes),
        "result": moment(round_.result_at),
        "counted": moment(count.counted_at) if count else "",
    }


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A proposal that gets money before, after, or both. Costs in öre."""

    title: str
    before_ore: int | None
    after_ore: int | None

    @property
    def is_won(self) -> bool:
        """Whether it gets money by the change alone."""
        return self.before_ore is None

    @property
    def is_lost(self) -> bool:
        """Whether it gets no money any more."""
        return self.after_ore is None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a changed result would give. `rows` are None when it is not told: see `why_not`."""

    rows: list[PreviewRow] | None = None
    spent_before_ore: int = 0
    spent_after_ore: int = 0
    why_not: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the same proposals get money."""
        return not any(row.is_won or row.is_lost for row in self.rows or [])


def preview_of(round_: Round, changes: Mapping[str, Any], now: dt.datetime) -> Preview:
    """What the newest count gives and what a count with the changes would. Raises RuleViolation `not_counted_yet`."""
    newest = overrides.newest_count(round_)
    if stage_of(round_, now, counted=True) is not Stage.PUBLIC:
        return Preview(
            why_not=_(
                "What it gives is not shown before %(when)s: until then nobody sees how the votes fell."
            )
            % {"when": moment(round_.result_at)}
        )
    too_long = Preview(
        why_not=_(
            "With so many ballots and this rule it takes too long to show what it gives. It is seen when two people have "
            "decided."
        )
    )
    if round_.shares_equally and newest.ballots > MOST_BALLOTS_AT_ONCE:
        return too_long
    try:
        result = overrides.result_with(round_, changes, stop=stopwatch(MOST_SECONDS)())
    except TooLong:
        return too_long
    outcomes = list(newest.outcomes.select_related("proposal"))
    before = {o.proposal.number: o.cost_ore for o in outcomes if o.funded}
    after = {int(step.project): step.cost for step in result.steps if step.funded}
    return Preview(
        rows=[
            PreviewRow(o.proposal.title, before.get(o.proposal.number), after.get(o.proposal.number))
            for o in outcomes
            if o.proposal.number in before or o.proposal.number in after
        ],
        spent_before_ore=newest.spent_ore,
        spent_after_ore=result.spent,
    )


def candidates(count: Count) -> list[Outcome]:
    """What can be changed: every proposal that is in the count, by number, with its cost."""
    found = Outcome.objects.filter(count=count).exclude(code=Code.WITHDRAWN).select_related("proposal")
    return list(
        found.only("cost_ore", "count", "proposal__number", "proposal__title").order_by("proposal__number")
    )


@dataclass(frozen=True, slots=True)
class RecountRow:
    """Somebody, or the site, has counted again."""

    at: dt.datetime
    who: str
    agrees: bool


def recounts_of(count: Count) -> list[RecountRow]:
    """The latest recounts of a count, the newest first."""
    found = Recount.objects.filter(count=count).select_related("by")[:MOST_RECOUNTS]
    return [
        RecountRow(
            row.at,
            str(row.by) if row.by else _("the site itself, or somebody who is no longer here"),
            row.agrees,
        )
        for row in found
    ]
