"""What is known of a file, found out once when it is stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentFacts(models.Model):
    """Size in bytes of a document's file and, of a PDF, its pages. Kept by services.documents, never read per request."""

    wagtail_reference_index_ignore = True  # to know a file is not to use it: it may be deleted

    document = models.OneToOneField(
        "wagtaildocs.Document",
        on_delete=models.CASCADE,
        related_name="facts",
        primary_key=True,
        verbose_name=_("document"),
    )
    file_name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    pages = models.PositiveIntegerField(_("pages"), null=True)

    class Meta:
        verbose_name = _("facts of a document")
        verbose_name_plural = _("facts of documents")

    def __str__(self) -> str:
        return self.file_name
