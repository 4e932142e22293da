"""The proposals of a round as its page lists them: sought, filtered, ordered and paged by links, the same for everyone.

Those one may vote for stand as cards. The others stand below with what was decided: each kind a list of its own, so that
a round with hundreds of proposals stays a small page. One query says what there is, one fetches what shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page as ListPage
from django.utils import timezone
from django.utils.translation import gettext as _

from budgeting.models.proposals import Proposal, ProposalStatus
from budgeting.models.rounds import Round
from budgeting.querysets.rounds import ProposalQuerySet
from budgeting.rules.ballots import order_of_the_day
from radslag.readers.filters import Choice, Facet, Filtered, FilterGroup, address, filtered
from radslag.readers.paging import page_of

PROPOSALS_PER_PAGE = 24
OTHERS_PER_PAGE = 20
DAYS_A_LINK_LIVES = 7
MOST_LETTERS = 100
FEW = 5
"""Up to so many proposals are seen at a glance: nothing to search, filter or order."""
THEME, ORDER, WORDS, BY_NUMBER = "tema", "ordning", "q", "nummer"


@dataclass(frozen=True, slots=True)
class Others:
    """Proposals that one can't vote for, of one kind. `name` is the parameter of its pages in addresses."""

    name: str
    page: ListPage[Any]
    is_open: bool = False
    """Whether it is unfolded: nothing else is there to read, or one asked for words or a further page of it."""


@dataclass(slots=True)
class Listing:
    """The list for one address. `query` is what links to further pages keep."""

    page: ListPage[Any]
    total: int
    """How many one may vote for, whatever is sought or filtered."""
    day: str
    by_number: bool
    words: str
    groups: list[FilterGroup] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    """What the links have chosen: the search form sends it on."""
    query: str = ""
    clear: str = ""
    waiting: Others | None = None
    withdrawn: Others | None = None
    declined: Others | None = None
    alternatives: list[tuple[str, str]] = field(default_factory=list)
    """Of those in the vote: what one is about of which only one gets money, and its title, by number."""

    @property
    def has_tools(self) -> bool:
        """Whether there is so much to read that one may want to search."""
        return self.total > FEW or bool(self.clear)

    @property
    def others(self) -> list[Others]:
        """The lists below the cards that hold something."""
        return [some for some in (self.waiting, self.withdrawn, self.declined) if some is not None]


@dataclass(frozen=True, slots=True)
class _Row:
    """What the one query says of a proposal."""

    number: int
    status: str
    theme: str
    title: str
    alternative: str
    """What it is about, where only one of several about it can get money."""


def listing(round_: Round, *, now: dt.datetime, query: Mapping[str, str]) -> Listing:
    """The list of the round's public proposals for the address that `query` is of."""
    public: ProposalQuerySet = round_.proposals.public_numbers(round_.proposals_shown)
    rows, themes = _rows(public)
    words = " ".join(query.get(WORDS, "").replace("\x00", " ").split())[:MOST_LETTERS]
    found = public.numbers_about(words) if words else {row.number for row in rows}
    day, by_number = chosen_day(query.get("dag", ""), now), query.get(ORDER) == BY_NUMBER
    kept = {WORDS: words, ORDER: BY_NUMBER if by_number else ""}
    in_vote = {
        row.number: {THEME: {row.theme} if row.theme else set()}
        for row in rows
        if row.status == ProposalStatus.ACCEPTED and row.number in found
    }
    links = filtered(in_vote, [Facet(THEME, _("Theme"), themes)], query, kept)
    order = links.keys if by_number else in_order_of_the_day(links.keys, round_, day)
    shown = Listing(
        page=page_of(order, PROPOSALS_PER_PAGE, query),
        total=sum(row.status == ProposalStatus.ACCEPTED for row in rows),
        alternatives=_alternatives(rows),
        day=day,
        by_number=by_number,
        words=words,
        groups=[*links.groups, *([_orders(links, kept)] if len(order) > 1 else [])],
        kept={name: value for name, value in (kept | links.chosen).items() if value and name != WORDS},
        query=address(kept | links.chosen | {"dag": "" if by_number else day})[1:],
        clear=address({ORDER: kept[ORDER]}) if words or links.is_set else "",
    )
    theme = links.chosen.get(THEME, "")
    fitting = [row for row in rows if row.number in found and theme in ("", row.theme)]
    _add_others(shown, fitting, round_.clock_at(now) >= round_.voting_opens, query)
    _fetch(shown, round_)
    return shown


