"""The number that stands for everything readers see (`radslag.page_cache`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentNumber(models.Model):
    """One of the rows whose sum is the content number. Written by triggers alone."""

    shard = models.SmallAutoField(primary_key=True)
    number = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name = _("content number")
        verbose_name_plural = _("content numbers")

    def __str__(self) -> str:
        return f"{self.shard}: {self.number}"
