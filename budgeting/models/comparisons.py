"""What other rules would have given with the ballots of a count. Made by a worker, read by pages; never the result."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models.counts import Count


class Comparison(models.Model):
    """One for each count, written once, soon after it. `rows` are plain values, the rule of the count first
    (services/comparing.py): funded public numbers in order, öre spent, voters reached, choices granted; whether it took too
    long to count. No rows: it could not be made."""

    count = models.OneToOneField(Count, on_delete=models.PROTECT, related_name="comparison", primary_key=True)
    voters = models.PositiveIntegerField(_("ballots"))
    choices = models.PositiveIntegerField(_("choices"))
    rows = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("comparison of rules")
        verbose_name_plural = _("comparisons of rules")

    def __str__(self) -> str:
        return f"comparison of {self.count_id}"
