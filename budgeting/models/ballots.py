"""Ballots. Who may write what is settled by constraints, not by code that checks first.

`voter_key` is a keyed pseudonym good for one round. No person, address, IP or choice is kept anywhere else.
Composite foreign keys (migrations 0002 and 0016) tie a ballot to the kind of its round, and a choice to its ballot's
round, limit and kind and to a proposal of that round. Once a round is counted its ballots never change, but for sealing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal
from budgeting.models.round_choices import BallotKind, Channel
from budgeting.models.rounds import Round
from budgeting.querysets.rounds import BallotQuerySet


class Ballot(models.Model):
    """One voter's ballot in one round. `limit` is the greatest number of choices, copied from the round."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="ballots", db_index=False, db_constraint=False
    )
    voter_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=BallotKind.choices, default=BallotKind.APPROVAL)
    limit = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField()
    left_out = models.BooleanField(default=False, db_default=False)
    """Set by sealing, which leaves such a ballot without its choices: its voter's receipt is known to be challenged."""

    objects = BallotQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_ballot_per_voter"),
            models.UniqueConstraint(
                fields=["id", "round", "limit", "kind"], name="budgeting_ballot_round_limit_and_kind"
            ),
            models.CheckConstraint(name="budgeting_ballot_has_voter", condition=~Q(voter_key="")),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class BallotChoice(models.Model):
    """One chosen proposal. The slot makes a choice too many impossible, whatever runs at the same time.

    `points` only on a ballot of points. Sums (points, or costs within the budget) are held by a deferred trigger.
    """

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="choices", db_constraint=False, db_index=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=BallotKind.choices, default=BallotKind.APPROVAL)
    limit = models.PositiveSmallIntegerField()
    slot = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(null=True)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="choices", db_constraint=False, db_index=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ballot", "slot"], name="budgeting_one_choice_per_slot"),
            models.UniqueConstraint(fields=["ballot", "proposal"], name="budgeting_proposal_once_per_ballot"),
            models.CheckConstraint(
                name="budgeting_slot_within_limit", condition=Q(slot__gte=1) & Q(slot__lte=F("limit"))
            ),
            models.CheckConstraint(
                name="budgeting_points_where_they_belong",
                condition=Q(kind=BallotKind.POINTS, points__isnull=False, points__gte=1)
                | ~Q(kind=BallotKind.POINTS) & Q(points__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["round", "proposal"], name="budgeting_choices_for_count")]

    def __str__(self) -> str:
        return f"choice {self.slot} of ballot {self.ballot_id}"


class Receipt(models.Model):
    """A random code that proves that a ballot is counted, not what it says; one per voter, made at the first save.

    Beside it stands what staff may know of somebody's taking part: the channel, when it began, and signs of abuse.
    `network` is a hash with a salt that is forgotten the day after, `domain` is kept only of throw-away addresses.
    Sealing forgets all of it but the code and the channel.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    voter_key = models.CharField(max_length=64)
    code = models.CharField(max_length=11)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.WEB)
    made_at = models.DateTimeField(null=True)
    network = models.CharField(max_length=64, blank=True, default="")
    domain = models.CharField(max_length=100, blank=True, default="")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_receipt_per_voter"),
            models.UniqueConstraint(fields=["round", "code"], name="budgeting_receipt_code_unique"),
            models.CheckConstraint(
                name="budgeting_receipt_known_channel", condition=Q(channel__in=Channel.values)
            ),
        ]

    def __str__(self) -> str:
        return self.code
