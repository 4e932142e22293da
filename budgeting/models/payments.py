"""What has been paid of what was decided. Rows are added, never changed: a mistake is put right by a counter-entry.

Above the programme's amount it takes two people: the first one's `PaymentRequest` becomes a payment when another confirms.
"""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import KronorField
from budgeting.models.proposals import Proposal
from budgeting.querysets.projects import PaymentRequestQuerySet


class Payment(models.Model):
    """A payment to a funded proposal, in öre; a counter-entry (negative) takes back the one that it `reverses`.

    The sum of a proposal's payments lies between nothing and what the count and decisions since gave it, and what one person
    alone enters within thirty days is never above the programme's amount for two (trigger in migration 0031).
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
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    entered_at = models.DateTimeField(_("entered"))
    of_two = models.BooleanField(_("by two people"), default=False, db_default=False, editable=False)
    """Whether a second person confirmed it: stays when the persons are erased."""

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
            models.CheckConstraint(
                name="budgeting_payment_of_two_people",
                condition=(Q(of_two=False) & Q(confirmed_by__isnull=True))
                | (Q(of_two=True) & ~Q(confirmed_by=F("entered_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class PaymentRequest(models.Model):
    """A payment, or a counter-entry to one (`reverses`), that is not made until a second person confirms it."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="payment_requests", verbose_name=_("proposal")
    )
    amount_ore = KronorField(_("amount"))
    paid_on = models.DateField(_("paid on"))
    what = models.CharField(_("for what"), max_length=150)
    reverses = models.ForeignKey(
        Payment,
        null=True,
        on_delete=models.PROTECT,
        related_name="reversal_requests",
        verbose_name=_("takes back"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("entered by"),
    )
    asked_at = models.DateTimeField(_("entered"))
    payment = models.OneToOneField(
        Payment, null=True, on_delete=models.PROTECT, related_name="request", verbose_name=_("payment")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("dropped by"),
    )
    dropped_at = models.DateTimeField(_("dropped"), null=True)

    colleagues_told_at = models.DateTimeField(null=True, editable=False)
    """When the mails to those who may confirm it were written: once, however often the task runs."""

    objects: ClassVar = PaymentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("payment that waits")
        verbose_name_plural = _("payments that wait")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_payment_request_or_counter_entry",
                condition=Q(reverses__isnull=True, amount_ore__gt=0)
                | Q(reverses__isnull=False, amount_ore__lt=0),
            ),
            models.CheckConstraint(name="budgeting_payment_request_for_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="budgeting_payment_request_confirmed_or_dropped",
                condition=Q(payment__isnull=True, confirmed_at__isnull=True)
                | Q(payment__isnull=False, confirmed_at__isnull=False, dropped_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="budgeting_one_reversal_request_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def waits(self) -> bool:
        """Whether a second person is waited for."""
        return self.confirmed_at is None and self.dropped_at is None


def voucher_place(instance: Voucher, filename: str) -> str:
    """A name that nobody can guess, outside what is served as a file."""
    return f"payments/vouchers/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class Voucher(models.Model):
    """The receipt or invoice behind a payment, or behind one that waits. For those who enter and see payments; never public."""

    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="vouchers")
    request = models.ForeignKey(PaymentRequest, null=True, on_delete=models.PROTECT, related_name="vouchers")
    file = models.FileField(_("file"), upload_to=voucher_place)
    name = models.CharField(_("name of the file"), max_length=150)
    size = models.PositiveIntegerField(_("size in bytes"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removed_why = models.CharField(_("why it is removed"), max_length=150, blank=True)
    """Of a payment that is made: it no longer counts as its receipt, but what the books rest on is kept."""

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("receipt of a payment")
        verbose_name_plural = _("receipts of payments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_voucher_belongs_to_a_payment",
                condition=Q(payment__isnull=False) | Q(request__isnull=False),
            ),
            models.CheckConstraint(
                name="budgeting_voucher_removed_with_a_reason",
                condition=Q(removed_at__isnull=True, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where those who may see payments of the programme fetch it."""
        return reverse("budgeting:voucher", args=[self.pk])
