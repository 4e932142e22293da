"""What a resident is writing. Private: no page, list, file or search reads this table but the author's own pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.proposals import Proposal
from budgeting.models.rounds import Round


class ProposalDraft(models.Model):
    """The form of a proposal as its author left it, also when it can't be sent like that.

    `content` holds what was typed, by the names of the form's fields, each a list of texts. `version` counts the saves:
    who saves says which one was read, so that two tabs never overwrite each other in silence. `proposal` is what was
    handed in from it; until the close the author goes on writing here and sends anew.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("round"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("author")
    )
    content = models.JSONField(_("what was written"), default=dict)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"))
    sent_version = models.PositiveIntegerField(null=True)
    proposal = models.OneToOneField(
        Proposal, null=True, on_delete=models.CASCADE, related_name="draft", verbose_name=_("proposal")
    )
    reminded_days = models.PositiveSmallIntegerField(null=True)
    """How many days before the close the last reminder went out: 3, then 1."""

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("draft of a proposal")
        verbose_name_plural = _("drafts of proposals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_sent_draft_has_proposal",
                condition=Q(proposal__isnull=True, sent_version__isnull=True)
                | Q(proposal__isnull=False, sent_version__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["round", "author"], name="budgeting_drafts_of_author")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_sent(self) -> bool:
        """Whether it was handed in."""
        return self.proposal_id is not None

    @property
    def has_unsent_changes(self) -> bool:
        """Whether something was written after it was handed in."""
        return self.sent_version is not None and self.sent_version != self.version
