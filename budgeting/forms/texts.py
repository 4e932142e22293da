"""The field for what people write in any of our forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation


class Text(forms.CharField):
    """A text that is bounded by its service and not cut while one types."""

    def __init__(self, *, limit: int, one_line: bool = False, **kwargs: Any) -> None:
        self.limit = limit
        self.check = rules.check_line if one_line else rules.check_text
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The trimmed text, refused in our own words."""
        cleaned = super().to_python(value) or ""
        self.run_validators(cleaned)
        try:
            return self.check(cleaned, limit=self.limit)
        except RuleViolation as refused:
            if refused.code != "required":
                raise ValidationError(refused.message, code=refused.code) from refused
        if self.required:
            raise ValidationError(str(self.error_messages["required"]), code="required")
        return ""
