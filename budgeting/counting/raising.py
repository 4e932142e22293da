"""Add1: every share is raised by one unit of the currency at a time, and all is bought anew each time.

The last share at which what is bought still fits in the budget decides; it also ends when all that can be bought is.
"""

from __future__ import annotations

from fractions import Fraction

from budgeting.counting.elections import Election
from budgeting.counting.market import Market, Trade


def raised(market: Market, election: Election, plain: Fraction) -> tuple[Fraction, int]:
    """The share that decides, and how many raises that took. It is the plain one when no raise fits."""
    unit = election.unit
    units = plain.numerator // (plain.denominator * unit)
    trade, raises = Trade(market, plain).run(), 0
    while not trade.all_bought:
        higher = Fraction((units + raises + 1) * unit)
        dearer = Trade(market, higher, limit=election.budget).run()
        if dearer.overspent:
            break
        trade, raises = dearer, raises + 1
    return trade.share, raises
