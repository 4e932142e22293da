"""Where a round's money came from and went: the pot, what was carried over to it and from it, what projects gave back. Öre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from budgeting.display.money import MoneyParts
from budgeting.models.counts import Count
from budgeting.models.decisions import CarriedOver, MoneyDecision
from budgeting.models.payments import Payment
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
    paid_ore: int = 0

    @property
    def whole_ore(self) -> int:
        """The pot, and what has been decided for its projects since from the money of the year."""
        return self.pot_ore + self.more_ore

    @property
    def decided_ore(self) -> int:
        """What its projects have now: what the count gave, and what has been decided since."""
        return self.given_ore + self.more_ore - self.less_ore

    @property
    def parts(self) -> MoneyParts:
        """What has become of it, in its parts for the bar."""
        return MoneyParts(self.whole_ore, given_ore=self.decided_ore, paid_ore=self.paid_ore)

    @property
    def over_ore(self) -> int:
        """What has no project: left by the count, and given back since."""
        return self.pot_ore - self.given_ore + self.less_ore

    @property
    def waits_ore(self) -> int:
        """What is to be carried over and has not been yet."""
        return max(0, self.over_ore - sum(one.amount_ore for one in self.went)) if self.carries else 0

    @property
    def has_changed(self) -> bool:
        """Whether projects have got more or less than the count gave."""
        return bool(self.more_ore or self.less_ore)

    @property
    def has_moved(self) -> bool:
        """Whether there is more to say than what the count gave."""
        return bool(self.came or self.went) or self.has_changed


def moves_of(rounds: Iterable[int], urls: Mapping[int, str], now: dt.datetime) -> dict[int, RoundMoves]:
    """The money of each of the rounds (ids) whose result is public at `now`: one query for all. `urls` of the pages that can be
    linked."""
    counted = Count.objects.filter(round=OuterRef("pk")).order_by("-pk")
    decided = MoneyDecision.objects.that_count().filter(proposal__round=OuterRef("pk")).order_by()
    by_round = decided.values("proposal__round")
    more = by_round.annotate(sum=Sum("amount_ore", filter=Q(amount_ore__gt=0))).values("sum")
    less = by_round.annotate(sum=Sum("amount_ore", filter=Q(amount_ore__lt=0))).values("sum")
    payments = Payment.objects.filter(proposal__round=OuterRef("pk")).order_by().values("proposal__round")
    paid = payments.annotate(sum=Sum("amount_ore")).values("sum")
    rows = Round.objects.with_result(now).filter(pk__in=list(rounds)).order_by()
    told = rows.annotate(
        pot_ore=Subquery(counted.values("budget_ore")[:1]),
        given_ore=Subquery(counted.values("spent_ore")[:1]),
        more_ore=Coalesce(Subquery(more), 0),
        less_ore=Coalesce(Subquery(less), 0),
        paid_ore=Coalesce(Subquery(paid), 0),
        came=_carried(CarriedOver.objects.filter(to_round=OuterRef("pk")), "from_round"),
        went=_carried(
            CarriedOver.objects.filter(from_round=OuterRef("pk"), to_round__cancelled_at=None), "to_round"
        ),
    )
    names = ("pk", "leftover", "pot_ore", "given_ore", "more_ore", "less_ore", "came", "went", "paid_ore")
    return {
        pk: RoundMoves(
            pot_ore,
            given_ore,
            leftover == Leftover.CARRIED_OVER,
            more_ore,
            -less_ore,
            _read(came, urls),
            _read(went, urls),
            paid_ore,
        )
        for pk, leftover, pot_ore, given_ore, more_ore, less_ore, came, went, paid_ore in told.values_list(
            *names
        )
    }


def came_to(round_: Round) -> list[Carried]:
    """What earlier rounds had left and is part of this one's pot, before it is counted too."""
    rows = CarriedOver.objects.filter(to_round=round_.pk).order_by("pk")
    return [Carried(ore, name, "") for ore, name in rows.values_list("amount_ore", "from_round__name")]


def _carried(rows: Any, other: str) -> ArraySubquery:
    """What was carried over, with the name of the other round."""
    told = JSONObject(amount_ore="amount_ore", name=f"{other}__name", round=other)
    return ArraySubquery(rows.order_by("pk").values(told=told))


def _read(carried: Iterable[Mapping[str, Any]], urls: Mapping[int, str]) -> list[Carried]:
    return [Carried(one["amount_ore"], one["name"], urls.get(one["round"], "")) for one in carried]
