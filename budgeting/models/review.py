"""The review of a proposal: what staff look at, ask, note and say. Only moves and reasons become public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgeting.models.proposals import Proposal
from budgeting.models.questions import Criterion

MAX_NOTE = 2000


class Act(models.TextChoices):
    """What happened to a proposal."""

    SENT = "sent", pgettext_lazy("proposal", "Submitted")
    ENTERED = "entered", _("Typed in from paper")
    EDITED = "edited", _("Changed by its author")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    COST = "cost", _("Cost corrected")
    ALTERNATIVE = "alternative", _("Alternative to others")
    ASKED = "asked", _("Question to the applicant")
    ANSWERED = "answered", _("Answer of the applicant")
    VERDICT = "verdict", _("First of two verdicts")
    MERGE_ASKED = "merge_asked", _("Merging asked for")
    MERGED = "merged", _("Merged with another")
    PICTURE_GONE = "picture_gone", _("Picture taken away")
    FILE_GONE = "file_gone", _("File taken away")
    PAPER_FILES = "paper_files", _("Pictures or files from the paper added")


class ProposalMove(models.Model):
    """One line of a proposal's log: who did what, when, and what was there before. Never changed (migration 0009)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="moves")
    act = models.CharField(_("act"), max_length=12, choices=Act.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(default=dict)
    """What was there before, such as the cost in öre or the earlier texts."""

    class Meta:
        ordering = ["proposal", "pk"]
        verbose_name = _("line of a proposal’s log")
        verbose_name_plural = _("lines of proposals’ logs")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_move_known_act", condition=Q(act__in=Act.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"


class CriterionCheck(models.Model):
    """Whether a proposal meets a criterion, as the last reviewer who looked said."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="checks")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    is_met = models.BooleanField(_("met"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("checked criterion")
        verbose_name_plural = _("checked criteria")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["proposal", "criterion"], name="budgeting_one_check_each"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.is_met}"


class ReviewNote(models.Model):
    """What reviewers tell each other. Applicants never see it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("note"), max_length=MAX_NOTE)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["proposal", "pk"]
        verbose_name = _("note of a reviewer")
        verbose_name_plural = _("notes of reviewers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:50]


class ReviewScore(models.Model):
    """How well one reviewer thinks that a proposal meets a criterion, 1 to 5. Applicants never see it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("score of a reviewer")
        verbose_name_plural = _("scores of reviewers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["proposal", "criterion", "by"], name="budgeting_one_score_each"),
            models.CheckConstraint(
                name="budgeting_score_one_to_five", condition=Q(score__gte=1, score__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}"


class Inquiry(models.Model):
    """A question of the reviewers to the applicant, with the answer. For those two only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="inquiries")
    text = models.TextField(_("question"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["proposal", "pk"]
        verbose_name = _("question to an applicant")
        verbose_name_plural = _("questions to applicants")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_inquiry_answered_with_words",
                condition=(Q(answer="") & Q(answered_at__isnull=True))
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:50]


class Verdict(models.Model):
    """What one of two reviewers says, in rounds that ask for two. It counts until the proposal is decided."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="verdicts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(_("verdict"), max_length=12)
    reason = models.TextField(_("reason"), blank=True, max_length=500)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["proposal", "by"], name="budgeting_one_verdict_each"),
            models.CheckConstraint(
                name="budgeting_verdict_known", condition=Q(status__in=("accepted", "declined"))
            ),
        ]

    def __str__(self) -> str:
        return self.status


class Merge(models.Model):
    """A reviewer's suggestion that two proposals become one. Both applicants are asked; both must say yes."""

    source = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merges_here")
    reason = models.TextField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    source_says = models.BooleanField(_("the one says yes"), null=True)
    target_says = models.BooleanField(_("the other says yes"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("merging of proposals")
        verbose_name_plural = _("mergings of proposals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="budgeting_merge_of_two", condition=~Q(source=F("target"))),
            models.CheckConstraint(
                name="budgeting_merge_done_by_consent",
                condition=Q(done_at__isnull=True) | Q(source_says=True, target_says=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
