"""What has been paid of what was decided. Rows are added, never changed: a mistake is put right by a counter-entry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import KronorField
from budgeting.models.proposals import Proposal


class Payment(models.Model):
    """A payment to a funded proposal, in öre; a counter-entry (negative) takes back the one that it `reverses`.

    The sum of a proposal's payments lies between nothing and what the count gave it (trigger in migration 0009).
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="payments", verbose_name=_("proposal")
    )
    amount_ore = KronorField(_("amount"))
    paid_on = models.DateField(_("paid on"))
    reverses = models.OneToOneField(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="reversal",
        verbose_name=_("takes back"),
    )
    what = models.CharField(
        _("for what"), max_length=150, help_text=_("Such as: Wood and soil. Shown to everyone.")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        ordering = ["-paid_on", "-pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(name="budgeting_payment_is_something", condition=~Q(amount_ore=0)),
            models.CheckConstraint(
                name="budgeting_payment_or_counter_entry",
                condition=Q(reverses__isnull=True, amount_ore__gt=0)
                | Q(reverses__isnull=False, amount_ore__lt=0),
            ),
            models.CheckConstraint(name="budgeting_payment_says_for_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what
