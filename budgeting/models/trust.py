"""Ballots that two people have challenged, and the sealing that unties ballots from voters for good."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.ballots import Receipt
from budgeting.models.of_two import OfTwoPeople, person
from budgeting.models.rounds import Round

MAX_WHY = 500


class Challenge(OfTwoPeople):
    """A ballot that is not counted, by two people, for a reason. It stays stored; how many there are is published. Dropped is
    a request that was taken back, or a challenge that two people lifted again.

    Whose ballot it is, is told by the receipt: nobody who challenges sees what it says. Until sealing it is told by the
    voter's key too: who withdraws and votes again while a request waits has a new receipt, and the request is about that.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="challenges", verbose_name=_("round")
    )
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.SET_NULL, related_name="challenges")
    voter_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    reason = models.TextField(_("reason"), max_length=MAX_WHY)
    lift_asked_by = person(_("lifting asked for by"))
    lift_asked_at = models.DateTimeField(_("lifting asked for"), null=True)
    colleagues_told_at = models.DateTimeField(_("colleagues told"), null=True, editable=False)
    """When the mails to those who may confirm were written: once for each request, however often the task runs."""

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("challenged ballot")
        verbose_name_plural = _("challenged ballots")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"],
                condition=Q(dropped_at__isnull=True),
                name="budgeting_one_challenge_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["round", "voter_key"],
                condition=Q(dropped_at__isnull=True) & ~Q(voter_key=""),
                name="budgeting_one_challenge_of_a_voter",
            ),
            models.CheckConstraint(name="budgeting_challenge_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="budgeting_challenge_of_two_people",
                condition=Q(at__isnull=True) | Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="budgeting_challenge_lifted_by_two_people",
                condition=Q(at__isnull=True)
                | Q(dropped_at__isnull=True)
                | Q(dropped_by__isnull=True)
                | ~Q(dropped_by=F("lift_asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"challenge {self.pk} in round {self.round_id}"

    @property
    def has_ballot(self) -> bool:
        """Whether the ballot is stored: while a request waits, its voter may withdraw it."""
        return self.receipt_id is not None

    @property
    def holds(self) -> bool:
        """Whether the ballot is not counted."""
        return self.at is not None and self.dropped_at is None

    @property
    def lift_waits(self) -> bool:
        """Whether a second person is waited for before the ballot is counted again."""
        return self.holds and self.lift_asked_at is not None


class Sealing(models.Model):
    """A round whose ballots nobody can join to a voter any more. Written once, never changed (a trigger says so)."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="sealing", primary_key=True)
    at = models.DateTimeField(_("sealed"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("sealed by"),
    )
    ballots = models.PositiveIntegerField(_("ballots"))
    codes_made = models.PositiveIntegerField(_("voting codes"), default=0)
    codes_used = models.PositiveIntegerField(_("used voting codes"), default=0)
    papers_refused = models.PositiveIntegerField(_("refused papers"), default=0)
    swept_at = models.DateTimeField(null=True, editable=False)
    """When the rows as they were before had left the files of the database as well."""
    transaction_id = models.CharField(max_length=20, blank=True, default="", editable=False)
    """Set by the database: the ballots of a counted round are written in this very transaction or never."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sealing")
        verbose_name_plural = _("sealings")
        default_permissions = ()

    def __str__(self) -> str:
        return f"sealing of round {self.round_id}"
