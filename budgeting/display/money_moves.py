"""Where a round's money came from and went: the pot, what was carried over to it and from it, what projects gave back. Öre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum

from budgeting.display.programmes import page_urls
from budgeting.models.counts import Count
from budgeting.models.decisions import CarriedOver, MoneyDecision
from budgeting.models.round_choices import Leftover
from budgeting.models.rounds import Round


@dataclass(frozen=True, slots=True)
class Carried:
    """Money carried over between rounds: the other round's name, and its page if everyone may read it."""

    amount_ore: int
    name: str
    url: str


@dataclass(slots=True)
class RoundMoves:
    """The money of one finished round."""

    pot_ore: int
    given_ore: int
    carries: bool
    """Whether what is left goes to the next round; else it goes back to the budget of the year."""
    more_ore: int = 0
    less_ore: int = 0
    """What projects got less or gave back, above nothing."""
    came: list[Carried] = field(default_factory=list)
    went: list[Carried] = field(default_factory=list)

    @property
    def over_ore(self) -> int:
        """What has no project: left by the count, and given back since."""
        return self.pot_ore - self.given_ore + self.less_ore

    @property
    def waits_ore(self) -> int:
        """What is to be carried over and has not been yet."""
        return max(0, self.over_ore - sum(one.amount_ore for one in self.went)) if self.carries else 0

    @property
    def has_moved(self) -> bool:
        """Whether there is more to say than what the count gave."""
        return bool(self.came or self.went or self.more_ore or self.less_ore)


def moves_of(rounds: Iterable[Round], urls: Mapping[int, str] | None = None) -> dict[int, RoundMoves]:
    """The money of each round that has been counted, by its id: three queries for all.

    `urls` of the pages that everyone may read, where they are at hand; else they are asked for when money was carried over.
    """
    by_id = {round_.pk: round_ for round_ in rounds}
    found: dict[int, RoundMoves] = {}
    counts = Count.objects.filter(round__in=by_id).order_by("pk")
    for round_id, pot_ore, given_ore in counts.values_list("round", "budget_ore", "spent_ore"):
        carries = by_id[round_id].leftover == Leftover.CARRIED_OVER
        found[round_id] = RoundMoves(pot_ore, given_ore, carries)  # the latest count stands last and holds
    for round_id, more_ore, less_ore in _decided(found):
        found[round_id].more_ore, found[round_id].less_ore = more_ore or 0, -(less_ore or 0)
    for source, goal, amount_ore, known in _carried(found, urls):
        if goal.pk in found:
            found[goal.pk].came.append(Carried(amount_ore, source.name, known.get(source.pk, "")))
        if source.pk in found:
            found[source.pk].went.append(Carried(amount_ore, goal.name, known.get(goal.pk, "")))
    return found


def came_to(round_: Round) -> list[Carried]:
    """What earlier rounds had left and is part of this one's pot, before it is counted too. One query when there is none."""
    carried = _carried([round_.pk], None) if round_.pk else []
    return [
        Carried(amount_ore, source.name, known.get(source.pk, ""))
        for source, goal, amount_ore, known in carried
        if goal.pk == round_.pk
    ]


def _decided(rounds: Iterable[int]) -> Any:
    decisions = MoneyDecision.objects.in_force().filter(proposal__round__in=list(rounds)).order_by()
    return decisions.values_list("proposal__round").annotate(
        more=Sum("amount_ore", filter=Q(amount_ore__gt=0)), less=Sum("amount_ore", filter=Q(amount_ore__lt=0))
    )


def _carried(
    rounds: Iterable[int], urls: Mapping[int, str] | None
) -> list[tuple[Round, Round, int, Mapping[int, str]]]:
    """From which round to which, how much, and the addresses of rounds."""
    ids = list(rounds)
    rows = CarriedOver.objects.filter(Q(from_round__in=ids) | Q(to_round__in=ids))
    found = list(rows.select_related("from_round", "to_round").order_by("pk"))
    if urls is None:
        both = {one.pk: one for row in found for one in (row.from_round, row.to_round)}
        urls = page_urls(both.values()) if both else {}
    return [(row.from_round, row.to_round, row.amount_ore, urls) for row in found]
