"""Ballots. Who may write what is settled by constraints, not by code that checks first.

`voter_key` is a keyed pseudonym good for one round. No person, address, IP or choice is kept anywhere else.
Composite foreign keys (migration 0002) tie a choice to its ballot's round and limit and to a proposal of that round.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal
from budgeting.models.rounds import Round


class Ballot(models.Model):
    """One voter's ballot in one round. `limit` is the greatest number of choices, copied from the round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots", db_index=False)
    voter_key = models.CharField(max_length=64)
    limit = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_ballot_per_voter"),
            models.UniqueConstraint(fields=["id", "round", "limit"], name="budgeting_ballot_round_and_limit"),
            models.CheckConstraint(name="budgeting_ballot_has_voter", condition=~Q(voter_key="")),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class BallotChoice(models.Model):
    """One chosen proposal. The slot makes a choice too many impossible, whatever runs at the same time."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="choices", db_constraint=False, db_index=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    limit = models.PositiveSmallIntegerField()
    slot = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="choices", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "slot"], name="budgeting_one_choice_per_slot"),
            models.UniqueConstraint(fields=["ballot", "proposal"], name="budgeting_proposal_once_per_ballot"),
            models.CheckConstraint(
                name="budgeting_slot_within_limit", condition=Q(slot__gte=1) & Q(slot__lte=F("limit"))
            ),
        ]
        indexes = [models.Index(fields=["round", "proposal"], name="budgeting_choices_for_count")]

    def __str__(self) -> str:
        return f"choice {self.slot} of ballot {self.ballot_id}"


class Receipt(models.Model):
    """A random code that proves that a ballot is counted, not what it says. Kept through changes."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    voter_key = models.CharField(max_length=64)
    code = models.CharField(max_length=11)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_receipt_per_voter"),
            models.UniqueConstraint(fields=["round", "code"], name="budgeting_receipt_code_unique"),
        ]

    def __str__(self) -> str:
        return self.code
