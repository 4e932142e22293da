"""How often something was done. Rows hold keyed hashes: no address, no name of anybody, no network."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LimitCount(models.Model):
    """What one key has used of its limit in the window that runs. Written by `radslag.limits` alone."""

    key = models.CharField(
        _("key"),
        max_length=64,
        primary_key=True,
        help_text=_("A keyed hash of what is limited and for whom."),
    )
    used = models.PositiveIntegerField(_("times"), default=1)
    ends_at = models.DateTimeField(_("the window ends"), db_index=True)
    name = models.CharField(
        _("limit"),
        max_length=60,
        blank=True,
        default="",
        help_text=_("Which limit it is; empty for those that nobody is shown."),
    )
    times = models.PositiveIntegerField(
        _("at most"), default=0, help_text=_("As often as this within the window.")
    )

    class Meta:
        verbose_name = _("limit in use")
        verbose_name_plural = _("limits in use")
        default_permissions = ("view", "delete")

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.used}"


class DailySalt(models.Model):
    """The secret with which a day's networks are hashed; gone the day after, and with it what could tell them."""

    day = models.DateField(_("day"), primary_key=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("salt of a day")
        verbose_name_plural = _("salts of days")

    def __str__(self) -> str:
        return str(self.day)
