"""When each periodic job last ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of one job of `radslag.schedule`; the row by which all workers know when it is due again."""

    name = models.CharField(_("name"), max_length=80, primary_key=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    removed = models.BigIntegerField(
        _("how many"),
        null=True,
        blank=True,
        help_text=_("What the last run that went well said it did or removed."),
    )
    error = models.CharField(_("error"), max_length=200, blank=True, help_text=_("Empty when it went well."))

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
