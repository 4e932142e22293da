"""What a programme's page shows: its rounds by phase and the money of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from budgeting.counting.steps import FUNDED_CODES
from budgeting.display.following import follow_label
from budgeting.display.money import YearMoney
from budgeting.display.projects import ProjectRow, costs_url, newest_projects, told_lately
from budgeting.display.rounds import funded_heading, phase_shown, programme_contacts
from budgeting.display.standing import Banner, Stop, banner, stop_at
from budgeting.models.counts import Count
from budgeting.models.proposals import Proposal
from budgeting.models.rounds import Round
from budgeting.querysets.projects import taken_by_year
from budgeting.rules.phases import Phase
from radslag.pages import readable_by_all

if TYPE_CHECKING:
    from budgeting.models.pages import BudgetingPage

FIRST_SHOWN = (Phase.VOTING, Phase.SUBMISSION, Phase.REVIEW, Phase.COUNTING)
"""Open rounds come in this order: what one can do now first."""


@dataclass(frozen=True, slots=True)
class RoundInList:
    """A round in a list. `leads` marks the one card that may be plum."""

    round: Round
    phase: Phase
    url: str
    banner: Banner
    outcome: str = ""
    given_ore: int = 0
    leads: bool = False
    stopped: Stop | None = None
    follow_label: str = ""
    """The words of the link to be told of what comes; empty when nothing more does."""


@dataclass(slots=True)
class ProgrammeShown:
    """Everything a programme's page shows."""

    money: YearMoney
    contacts: list[Any]
    projects: list[ProjectRow]
    costs_url: str
    open: list[RoundInList] = field(default_factory=list)
    coming: list[RoundInList] = field(default_factory=list)
    done: list[RoundInList] = field(default_factory=list)
    cancelled: list[RoundInList] = field(default_factory=list)
    elsewhere: list[RoundInList] = field(default_factory=list)
    """Elections that were imported for comparison: of their money nothing is shown here."""


def programme(page: BudgetingPage, *, now: dt.datetime, request: HttpRequest | None = None) -> ProgrammeShown:
    """The programme at `now`. Only rounds with a published page show."""
    rounds = list(with_count_flag(Round.objects.filter(programme__translation_key=page.translation_key)))
    results = _results(rounds, now)
    published = _rows(rounds, results, now, request)
    shown = ProgrammeShown(
        money=_year_money(page.envelope_ore, [page.translation_key], now),
        contacts=programme_contacts(page.pk),
        projects=newest_projects([row.round.pk for row in published if row.round.pk in results], now=now),
        costs_url=costs_url(page.get_url(request)),
    )
    for row in published:
        if row.round.imported_from:
            shown.elsewhere.append(row)
        elif row.phase is Phase.CANCELLED:
            shown.cancelled.append(row)
        elif row.phase is Phase.RESULT:
            shown.done.append(row)
        elif row.phase is Phase.BEFORE:
            shown.coming.append(row)
        else:
            shown.open.append(row)
    shown.open.sort(key=_first_shown)
    shown.coming.sort(key=lambda row: row.round.submission_opens)
    return shown


@dataclass(frozen=True, slots=True)
class FrontShown:
    """What the home page shows of all programmes: rounds one can act in, the money of the year, the newest words on projects."""

    rounds: list[RoundInList]
    money: YearMoney | None
    projects: list[ProjectRow] = field(default_factory=list)


def front(*, now: dt.datetime, limit: int = 3, request: HttpRequest | None = None) -> FrontShown:
    """What residents can do at `now`, voting first, then what closes first; and the money of every published programme.

    A vote without a proposal to vote for is nothing one can act in.
    """
    from budgeting.models.pages import BudgetingPage

    rounds = with_count_flag(acting(now).select_related("programme"))
    envelopes = dict(BudgetingPage.objects.live().values_list("translation_key", "envelope_ore"))
    open_ = [round_ for round_ in rounds if _can_act(round_, now)]
    open_.sort(key=lambda round_: (now < round_.voting_opens, round_.schedule.next_instant(now) or now))
    money = _year_money(sum(envelopes.values()), envelopes, now) if envelopes else None
    shown = rounds_in_lists(open_, now=now, request=request)[:limit]
    return FrontShown(shown, money, told_lately(now=now))


def going_on(
    rounds: QuerySet[Round], *, now: dt.datetime, request: HttpRequest | None = None
) -> list[RoundInList]:
    """Those of `rounds` that residents take part in or wait for at `now`, what one can do first."""
    found = rounds_in_lists(list(with_count_flag(rounds.going_on(now))), now=now, request=request)  # type: ignore[attr-defined]
    return sorted((row for row in found if row.phase in FIRST_SHOWN), key=_first_shown)


