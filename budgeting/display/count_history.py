"""What became of the counts of a round: earlier ones stay to be seen, and every recount says whether it came to the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from budgeting.counting.steps import FUNDED_CODES
from budgeting.models.counts import Count, Outcome, Recount

if TYPE_CHECKING:
    from budgeting.display.read_round import RoundAsRead


@dataclass(frozen=True, slots=True)
class CountBefore:
    """A count that holds no more. `number` is its place among the counts of the round, from 1."""

    number: int
    at: dt.datetime
    until: dt.datetime
    """When the next count took its place."""
    reason: str
    """Why, as the two people wrote who decided it."""
    funded: list[str]
    """The titles that got money, in counting order."""
    lost: list[str]
    """Of these, the ones that get none by the newest count."""
    gained: list[str]
    """Those that get money by the newest count, and did not by this one."""
    spent_ore: int


@dataclass(frozen=True, slots=True)
class CountHistory:
    """All counts but the newest, the latest first, and the recounts of the newest."""

    before: list[CountBefore] = field(default_factory=list)
    recounts: int = 0
    """How often the newest count has been made again."""
    last: dt.datetime | None = None
    differed: list[dt.datetime] = field(default_factory=list)
    """When a recount of it came to something else, the latest first."""
    differs: bool = False
    """Whether the last one did."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be told."""
        return not self.before and not self.recounts


def count_history(round_: RoundAsRead) -> CountHistory:
    """The history of a round whose result is public. No query, and three when it was counted more than once."""
    if round_.count_total < 2:
        return _history([], list(zip(round_.recounted_at, round_.recounts_agree, strict=True)))
    counts = list(Count.objects.filter(round=round_).defer("steps").select_related("act").order_by("pk"))
    again = list(Recount.objects.filter(count=counts[-1]).order_by("-pk").values_list("at", "agrees"))
    return _history(_before(counts), again)


def _history(before: list[CountBefore], again: list[tuple[dt.datetime, bool]]) -> CountHistory:
    return CountHistory(
        before=before,
        recounts=len(again),
        last=again[0][0] if again else None,
        differed=[at for at, agrees in again if not agrees],
        differs=bool(again) and not again[0][1],
    )


def _before(counts: list[Count]) -> list[CountBefore]:
    funded: dict[int, list[str]] = {count.pk: [] for count in counts}
    won: Any = Outcome.objects.filter(count__in=counts, code__in=FUNDED_CODES).order_by("rank")
    for count_id, title in won.values_list("count", "proposal__title"):
        funded[count_id].append(title)
    now = funded[counts[-1].pk]
    found = [
        CountBefore(
            number=number,
            at=count.counted_at,
            until=after.counted_at,
            reason=after.act.reason if after.act else "",
            funded=funded[count.pk],
            lost=[title for title in funded[count.pk] if title not in now],
            gained=[title for title in now if title not in funded[count.pk]],
            spent_ore=count.spent_ore,
        )
        for number, (count, after) in enumerate(pairwise(counts), 1)
    ]
    return found[::-1]
