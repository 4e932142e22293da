"""What everyone is told of a counted round beside the result: receipts, challenged ballots, and when ballots are untied."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgeting.act_words import ActShown
from budgeting.display.receipts import in_force
from budgeting.models.acts import ActKind
from budgeting.models.rounds import Round
from budgeting.models.trust import Sealing


@dataclass(frozen=True, slots=True)
class AfterCount:
    """`reasons` of the challenged ballots, one each; `sealed_at` once the round is sealed, `seal_at` when it is by itself."""

    reasons: list[str]
    seal_at: dt.datetime
    sealed_at: dt.datetime | None

    @property
    def acts(self) -> list[ActShown]:
        """The sealing, for the public record of what has been decided about the round."""
        if self.sealed_at is None:
            return []
        words = _(
            "Ballots and receipts were written anew in random order, and the key between them was deleted."
        )
        title = _("The tie between ballots and voters is removed for good")
        return [ActShown(ActKind.CHANGE, title, self.sealed_at, words, [])]


def after_count(round_: Round) -> AfterCount:
    """For a round whose result is public, or that is cancelled. Two queries."""
    sealed_at = Sealing.objects.filter(round=round_).values_list("at", flat=True).first()
    reasons = sorted(in_force(round_).values_list("reason", flat=True))
    return AfterCount(reasons, round_.seal_at, sealed_at)
