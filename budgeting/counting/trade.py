"""Equal shares from within: projects are bought in turn by those who want them, each time where a unit of gain costs least.

All exact: money is whole numbers over one common denominator. The price that a project needs only rises while money is
spent, so that an old lower bound of it stays one: only the projects with the lowest bounds are looked at again, and each
look is a step of Newton's method, which comes from below (what supporters pay is concave in the price).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from budgeting.counting.market import Market, Purses

Stop = Callable[[], bool]
"""Whether it has taken long enough. Asked at every look; what was counted until then is not told."""

PRECISION = 64
"""Bits after the point of the bounds that are compared first; where these are equal, the fractions decide."""


class TooLong(Exception):
    """The count was stopped before it was done, as whoever asked for it wanted."""


class Purchase(NamedTuple):
    """A project that was bought. `price` for one point (one choice); `payers`: how many had that, where it is watched."""

    at: int
    price: Fraction
    payers: int


@dataclass(slots=True)
class Trade:
    """One way through the market, from one share to the end. `scale` is the denominator of all money.

    `watched`: every project that can't be paid any more is noticed at once, with what its supporters hold, and every tie.
    `traced`: each look and each decision is written down, for counting.raising.
    """

    market: Market
    share: Fraction
    limit: int | None = None
    watched: bool = False
    traced: bool = False
    stop: Stop | None = None
    bought: list[Purchase] = field(default_factory=list)
    held: dict[int, Fraction] = field(default_factory=dict)
    equals: dict[int, list[int]] = field(default_factory=dict)
    """Projects that weighed the same as one that was bought before them."""
    spent: int = 0
    trace: list[tuple[object, ...]] = field(default_factory=list)
    money: list[int] = field(init=False)
    scale: int = field(init=False)
    open: set[int] = field(init=False)
    bounds: list[tuple[int, int]] = field(init=False)
    spare: list[int] = field(init=False)
    queue: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        market = self.market
        self.scale = self.share.denominator
        self.money = [number * self.share.numerator for number in market.voters]
        self.spare = [-1] * len(market.projects)
        self.bounds = [market.lowest_price(at) for at in range(len(market.projects))]
        self.open = {at for at, purses in enumerate(market.wanted_by) if purses}

    @property
    def all_bought(self) -> bool:
        """Whether every project, or its alternative, is bought."""
        projects, bought = self.market.projects, {purchase.at for purchase in self.bought}
        groups = {projects[at].group for at in bought} - {""}
        return all(at in bought or project.group in groups for at, project in enumerate(projects))

    @property
    def winners(self) -> list[int]:
        """The places of what is bought, in order."""
        return [purchase.at for purchase in self.bought]

    @property
    def overspent(self) -> bool:
        return self.limit is not None and self.spent > self.limit

    def run(self) -> Trade:
        """Buy until nothing can be bought, or the limit is passed. Raises TooLong when `stop` says so."""
        if self.watched:
            self._close_unaffordable(self.open)
        self.queue = [(self._key(at), at) for at in self.open]
        heapq.heapify(self.queue)
        while not self.overspent:
            best = self._cheapest()
            if best is None:
                break
            self._buy(best)
        return self

    def _key(self, at: int) -> int:
        over, under = self.bounds[at]
        return (over << PRECISION) // (under * self.market.gains[at])

    def _cheapest(self) -> int | None:
        """The open project with the lowest price for its gain; its bound is then that price."""
        exact: list[int] = []
        while self.queue:
            if self.stop is not None and self.stop():
                raise TooLong
            key, at = self.queue[0]
            if exact and key > self._key(exact[0]):
                break
            heapq.heappop(self.queue)
            if at not in self.open:
                continue
            if self._look(at):
                exact.append(at)
            elif at in self.open:
                heapq.heappush(self.queue, (self._key(at), at))
        if not exact:
            return None
        best = min(exact, key=lambda at: (self._rate(at), at))
        for at in exact:
            if at != best:
                heapq.heappush(self.queue, (self._key(at), at))
                if self.watched and self._rate(at) == self._rate(best):
                    self.equals.setdefault(at, []).append(best)
        return best

    def _rate(self, at: int) -> Fraction:
        over, under = self.bounds[at]
        return Fraction(over, under * self.market.gains[at])

    def _look(self, at: int) -> bool:
        """One step from below towards the price of the project; whether it is exact. Closes what can't be paid."""
        if self.spare[at] < 0 and self._close_unaffordable([at]):
            return False
        over, under = self.bounds[at]
        left, gain = self.market.projects[at].cost * self.scale, 0
        for purses in self.market.wanted_by[at]:
            enough = -(-over * purses.gain * self.scale // under)
            money = purses.pick(self.money)
            poor = [amount for amount in money if amount < enough]
            left -= sum(poor)
            gain += purses.gain * (len(money) - len(poor))
            if self.traced:
                self.trace.append((at, tuple(n for n, amount in enumerate(money) if amount < enough)))
        under_now = gain * self.scale
        if left * under == over * under_now:
            return True
        self.bounds[at] = (left, under_now)
        return False

    def _close_unaffordable(self, some: Iterable[int]) -> bool:
        """Close those of them that their supporters can't pay together; whether there were any."""
        closed = []
        for at in some:
            together = sum(sum(purses.pick(self.money)) for purses in self.market.wanted_by[at])
            cost = self.market.projects[at].cost
            if together < cost * self.scale:
                closed.append(at)
                self.held[at] = Fraction(together, self.scale)
            self.spare[at] = together // self.scale - cost
        if self.traced:
            self.trace.extend(("closed", at) for at in sorted(closed))
        self.open.difference_update(closed)
        return bool(closed)

    def _buy(self, at: int) -> None:
        project = self.market.projects[at]
        over, under = self.bounds[at]
        price = Fraction(over, under)
        finer = price.denominator // gcd(price.denominator, self.scale)
        if finer > 1:
            self.money = [amount * finer for amount in self.money]
            self.scale *= finer
        each = price.numerator * (self.scale // price.denominator)
        payers = 0
        for purses in self.market.wanted_by[at]:
            payers += self._pay(purses, each * purses.gain)
        self.bought.append(Purchase(at, price, payers))
        self.spent += project.cost
        self.open.remove(at)
        if project.group:
            projects = self.market.projects
            self.open = {other for other in self.open if projects[other].group != project.group}
        if self.traced:
            self.trace.append(("bought", at))
        for other in self.open:
            self.spare[other] -= project.cost
        if self.watched:
            self._close_unaffordable([other for other in self.open if self.spare[other] < 0])

    def _pay(self, purses: Purses, due: int) -> int:
        """Take what is due, or all there is; how many voters paid in full, where that is watched."""
        money, payers = self.money, 0
        for place, amount in zip(purses.places, purses.pick(money), strict=True):
            money[place] = amount - due if amount > due else 0
            if self.watched and amount >= due:
                payers += self.market.voters[place]
        return payers
