"""Reads over who follows rounds and projects."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from budgeting.querysets.rounds import rounds_for_everyone


class RoundFollowQuerySet(QuerySet[Any]):
    """Follows of rounds and of single projects."""

    def confirmed(self) -> Self:
        """Those whose address its owner has confirmed, and that were not ended."""
        return self.filter(confirmed_at__isnull=False)

    def of_round(self, round_: Any) -> Self:
        """Those of the dates of a round (or its number), not of its projects."""
        return self.filter(round=round_, project=None)

    def that_may_be_read(self, now: dt.datetime) -> Self:
        """Those of what everyone may read at `now`: of nothing else is anything told, and nothing else is named."""
        from budgeting.models.proposals import Proposal

        project = Exists(Proposal.objects.for_everyone(now).filter(pk=OuterRef("project__proposal")))
        return self.filter(Q(project=None) | project, round__in=rounds_for_everyone())
