"""Reads over many rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from radslag.pages import readable_by_all

if TYPE_CHECKING:
    from wagtail.models import Page


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def due_for_count(self, now: datetime) -> RoundQuerySet:
        """Rounds whose voting has closed and that nobody has counted."""
        return self.filter(voting_closes__lte=now, counts__isnull=True)

    def going_on(self, now: datetime) -> RoundQuerySet:
        """Rounds that residents take part in or wait for: from the first proposal until the result shows."""
        return self.filter(Q(result_at__gt=now) | Q(counts__isnull=True), submission_opens__lte=now)

    def of_year(self, year: int) -> RoundQuerySet:
        """Rounds whose result falls in the calendar year, in the site's time zone."""
        return self.filter(
            result_at__gte=timezone.make_aware(datetime(year, 1, 1)),  # noqa: DTZ001
            result_at__lt=timezone.make_aware(datetime(year + 1, 1, 1)),  # noqa: DTZ001
        )

    def under(self, pages: models.QuerySet[Page]) -> RoundQuerySet:
        """Rounds whose programme is one of the pages: the way rights follow the page tree."""
        return self.filter(programme__in=pages)

    def dearest_year_ore(self, translation_key: Any) -> int:
        """The budgets of the calendar year in which a programme's rounds have most, in öre; 0 without rounds."""
        rounds = self.filter(programme__translation_key=translation_key)
        by_year = rounds.values(year=ExtractYear("result_at")).annotate(total=Sum("budget_ore")).order_by()
        return max((row["total"] for row in by_year), default=0)

    def budget_sum(self) -> int:
        """The rounds' budgets together, in öre."""
        return self.aggregate(total=Sum("budget_ore"))["total"] or 0


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals."""

    def accepted(self) -> ProposalQuerySet:
        """Those one may vote for."""
        return self.filter(status="accepted")

    def of_person(self, user: Any) -> ProposalQuerySet:
        """A resident's own, newest first."""
        return self.filter(author=user).select_related("round").order_by("-submitted_at", "-pk")

    def public_numbers(self, shown_from: datetime) -> ProposalQuerySet:
        """What has a public page once proposals are shown: accepted, declined, and withdrawn after being shown."""
        return self.filter(
            Q(status__in=["accepted", "declined"]) | Q(status="withdrawn", decided_at__gte=shown_from)
        )

    def with_public_page(self, now: datetime) -> ProposalQuerySet:
        """Those of all rounds that have a public page at `now`, as `public_numbers` has it for one round."""
        decided = Q(status__in=["accepted", "declined"])
        withdrawn = Q(status="withdrawn", decided_at__gte=F("round__proposals_shown"))
        return self.filter(decided | withdrawn, round__proposals_shown__lte=now)

    def shown_at(self, now: datetime) -> ProposalQuerySet:
        """Accepted ones that everyone may read at `now`: their round shows them then, on a page open to all."""
        from budgeting.models.pages import RoundPage

        pages = readable_by_all(RoundPage.objects.live())
        return self.accepted().filter(round__proposals_shown__lte=now, round__in=pages.values("round"))
