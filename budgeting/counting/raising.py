"""Add1: every share is raised by one unit of the currency at a time, and all is bought anew each time.

The last share at which what is bought still fits in the budget decides; it also ends when all that can be bought is.

Raises that are proved to buy the same are left out: few voters and dear projects would take millions. Let everything that
was looked at and decided on the way be the same at two shares: who was found too poor at each look, what was closed, what
was bought. Then, as long as these decisions hold, each purse, each price and each bound is a linear function of the share.
Each decision says that one such function is below another, or not above it. That is so at both ends, hence in between:
the decisions hold there too.
"""

from __future__ import annotations

from fractions import Fraction

from budgeting.counting.elections import Election
from budgeting.counting.market import Market
from budgeting.counting.trade import Stop, Trade


class Raising:
    """Trades after so many raises, and how far the same trade goes."""

    def __init__(self, market: Market, election: Election, plain: Fraction, stop: Stop | None = None) -> None:
        self.market, self.limit, self.unit = market, election.budget, election.unit
        self.base, self.stop = plain // election.unit, stop

    def after(self, raises: int, *, traced: bool = False) -> Trade:
        """What is bought after so many raises, up to the first that overspends."""
        share = Fraction((self.base + raises) * self.unit)
        return Trade(self.market, share, limit=self.limit, traced=traced, stop=self.stop).run()

    def alike(self, raises: int) -> int:
        """How many more raises are proved to buy the same, as far as doubling and halving find."""
        here = self.after(raises, traced=True).trace
        low, high = 0, 1
        while self.after(raises + high, traced=True).trace == here:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            if self.after(raises + middle, traced=True).trace == here:
                low = middle
            else:
                high = middle
        return low


def raised(
    market: Market, election: Election, plain: Fraction, *, stop: Stop | None = None
) -> tuple[Fraction, int]:
    """The share that decides, and how many raises that took. It is the plain one when no raise fits.

    Raises TooLong when `stop` says so.
    """
    raising = Raising(market, election, plain, stop)
    trade, raises = Trade(market, plain, stop=stop).run(), 0
    pause, patience = 0, 1
    while not trade.all_bought:
        dearer = raising.after(raises + 1)
        if dearer.overspent:
            break
        promising = pause < 1 and dearer.winners == trade.winners and not dearer.all_bought
        trade, raises, pause = dearer, raises + 1, pause - 1
        if promising:
            more = raising.alike(raises)
            pause = patience = 1 if more else 2 * patience
            trade, raises = (raising.after(raises + more) if more else trade), raises + more
    return trade.share, raises
