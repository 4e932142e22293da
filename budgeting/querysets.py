"""Reads over many rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone

if TYPE_CHECKING:
    from wagtail.models import Page


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def due_for_count(self, now: datetime) -> RoundQuerySet:
        """Rounds whose voting has closed and that nobody has counted."""
        return self.filter(voting_closes__lte=now, counts__isnull=True)

    def of_year(self, year: int) -> RoundQuerySet:
        """Rounds whose result falls in the calendar year, in the site's time zone."""
        return self.filter(
            result_at__gte=timezone.make_aware(datetime(year, 1, 1)),  # noqa: DTZ001
            result_at__lt=timezone.make_aware(datetime(year + 1, 1, 1)),  # noqa: DTZ001
        )

    def under(self, pages: models.QuerySet[Page]) -> RoundQuerySet:
        """Rounds whose programme is one of the pages: the way rights follow the page tree."""
        return self.filter(programme__in=pages)

    def budget_sum(self) -> int:
        """The rounds' budgets together, in öre."""
        return self.aggregate(total=Sum("budget_ore"))["total"] or 0


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals."""

    def accepted(self) -> ProposalQuerySet:
        """Those one may vote for."""
        return self.filter(status="accepted")

    def withdrawn_while_shown(self, shown_from: datetime) -> ProposalQuerySet:
        """Those that readers have seen and that are gone: they stay visible as withdrawn."""
        return self.filter(status="withdrawn", decided_at__gte=shown_from)

    def declined(self) -> ProposalQuerySet:
        """Those that the review said no to."""
        return self.filter(status="declined")

    def of_person(self, user: Any) -> ProposalQuerySet:
        """A resident's own, newest first."""
        return self.filter(author=user).select_related("round").order_by("-submitted_at", "-pk")

    def with_votes(self) -> ProposalQuerySet:
        """Annotated with `votes`. Only the count may call this: there are no interim results."""
        return self.annotate(votes=Count("choices"))

    def public_numbers(self, shown_from: datetime) -> ProposalQuerySet:
        """What has a public page once proposals are shown: accepted, declined, and withdrawn after being shown."""
        return self.filter(
            Q(status__in=["accepted", "declined"]) | Q(status="withdrawn", decided_at__gte=shown_from)
        )