def _first_shown(row: RoundInList) -> tuple[bool, int]:
    """What one can do now first; what is paused last."""
    return row.stopped is not None, FIRST_SHOWN.index(row.phase)


def voting_until(now: dt.datetime) -> dict[Any, dt.datetime]:
    """When voting closes, by the translation key of each programme that one can vote in at `now`; of several the last."""
    taking = with_count_flag(Round.objects.taking_votes(now)).select_related("programme")
    rounds = [round_ for round_ in taking.order_by("voting_closes") if _can_vote(round_, Phase.VOTING)]
    published = page_urls(rounds)
    return {r.programme.translation_key: r.voting_closes for r in rounds if r.pk in published}


def acting(now: dt.datetime) -> QuerySet[Round]:
    """Rounds that take proposals or votes at `now`."""
    return Round.objects.taking_votes(now) | Round.objects.taking_proposals(now)


def _can_act(round_: Round, now: dt.datetime) -> bool:
    phase = round_.phase_at(now)
    can_act = phase is Phase.SUBMISSION or _can_vote(round_, phase)
    return can_act and not round_.is_paused_at(now)


def _can_vote(round_: Round, phase: Phase) -> bool:
    return phase is Phase.VOTING and bool(getattr(round_, "has_candidates", True))


def with_count_flag(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Annotate whether each round has been counted and what its latest count gave, and whether it has something to vote
    for, so that no list asks row by row."""
    latest = Count.objects.filter(round=OuterRef("pk")).order_by("-pk")
    funded = latest.annotate(funded=CountRows("outcomes", filter=Q(outcomes__code__in=FUNDED_CODES)))
    return rounds.annotate(
        given_in_count=Subquery(latest.values("spent_ore")[:1]),
        funded_in_count=Subquery(funded.values("funded")[:1]),
        is_counted=Exists(Count.objects.filter(round=OuterRef("pk"))),
        has_candidates=Exists(Proposal.objects.accepted().filter(round=OuterRef("pk"))),
    )


def rounds_in_lists(
    rounds: list[Round], *, now: dt.datetime, request: HttpRequest | None = None
) -> list[RoundInList]:
    """Rounds of `with_count_flag` that have a published page, with where they stand."""
    return _rows(rounds, _results(rounds, now), now, request)


def _rows(
    rounds: list[Round], results: dict[int, tuple[int, int]], now: dt.datetime, request: HttpRequest | None
) -> list[RoundInList]:
    urls = page_urls(rounds, request)
    rows: list[RoundInList] = []
    for round_ in rounds:
        if round_.pk not in urls:
            continue
        phase = phase_shown(round_, now)
        funded, given_ore = results.get(round_.pk, (0, 0))
        stopped = stop_at(round_, now)
        rows.append(
            RoundInList(
                round=round_,
                phase=phase,
                url=urls[round_.pk],
                banner=banner(round_, phase, now),
                outcome=funded_heading(funded) if phase is Phase.RESULT else "",
                given_ore=given_ore,
                leads=not stopped and _can_vote(round_, phase) and not any(row.leads for row in rows),
                stopped=stopped,
                follow_label=follow_label(round_, now),
            )
        )
    return rows


def _results(rounds: list[Round], now: dt.datetime) -> dict[int, tuple[int, int]]:
    """Number of funded proposals and öre given by the latest count, of rounds of `with_count_flag` whose result is public."""
    read: list[Any] = rounds
    counted = [r for r in read if r.is_counted and r.clock_at(now) >= r.result_at]
    return {round_.pk: (round_.funded_in_count, round_.given_in_count) for round_ in counted}


def _year_money(envelope_ore: int, keys: Iterable[Any], now: dt.datetime) -> YearMoney:
    """The year's money of programmes, in the parts that also say what a new round can have (`services.terms.envelope_left`).

    Translations of a programme share its key, and its money.
    """
    year = timezone.localtime(now).year
    keys = list(keys)
    rounds = Round.objects.uncancelled().of_year(year).filter(programme__translation_key__in=keys)
    taken = taken_by_year(rounds, keys, now)[year]
    return YearMoney(
        year=year,
        whole_ore=envelope_ore,
        given_ore=taken.given_ore,
        paid_ore=taken.paid_ore,
        reserved_ore=taken.reserved_ore,
    )


def page_urls(rounds: Iterable[Round], request: HttpRequest | None = None) -> dict[int, str]:
    """Addresses of the rounds' pages that everyone may read, in the reader's language if there is one."""
    from budgeting.models.pages import RoundPage

    language = get_language()
    urls: dict[int, str] = {}
    live = RoundPage.objects.live().filter(round__in=[r.pk for r in rounds]).defer_streamfields()
    for page in readable_by_all(live).select_related("locale").order_by("pk"):
        if page.round_id not in urls or page.locale.language_code == language:
            urls[page.round_id] = page.get_url(request)
    return urls
