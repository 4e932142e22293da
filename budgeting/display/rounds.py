"""What the pages of programmes and rounds show at an instant. Reads only; the same bytes for everyone.

Nothing here depends on who asks, and days are shown as dates: a page may be kept until the round's next instant or
the next midnight.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from budgeting.display.after_count import AfterCount, after_count
from budgeting.display.examples import example_result
from budgeting.display.following import DateLinks, date_links
from budgeting.display.how_counted import alternatives_in_words, how_counted
from budgeting.display.listing import Listing, listing, others_of_result
from budgeting.display.read_round import round_as_read
from budgeting.display.results import ResultShown, RowsShown, listed, result_shown
from budgeting.display.standing import Banner, PhaseStep, Stop, banner, steps, stop_at
from budgeting.display.who_may_vote import WhoMayVote, who_may_vote
from budgeting.models.rounds import Round
from budgeting.rules.phases import ACT_PHASES, Phase
from budgeting.words.acts import ActShown, acts_shown

if TYPE_CHECKING:
    from budgeting.display.read_round import RoundAsRead
    from budgeting.models.pages import RoundPage


@dataclass(slots=True)
class RoundShown:
    """Everything a round's page shows."""

    round: Round
    phase: Phase
    title: str
    lead: str
    steps: list[PhaseStep]
    banner: Banner
    requirements: list[str]
    contacts: list[Any]
    listed: Listing | None = None
    """The proposals, from the instant at which they are shown; with the result only those that were not in the count."""
    result: ResultShown | None = None
    rows: RowsShown | None = None
    """The page of the result's lines that is asked for."""
    rules: list[str] = field(default_factory=list)
    """How the votes are counted, in paragraphs."""
    alternatives: list[str] = field(default_factory=list)
    """Of which proposals only one can get money, a sentence each."""
    withheld_until: dt.datetime | None = None
    stopped: Stop | None = None
    """That people have paused or cancelled the round."""
    voters: WhoMayVote | None = None
    """Who may vote, until voting closes; not of a round that is cancelled."""
    date_links: DateLinks | None = None
    """Ways to be told of what comes."""
    acts: list[ActShown] = field(default_factory=list)
    """What people have decided about the round since residents could rely on it, the newest first."""
    after: AfterCount | None = None
    """Receipts, challenged ballots and sealing, with the result."""

    @property
    def counted(self) -> bool:
        """Whether the result is there, which shows every proposal of the vote."""
        return self.result is not None and not self.result.is_example

    @property
    def real_result(self) -> ResultShown | None:
        """The result, but no example."""
        return self.result if self.counted else None

    @property
    def stopped_for_rules(self) -> Stop | None:
        """What the rules of the count say of a stop: in an example, nothing."""
        return self.stopped if self.result is None or self.counted else None

    @property
    def can_act(self) -> bool:
        """Whether a resident can do something now: the plum band."""
        return self.phase in ACT_PHASES and not self.nothing_to_choose and self.stopped is None

    @property
    def why_stopped(self) -> str:
        """The published reason why the round is stopped now."""
        kind = self.stopped.kind if self.stopped else None
        return next((act.reason for act in self.acts if act.kind == kind), "")

    @property
    def nothing_to_choose(self) -> bool:
        """Whether the proposals are shown and there are none."""
        return self.listed is not None and not self.counted and not self.listed.total


def phase_shown(round_: Round, now: dt.datetime) -> Phase:
    """The phase as people see it: without a count the result is still on its way."""
    phase = round_.phase_at(now)
    if phase is Phase.RESULT and not _is_counted(round_):
        return Phase.COUNTING
    return phase


def _is_counted(round_: Round) -> bool:
    cached = getattr(round_, "is_counted", None)
    return bool(cached) if cached is not None else round_.counts.exists()


