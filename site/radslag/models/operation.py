"""What the site remembers of its backups, and that it is closed for a while."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup that `manage.py backup` made and that is still there. Written by `radslag.operation.backups` alone.

    `holds` names what in it ties something to somebody, such as `round-17`: pages say until when that is so.
    """

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    place = models.CharField(_("folder"), max_length=500, help_text=_("On the machine that made it."))
    made_at = models.DateTimeField(_("made"))
    size = models.BigIntegerField(_("size"), help_text=_("In bytes."))
    holds = models.JSONField(_("ties votes to voters in"), default=list, blank=True)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class Maintenance(models.Model):
    """The site is closed while the row is there; at most one. Written by `radslag.operation.maintenance` alone."""

    closed = models.BooleanField(primary_key=True, default=True, editable=False)
    since = models.DateTimeField(_("closed since"))
    until = models.DateTimeField(_("expected to open"))
    why = models.CharField(_("why"), max_length=300, help_text=_("Shown to everybody."))

    class Meta:
        verbose_name = _("closed for maintenance")
        verbose_name_plural = _("closed for maintenance")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="radslag_closed_once", condition=models.Q(closed=True)),
        ]

    def __str__(self) -> str:
        return self.why
