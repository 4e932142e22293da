"""What has been packed for the archive, or decided not to need it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def package_place(instance: "ArchivePackage", filename: str) -> str:
    """A name that nobody can guess, outside what is served as a file."""
    return f"archives/{uuid.uuid4().hex}.zip"


class ArchivePackage(models.Model):
    """A package of one thing, made by a worker, then confirmed when the archive has it; or a decision that none is needed.

    `kind` and `object_id` name the thing (radslag.archives.kinds). A row never says anything about residents.
    """

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.PositiveBigIntegerField(_("number"))
    title = models.CharField(_("what"), max_length=200)
    decision = models.CharField(
        _("number of the decision"),
        max_length=60,
        blank=True,
        help_text=_("Of the decision that no package is needed, such as KS 2026/114."),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked for"))
    made_at = models.DateTimeField(_("made"), null=True)
    file = models.FileField(_("file"), upload_to=package_place, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(
        _("confirmed"), null=True, help_text=_("When somebody said that the archive has the package.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("archive package")
        verbose_name_plural = _("archive packages")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="radslag_package_of_thing")]
        constraints = [
            models.CheckConstraint(
                name="radslag_confirmed_package_is_made",
                condition=Q(confirmed_at__isnull=True) | Q(made_at__isnull=False) | ~Q(decision=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_decision(self) -> bool:
        """Whether it says that no package is needed."""
        return bool(self.decision)

    @property
    def waits(self) -> bool:
        """Whether a worker has it to make."""
        return not self.is_decision and self.made_at is None and self.failed_at is None
