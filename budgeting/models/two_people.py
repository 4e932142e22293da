"""Above which amount a payment takes two people: said of a programme, by nobody who enters payments alone."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import LimitField


class TwoPeopleMixin(models.Model):
    """The amount of a programme. It is no content: no draft holds it and no earlier version brings it back, so that whoever
    publishes the page can't lift it for a payment and put it back (services.two_people changes it)."""

    two_people_above_ore = LimitField(
        _("payments by two people above"),
        default=1_000_000,
        db_default=1_000_000,
        null=True,
        blank=True,
        help_text=_(
            "In kronor. A payment above it counts when a second person has confirmed it; so does what one person enters "
            "for a project within thirty days. 0: every payment takes two. Empty: one person is always enough. Only a "
            "superuser sets it; it holds as soon as the page is saved."
        ),
    )

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """The page with the words of a version, and the amount that holds."""
        page: Self = super().with_content_json(content)  # type: ignore[misc]
        amounts = (
            type(self)._default_manager.filter(pk=self.pk).values_list("two_people_above_ore", flat=True)
        )
        page.two_people_above_ore = amounts.first() if self.pk else self.two_people_above_ore
        return page
