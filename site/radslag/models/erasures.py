"""Who was erased: under a key that leads to nobody who has not the site's secret and the address itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One erasure, so that it is done again when a backup from before is restored. Holds no personal data in clear."""

    key = models.CharField(
        _("key"), max_length=64, help_text=_("A keyed hash of the address that was erased.")
    )
    at = models.DateTimeField(_("asked for"), help_text=_("What came to the address later is not meant."))
    done_at = models.DateTimeField(
        _("done"), null=True, help_text=_("Empty while it is not done in all apps.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "at"], name="radslag_one_erasure")]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.at}"
