"""What one person asks for and another confirms: the same fields wherever two people decide."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.querysets.of_two import OfTwoPeopleQuerySet


def person(label: Any) -> models.ForeignKey:
    """Somebody of the staff who did something. What was done stays when that person is removed."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=label
    )


class OfTwoPeople(models.Model):
    """Asked for by one, in force from `at` on when another has confirmed it; or dropped by either of them."""

    asked_by = person(_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    confirmed_by = person(_("confirmed by"))
    at = models.DateTimeField(_("in force from"), null=True)
    dropped_by = person(_("dropped by"))
    dropped_at = models.DateTimeField(_("dropped"), null=True)

    objects: ClassVar = OfTwoPeopleQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def waits(self) -> bool:
        """Whether a second person is waited for."""
        return self.at is None and self.dropped_at is None
