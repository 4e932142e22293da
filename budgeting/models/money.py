"""Money in models and forms: stored as whole öre, shown and edited as kronor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import bare_kronor, parse_kronor


class KronorFormField(forms.CharField):
    """A sum as people write it ("25 000 kr"); its value is whole öre."""

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("min_value", "max_value"):
            kwargs.pop(unused, None)
        kwargs.setdefault("max_length", 40)
        self.least_ore = kwargs.pop("least_ore", 1)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def prepare_value(self, value: Any) -> Any:
        """Öre from the database become "25 000"; what a person typed is given back as it was."""
        return bare_kronor(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Whole öre, more than 0 unless 0 says something; None when empty and not required. An integer is öre already: a locked
        field's own value."""
        if isinstance(value, int):
            return value
        if value is None or not str(value).strip():
            if self.required:
                raise ValidationError(RuleViolation("required").message, code="required")
            return None
        ore = parse_kronor(str(value))
        if ore is None:
            raise ValidationError(RuleViolation("not_a_sum").message, code="not_a_sum")
        if ore < self.least_ore:
            raise ValidationError(RuleViolation("budget_not_positive").message, code="not_positive")
        return ore

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare sums, not spellings."""
        if self.disabled:
            return False
        return (parse_kronor(str(data)) if data else None) != initial


class KronorField(models.BigIntegerField):
    """Whole öre. Forms show and take kronor."""

    def formfield(self, **kwargs: Any) -> Any:
        """The field of a form, in kronor."""
        return super().formfield(**{"form_class": KronorFormField, **kwargs})


class LimitField(KronorField):
    """An amount above which something holds: from 0 kr on."""

    def formfield(self, **kwargs: Any) -> Any:
        """The field of a form, in kronor."""
        return super().formfield(**{"least_ore": 0, **kwargs})
