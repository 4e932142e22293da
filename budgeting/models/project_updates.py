"""What is said of projects: dated updates with pictures, by staff or by the applicant, and when staff were reminded."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgeting.models.projects import MAX_REASON, MAX_TEXT, Project, ProjectStatus, reason_iff_needed
from budgeting.querysets.projects import UpdateQuerySet
from radslag.language.dates import Precision, vague_date


class UpdateAuthor(models.TextChoices):
    """Who writes about a project."""

    STAFF = "staff", _("From the municipality")
    APPLICANT = "applicant", _("From those who submitted the proposal")


class ProjectUpdate(models.Model):
    """A dated word about a project, and the status it got then. Public from `published_at` on.

    Staff's are public at once. An applicant's waits until staff publish it, or decline it with a reason for its author alone.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="updates", verbose_name=_("project")
    )
    date = models.DateField(_("date"))
    text = models.TextField(_("what has happened"), max_length=MAX_TEXT, blank=True)
    status = models.CharField(_("new status"), max_length=12, choices=ProjectStatus.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=MAX_REASON, blank=True)
    expected_on = models.DateField(_("expected to be done"), null=True, blank=True)
    expected_precision = models.CharField(
        _("how exact the date is"), max_length=10, choices=Precision.choices, default=Precision.MONTH
    )
    author = models.CharField(
        _("from"), max_length=9, choices=UpdateAuthor.choices, default=UpdateAuthor.STAFF
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("written by"),
    )
    """For staff alone; never public."""
    written_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(_("published"), null=True)
    declined_at = models.DateTimeField(_("declined"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    declined_reason = models.CharField(_("why it is not published"), max_length=MAX_REASON, blank=True)

    staff_told_at = models.DateTimeField(null=True, editable=False)
    author_told_at = models.DateTimeField(null=True, editable=False)
    """When the mails about an applicant's text were written: once, however often the task runs."""

    objects: ClassVar = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("update of a project")
        verbose_name_plural = _("updates of projects")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="budgeting_project_update_known_choices",
                condition=(Q(status="") | Q(status__in=ProjectStatus.values))
                & Q(author__in=UpdateAuthor.values),
            ),
            reason_iff_needed("budgeting_project_update_reason_iff_needed"),
            models.CheckConstraint(
                name="budgeting_project_update_says_something", condition=~Q(text="") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="budgeting_staff_update_is_public",
                condition=~Q(author=UpdateAuthor.STAFF) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="budgeting_applicant_moves_no_status",
                condition=~Q(author=UpdateAuthor.APPLICANT) | Q(status=""),
            ),
            models.CheckConstraint(
                name="budgeting_project_update_published_or_declined",
                condition=Q(published_at__isnull=True) | Q(declined_at__isnull=True),
            ),
            models.CheckConstraint(
                name="budgeting_declined_update_has_reason",
                condition=(Q(declined_at__isnull=True) & Q(declined_reason=""))
                | (Q(declined_at__isnull=False) & ~Q(declined_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.date}"

    @property
    def waits(self) -> bool:
        """Whether staff have not yet said whether it is published."""
        return self.published_at is None and self.declined_at is None

    @property
    def expected(self) -> str:
        """The new date that was given with it, as vague as it was said."""
        return vague_date(self.expected_on, self.expected_precision) if self.expected_on else ""


def project_picture_place(instance: ProjectPicture, filename: str) -> str:
    """A name that nobody can guess, outside what is served as a file."""
    return f"projects/pictures/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class ProjectPicture(models.Model):
    """A picture of an update, made anew by us in three sizes. Served by a view: public exactly when the update is."""

    update_of = models.ForeignKey(ProjectUpdate, on_delete=models.CASCADE, related_name="pictures")
    large = models.FileField(_("picture"), upload_to=project_picture_place)
    card = models.FileField(upload_to=project_picture_place)
    share = models.FileField(upload_to=project_picture_place)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("picture of a project")
        verbose_name_plural = _("pictures of projects")
        default_permissions = ()

    def __str__(self) -> str:
        return self.alt or f"{self._meta.verbose_name} {self.pk}"

    @property
    def card_url(self) -> str:
        """The address of the square of it for cards."""
        return reverse("budgeting:project_picture", args=[self.pk, "kort"])

    @property
    def large_url(self) -> str:
        """The address of the whole of it."""
        return reverse("budgeting:project_picture", args=[self.pk, "stor"])

    @property
    def share_url(self) -> str:
        """The address of what is shown with a shared link."""
        return reverse("budgeting:project_picture", args=[self.pk, "delning"])


class ProjectReminder(models.Model):
    """When somebody was last reminded by mail of projects about which nothing was said."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder of silent projects")
        verbose_name_plural = _("reminders of silent projects")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person}, {self.sent_at}"