def round_page(
    page: RoundPage,
    *,
    now: dt.datetime,
    query: Mapping[str, str],
    real_now: dt.datetime | None = None,
    read: RoundAsRead | None = None,
) -> RoundShown:
    """What the page of a round shows at `now`. `query` may carry `sida` and `dag` of the list of proposals.

    A preview of what is to come gives the real time as `real_now`: what is secret then stays so for editors too.
    `read` is the round as `round_as_read` has it, where that was done after `now`.
    """
    round_ = read or round_as_read(page.round_id)
    page.round = round_
    known = now if real_now is None else min(now, real_now)
    result = result_shown(round_, known)
    phase = round_.phase_at(now)
    is_example = phase is Phase.RESULT and known < round_.result_at
    if is_example:
        result = example_result(round_)
    if phase is Phase.RESULT and result is None:
        phase = Phase.COUNTING
    stopped = stop_at(round_, now)
    shown = RoundShown(
        round=round_,
        phase=phase,
        title=stopped.title if stopped else heading(page, phase, result),
        lead=stopped.text if stopped else lead(page, phase, result),
        steps=steps(round_, phase, now),
        banner=banner(round_, phase, now),
        requirements=page.requirement_list,
        contacts=programme_contacts(round_.programme_id),
        result=result,
        stopped=stopped,
        date_links=date_links(page, now),
        acts=acts_shown(round_.acts.filter(at__lte=now)),
        rows=listed(result, query) if result else None,
        rules=how_counted(round_, counted=result is not None and not result.is_example),
    )
    if round_.schedule.proposals_are_shown(round_.clock_at(known)):
        others = others_of_result(round_, query) if shown.counted else None
        shown.listed = others or listing(round_, now=now, query=query)
        shown.alternatives = alternatives_in_words(shown.listed.alternatives)
    if shown.nothing_to_choose and phase is Phase.VOTING:
        shown.banner = replace(shown.banner, act_label="", act_url="", act_needs="")
    elif result is None:
        shown.voters = who_may_vote(round_, phase, area=round_.area)
    if shown.counted or phase is Phase.CANCELLED:
        shown.after = after_count(round_, result if shown.counted else None)
        shown.acts = [*shown.after.acts, *shown.acts]
    secrets = (round_.result_at, round_.proposals_shown)
    shown.withheld_until = next((instant for instant in secrets if known < instant <= now), None)
    return shown


def heading(page: RoundPage, phase: Phase, result: ResultShown | None) -> str:
    """The h1: a question while people can act, the outcome when there is one."""
    if result is not None and result.is_example:
        return _("Example of a result")
    if result is not None:
        return funded_heading(result.funded)
    return page.question or page.title


def funded_heading(funded: int) -> str:
    """ "Fem förslag får pengar"."""
    if funded == 0:
        return _("No proposal gets money")
    words = [pgettext("proposals", "One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six")]
    words += [_("Seven"), _("Eight"), _("Nine"), _("Ten"), _("Eleven"), _("Twelve")]
    number = words[funded - 1] if funded <= len(words) else str(funded)
    return ngettext("%(number)s proposal gets money", "%(number)s proposals get money", funded) % {
        "number": number
    }


def lead(page: RoundPage, phase: Phase, result: ResultShown | None) -> str:
    """The sentence under the heading."""
    if phase is Phase.COUNTING:
        return _("Voting is closed. We are counting.")
    if result is None:
        return page.lead
    if result.is_example:
        return _("Invented proposals and invented votes, counted by the rules of this round.")
    voters = ngettext("%(n)d resident voted.", "%(n)d residents voted.", result.count.ballots) % {
        "n": result.count.ballots
    }
    return voters + " " + _("Here you see how the votes fell, and why each proposal got a yes or a no.")


def programme_contacts(programme_id: int) -> list[Any]:
    """Contacts of a programme in the editor's order."""
    from budgeting.models.pages import ProgrammeContact

    rows = ProgrammeContact.objects.filter(page=programme_id).select_related("contact")
    rows = rows.order_by("sort_order", "pk")
    return [row.contact for row in rows]


def first_phone(programme_id: int) -> str:
    """The number of the first contact of a programme who has one; may be empty."""
    return next((contact.phone for contact in programme_contacts(programme_id) if contact.phone), "")
