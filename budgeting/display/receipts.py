"""The public list of receipts: everyone can see that a ballot is counted, nobody what it says. The same for all readers.

It is there from the result on. Before, nothing tells whether a code exists: only its holder sees that a ballot is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page as ListPage
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from budgeting.display.turnout import channels_of, parts_published
from budgeting.models.ballots import Ballot, Receipt
from budgeting.models.round_choices import Channel
from budgeting.models.rounds import Round
from budgeting.models.trust import Challenge
from radslag.readers.paging import page_of

PER_PAGE = 1_000
"""Codes on a page of the list: it stays under 60 kB."""


@dataclass(frozen=True, slots=True)
class ReceiptsShown:
    """The list from the result on. `stored` receipts are as many as stored ballots; `counted` as the count takes them."""

    stored: int
    counted: int
    reasons: list[str]
    """Of the challenged ballots, one each."""
    channels: list[tuple[str, int]]
    page: ListPage[Any]
    challenged: frozenset[str] = field(default_factory=frozenset)

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """The codes of this page, each with whether its ballot is challenged."""
        return [(code, code in self.challenged) for code in self.page.object_list]


def receipts_are_public(round_: Round, now: dt.datetime) -> bool:
    """Whether the result is there, and with it the list."""
    return round_.clock_at(now) >= round_.result_at and round_.counts.exists()


def receipts_shown(round_: Round, query: Mapping[str, str]) -> ReceiptsShown:
    """What the page shows for an address. Only for a round whose list is public."""
    receipts = Receipt.objects.filter(round=round_)
    by_channel = dict(receipts.values_list("channel").annotate(n=Count("pk")).values_list("channel", "n"))
    why = dict(in_force(round_).values_list("receipt__code", "reason"))
    codes = receipts.order_by("code").values_list("code", flat=True)
    return ReceiptsShown(
        stored=sum(by_channel.values()),
        counted=Ballot.objects.counted(round_.pk).count(),
        reasons=sorted(why.values()),
        channels=parts_published(
            [(str(Channel(name).label), by_channel.get(name, 0)) for name in channels_of(round_)]
        ),
        page=page_of(codes, PER_PAGE, query),
        challenged=frozenset(why),
    )


def in_force(round_: Round) -> Any:
    """The challenges of a round that hold."""
    return Challenge.objects.in_force().filter(round=round_).order_by("pk")


def receipt_rows(round_: Round) -> Iterator[tuple[str, str]]:
    """All codes with what became of their ballots, a row each, below the headings."""
    challenged = in_force(round_).filter(receipt=OuterRef("pk"))
    receipts = Receipt.objects.filter(round=round_).annotate(challenged=Exists(challenged)).order_by("code")
    words = {False: _("counted"), True: _("challenged")}
    yield _("receipt"), _("ballot")
    for code, is_challenged in receipts.values_list("code", "challenged").iterator(chunk_size=5_000):
        yield code, words[is_challenged]
