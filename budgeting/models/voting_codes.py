"""Voting codes that staff hand out, and ballots on paper that carry one. A code stands here as a keyed hash alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.rounds import Round

SMALLEST_BATCH, LARGEST_BATCH = 10, 20_000
"""The smallest that people make: of fewer codes, the number of used ones would tell who has voted."""
DOUBLE_FROM = 50
"""From so many ballots on paper on, each is keyed by two people."""


class CodeBatch(models.Model):
    """Codes that were made together and shown once. `name` says where they went, such as a street or a meeting."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="code_batches", verbose_name=_("round")
    )
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("codes"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("made by"),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of voting codes")
        verbose_name_plural = _("batches of voting codes")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_batch_size", condition=Q(size__gte=1) & Q(size__lte=LARGEST_BATCH)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VotingCode(models.Model):
    """One code. `number` stands on the sheet beside the code, so that it can be revoked without anybody knowing it.

    `voter_key` is the key that a ballot cast with it carries; sealing empties it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="codes", db_index=False)
    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, related_name="codes")
    number = models.PositiveIntegerField()
    voter_key = models.CharField(max_length=64, null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_why = models.CharField(max_length=200, blank=True, default="")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voting code")
        verbose_name_plural = _("voting codes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="budgeting_one_code_per_number"),
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_code_per_key"),
            models.CheckConstraint(
                name="budgeting_code_revoked_with_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.number}"


class PaperPile(models.Model):
    """How many ballots on paper a round has: from DOUBLE_FROM on, each is keyed by two people.

    `read_once` is how many stored ones only one person stands behind. It is kept here, since sealing deletes the papers.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="paper_pile", primary_key=True)
    papers = models.PositiveIntegerField(_("ballots on paper"))
    read_once = models.PositiveIntegerField(_("read by one person"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ballots on paper")
        verbose_name_plural = _("ballots on paper")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.papers} papers of round {self.round_id}"


class PaperVote(models.Model):
    """A paper as it was keyed. `choices` (ids and points of proposals) are kept only until its ballot is cast."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="paper_votes", db_index=False)
    voter_key = models.CharField(max_length=64)
    choices = models.JSONField(null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    differs = models.BooleanField(default=False)
    """The two keyings said different things: a third look decides."""
    cast_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ballot on paper")
        verbose_name_plural = _("ballots on paper")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "voter_key"], name="budgeting_one_paper_per_code"),
            models.CheckConstraint(
                name="budgeting_paper_keyed_by_two",
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
            ),
            models.CheckConstraint(
                name="budgeting_paper_forgets_choices",
                condition=Q(cast_at__isnull=True) | Q(choices__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class PaperRefusal(models.Model):
    """A paper that was not counted, and why: the number of them is published. Nothing says whose it was."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="paper_refusals")
    code = models.CharField(_("why"), max_length=40)
    at = models.DateTimeField(_("refused"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refused ballot on paper")
        verbose_name_plural = _("refused ballots on paper")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.code} {self.at}"