def others_of_result(round_: Round, query: Mapping[str, str]) -> Listing:
    """Below the result only those that were not in the count: the others are told there."""
    rows, _themes = _rows(round_.proposals.public_numbers(round_.proposals_shown))
    none = page_of([], PROPOSALS_PER_PAGE, {})
    shown = Listing(page=none, total=0, day="", by_number=False, words="", alternatives=_alternatives(rows))
    _add_others(shown, rows, True, query)
    _fetch(shown, round_)
    return shown


def _rows(public: ProposalQuerySet) -> tuple[list[_Row], dict[str, str]]:
    """All public proposals by number, and the names of their themes in alphabetical order."""
    names_read = ("number", "status", "theme__slug", "theme__name", "title", "alternative")
    found = public.order_by("number").values_list(*names_read)
    rows, names = [], {}
    for number, status, slug, name, title, alternative in found:
        rows.append(_Row(number, status, slug or "", title, alternative))
        if slug:
            names[slug] = name
    return rows, dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _alternatives(rows: Sequence[_Row]) -> list[tuple[str, str]]:
    in_vote = [row for row in rows if row.status == ProposalStatus.ACCEPTED]
    return [(row.alternative, row.title) for row in in_vote if row.alternative]


def _orders(links: Filtered, kept: Mapping[str, str]) -> FilterGroup:
    chosen = {**kept, **links.chosen}
    by_number = kept[ORDER] == BY_NUMBER
    by_lot = Choice(_("Today’s random order"), address(chosen | {ORDER: ""}), current=not by_number)
    numbers = Choice(_("Number"), address(chosen | {ORDER: BY_NUMBER}), current=by_number)
    return FilterGroup(_("Order"), [by_lot, numbers])


def _add_others(
    shown: Listing, rows: Sequence[_Row], voting_has_opened: bool, query: Mapping[str, str]
) -> None:
    """Sort what is not in the vote into its lists. What nobody decided in time is as little in the vote as the declined."""
    undecided = [row for row in rows if row.status == ProposalStatus.RECEIVED]
    closed = [row for row in rows if row.status in (ProposalStatus.DECLINED, ProposalStatus.MERGED)]
    if voting_has_opened:
        closed, undecided = sorted([*closed, *undecided], key=lambda row: row.number), []
    withdrawn = [row for row in rows if row.status == ProposalStatus.WITHDRAWN]
    sought = bool(shown.words)
    shown.waiting = _others("vantar", undecided, query, is_open=sought or not shown.total)
    shown.withdrawn = _others("tillbaka", withdrawn, query, is_open=sought)
    shown.declined = _others("ovriga", closed, query, is_open=sought)


def _others(name: str, rows: Sequence[_Row], query: Mapping[str, str], *, is_open: bool) -> Others | None:
    if not rows:
        return None
    page = page_of([row.number for row in rows], OTHERS_PER_PAGE, query, name)
    return Others(name, page, is_open or name in query)


def _fetch(shown: Listing, round_: Round) -> None:
    """Put the proposals in the place of their numbers. Those one may vote for are cards and need picture and theme."""
    pages = [shown.page, *(some.page for some in shown.others)]
    wanted = [number for page in pages for number in page.object_list]
    rows = round_.proposals.filter(number__in=wanted).select_related("theme", "merged_into")
    found: dict[int, Proposal] = {row.number: row for row in rows.prefetch_related("pictures")}
    for proposal in found.values():
        proposal.round = round_
    for page in pages:
        page.object_list = [found[number] for number in page.object_list]


def in_order_of_the_day(numbers: Sequence[int], round_: Round, day: str) -> list[int]:
    """Public numbers in the order of the day: the same for all readers, new every day."""
    return sorted(numbers, key=lambda number: order_of_the_day(f"{day}|{round_.pk}", number))


def chosen_day(asked: str, now: dt.datetime) -> str:
    """The day whose order is shown (ISO): the one that a next-page link carries, for a week, else today."""
    today = timezone.localdate(now)
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return today.isoformat()
    lives = dt.timedelta(0) <= today - day <= dt.timedelta(days=DAYS_A_LINK_LIVES)
    return (day if lives else today).isoformat()
