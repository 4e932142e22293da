"""What people decide about a round that is going on: pause, resume, cancel, change what residents rely on.

Every act carries a reason that everyone can read, is never changed afterwards, and is what the database asks for before
it lets a frozen term change (migration 0009).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgeting.models.of_two import OfTwoPeople
from budgeting.models.rounds import Round

MAX_REASON = 500


class ActKind(models.TextChoices):
    """What is done."""

    CHANGE = "change", _("Changed")
    PAUSE = "pause", _("Paused")
    RESUME = "resume", _("Resumed")
    CANCEL = "cancel", pgettext_lazy("round", "Cancelled")
    OVERRIDE = "override", _("Result changed")


OF_TWO = frozenset({ActKind.PAUSE, ActKind.CANCEL, ActKind.OVERRIDE})
"""What one person asks for and another confirms."""


class RoundAct(OfTwoPeople):
    """An act, or the request for one that waits for a second person. In force from `at` on; public from then."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="acts", verbose_name=_("round"))
    kind = models.CharField(_("act"), max_length=8, choices=ActKind.choices)
    reason = models.TextField(_("reason"), max_length=MAX_REASON)
    changes = models.JSONField(_("changes"), default=dict)
    """Field of Round → [before, after]: instants as ISO text, money in öre. Of a changed result: `withdrawn`, public numbers,
    and `costs`, number → [before, after] in öre."""
    told_at = models.DateTimeField(_("participants told"), null=True, editable=False)
    """When the mails about the act were written: once, however often the task runs."""
    colleagues_told_at = models.DateTimeField(_("colleagues told"), null=True, editable=False)
    """When the mails to those who may confirm the request were written: once, however often the task runs."""
    transaction_id = models.CharField(max_length=20, blank=True, default="", editable=False)
    """Set by the database when the act comes into force: a frozen term changes in that very transaction or not at all."""

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("act about a round")
        verbose_name_plural = _("acts about rounds")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_act_known_kind", condition=Q(kind__in=ActKind.values)),
            models.CheckConstraint(name="budgeting_act_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="budgeting_act_in_force_or_dropped",
                condition=Q(at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="budgeting_act_of_two_people",
                condition=~Q(kind__in=sorted(OF_TWO)) | Q(at__isnull=True) | ~Q(confirmed_by=F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=Q(at__isnull=True, dropped_at__isnull=True),
                name="budgeting_one_request_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.round}"
