"""Who takes part in a council: groups, never persons."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ParticipantGroup(models.TextChoices):
    """A kind of people who meet at a council."""

    RESIDENTS = "residents", _("Residents")
    ASSOCIATIONS = "associations", _("Associations")
    BUSINESS = "business", _("Businesses")
    ELECTED = "elected", _("Elected politicians")
    OFFICIALS = "officials", _("Officials")


class GroupsField(ArrayField):
    """Several of the groups, ticked."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        """A box for each group."""
        label = kwargs.get("label", capfirst(self.verbose_name))
        return forms.MultipleChoiceField(
            choices=ParticipantGroup.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=label,
            help_text=kwargs.get("help_text", self.help_text),
        )
