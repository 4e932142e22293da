"""Decisions about how long things are kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionDecision(models.Model):
    """How long something is kept, when that has been decided. Without a row the default holds (radslag.privacy.periods)."""

    name = models.CharField(max_length=40, primary_key=True)
    days = models.PositiveIntegerField(_("days"), help_text=_("How many days it is kept."))
    decision = models.CharField(
        _("number of the decision"),
        max_length=60,
        help_text=_("The register number of the decision behind it, such as KS 2026/114."),
    )
    decided_on = models.DateField(_("date of the decision"), help_text=_("The day it was decided."))
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("decision about retention")
        verbose_name_plural = _("decisions about retention")
        default_permissions = ("change", "view")

    def __str__(self) -> str:
        return f"{self.name}: {self.days} ({self.decision})"
