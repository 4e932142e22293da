"""A round with what its page shows of it besides, in one query."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count as CountRows
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from budgeting.models.counts import Count, Recount
from budgeting.models.payments import Payment
from budgeting.models.rounds import Round
from budgeting.models.trust import Challenge
from radslag.models import Backup

if TYPE_CHECKING:

    class RoundAsRead(Round):
        """What `round_as_read` adds. Recounts, the latest first, are those of the newest count while there is but one."""

        area: str
        sealing_at: dt.datetime | None
        reasons: list[str]
        paid_ore: int
        count_total: int
        recounted_at: list[dt.datetime]
        recounts_agree: list[bool]
        tied_copies: list[dt.datetime]

        class Meta:
            abstract = True


def round_as_read(round_id: int) -> RoundAsRead:
    """The round as it is now. `reasons` are those of the challenges that hold.

    `tied_copies` are the instants of the backups in which its ballots are still tied to their voters, the oldest first.
    """
    challenges = Challenge.objects.in_force().filter(round=OuterRef("pk")).order_by("pk")
    paid = Payment.objects.filter(proposal__round=OuterRef("pk")).order_by().values("proposal__round")
    counts = Count.objects.filter(round=OuterRef("pk")).order_by().values("round")
    again = Recount.objects.filter(count__round=OuterRef("pk")).order_by("-pk")
    copies = Backup.objects.filter(holds__contains=[f"round-{round_id}"]).order_by("made_at")
    found: Any = Round.objects.annotate(
        area=F("programme__area__name"),
        sealing_at=F("sealing__at"),
        reasons=ArraySubquery(challenges.values("reason")),
        paid_ore=Coalesce(Subquery(paid.annotate(sum=Sum("amount_ore")).values("sum")), 0),
        count_total=Coalesce(Subquery(counts.annotate(n=CountRows("pk")).values("n")), 0),
        recounted_at=ArraySubquery(again.values("at")),
        recounts_agree=ArraySubquery(again.values("agrees")),
        tied_copies=ArraySubquery(copies.values("made_at")),
    ).get(pk=round_id)
    return found
