"""What belongs to a proposal: its cost lines, answers, pictures and files, and who applies. The last two are for staff only."""

from __future__ import annotations

import re
import uuid
from pathlib import PurePath

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgeting.models.drafts import ProposalDraft
from budgeting.models.money import KronorField
from budgeting.models.proposals import Proposal
from budgeting.models.questions import Question
from budgeting.rules import proposals as rules
from radslag.incoming.addresses import normalised_email
from radslag.models import User


class CostLine(models.Model):
    """One thing that a proposal pays for. A deferred trigger keeps the sum of the lines equal to the cost handed in."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    what = models.CharField(_("what"), max_length=rules.MAX_LINE)
    amount_ore = KronorField(_("amount"))
    sort_order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["proposal", "sort_order"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "sort_order"], name="budgeting_cost_line_in_its_place"
            ),
            models.CheckConstraint(name="budgeting_cost_line_positive", condition=Q(amount_ore__gt=0)),
        ]

    def __str__(self) -> str:
        return self.what


class Answer(models.Model):
    """What an applicant answered to one of the round's own questions. Shown to everyone if the question says so."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), max_length=rules.MAX_TEXT)

    class Meta:
        ordering = ["proposal", "question__sort_order", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "question"], name="budgeting_one_answer_per_question"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:50]


class ApplicantKind(models.TextChoices):
    """Who hands in."""

    PERSON = "person", _("A person")
    GROUP = "group", _("A group of neighbours")
    ASSOCIATION = "association", _("An association")


class Applicant(models.Model):
    """Who stands behind a proposal and how to reach them. For staff only: no public page or file reads this table."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="applicant")
    kind = models.CharField(
        _("applicant"), max_length=12, choices=ApplicantKind.choices, default=ApplicantKind.PERSON
    )
    organisation = models.CharField(_("group or association"), max_length=rules.MAX_NAME, blank=True)
    name = models.CharField(_("contact person"), max_length=rules.MAX_NAME, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    co_applicants = models.TextField(
        _("others who take part"), max_length=rules.MAX_CO_APPLICANTS, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_applicant_known_kind", condition=Q(kind__in=ApplicantKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def names(self, person: User) -> bool:
        """Whether the person stands here as contact or among those who take part: by address, or by first and last name."""
        text = "\n".join((self.name, self.email, self.co_applicants))
        addresses = {normalised_email(word) for word in re.split(r"[\s,;:<>()]+", text)}
        if normalised_email(person.email) in addresses:
            return True
        name = " ".join(person.name.split())
        whole = rf"(?<!\w){re.escape(name)}(?!\w)"
        return " " in name and re.search(whole, " ".join(text.split()), re.IGNORECASE) is not None


def picture_place(instance: ProposalPicture, filename: str) -> str:
    """A name that nobody can guess, outside what is served as a file."""
    return f"proposals/pictures/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


def attachment_place(instance: Attachment, filename: str) -> str:
    """The same for a file that only staff and its author may read."""
    return f"proposals/files/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class ProposalPicture(models.Model):
    """A picture that a resident added, made anew by us in three sizes; the file that came is never kept.

    Belongs to the draft from the start, to the proposal once that is handed in. Served by a view that looks at who may
    see it, never as a file.
    """

    draft = models.ForeignKey(ProposalDraft, null=True, on_delete=models.SET_NULL, related_name="pictures")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="pictures")
    large = models.FileField(_("picture"), upload_to=picture_place)
    card = models.FileField(upload_to=picture_place)
    share = models.FileField(upload_to=picture_place)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("what the picture shows"), max_length=rules.MAX_DETAIL, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("picture of a proposal")
        verbose_name_plural = _("pictures of proposals")
        default_permissions = ()

    def __str__(self) -> str:
        return self.alt or f"{self._meta.verbose_name} {self.pk}"

    @property
    def card_url(self) -> str:
        """The address of the square of it for cards."""
        return reverse("budgeting:picture", args=[self.pk, "kort"])

    @property
    def large_url(self) -> str:
        """The address of the whole of it."""
        return reverse("budgeting:picture", args=[self.pk, "stor"])

    @property
    def share_url(self) -> str:
        """The address of what is shown with a shared link."""
        return reverse("budgeting:picture", args=[self.pk, "delning"])


class Attachment(models.Model):
    """A file for those who review: a quote, a drawing, a permission. Never public."""

    draft = models.ForeignKey(ProposalDraft, null=True, on_delete=models.SET_NULL, related_name="attachments")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to=attachment_place)
    name = models.CharField(_("name of the file"), max_length=150)
    size = models.PositiveIntegerField(_("size in bytes"))
    added_at = models.DateTimeField(_("added"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where its author and those who review fetch it."""
        return reverse("budgeting:attachment", args=[self.pk])
