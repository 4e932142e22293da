"""Where a sum of money goes: what is paid, what is decided and not paid yet, what waits for a decision, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from budgeting.display.spans import per_cent
from budgeting.models.payments import Payment


@dataclass(frozen=True, slots=True)
class MoneyParts:
    """A sum and its parts, in öre. What is shown as the sum is always its parts together.

    `given_ore` is what proposals got, `paid_ore` what of it has been paid; `reserved_ore` is in rounds that are not
    finished, None where there is no such part.
    """

    whole_ore: int
    given_ore: int
    paid_ore: int = 0
    reserved_ore: int | None = None

    @property
    def decided_ore(self) -> int:
        """Decided and not paid yet."""
        return max(0, self.given_ore - self.paid_ore)

    @property
    def left_ore(self) -> int:
        """What has no use yet."""
        return max(0, self.whole_ore - self._used_ore)

    @property
    def sum_ore(self) -> int:
        """The parts together: the whole, unless more than the whole has been used."""
        return self._used_ore + self.left_ore

    @property
    def paid_share(self) -> str:
        """Width of the paid part of the bar."""
        return per_cent(self.paid_ore, self.sum_ore)

    @property
    def decided_end(self) -> str:
        """Where the part that is decided ends: it is drawn below the paid one, so that no gap opens between them."""
        return per_cent(self.paid_ore + self.decided_ore, self.sum_ore)

    @property
    def reserved_end(self) -> str:
        """Where the part in rounds that are not finished ends."""
        return per_cent(self._used_ore, self.sum_ore)

    @property
    def _used_ore(self) -> int:
        return self.paid_ore + self.decided_ore + (self.reserved_ore or 0)


@dataclass(frozen=True, slots=True)
class YearMoney(MoneyParts):
    """A programme's money in a calendar year, or that of all programmes."""

    year: int = 0


def paid_in(rounds: Iterable[int]) -> int:
    """Öre paid to proposals of the rounds, by their ids, without what was taken back."""
    payments = Payment.objects.filter(proposal__round__in=list(rounds))
    total: int | None = payments.aggregate(total=Sum("amount_ore"))["total"]
    return total or 0
