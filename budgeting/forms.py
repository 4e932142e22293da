"""Forms of residents and staff. They understand what people write; the services decide."""

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


class BallotForm(forms.Form):
    """The whole ballot: ids of proposals. What may be chosen is the service's matter."""

    def __init__(self, posted: Any) -> None:
        super().__init__(posted)
        self.posted: list[str] = posted.getlist("choices")

    def choices(self) -> list[int]:
        """The ids, in the order sent. Raises RuleViolation `not_on_the_ballot` for what is no id."""
        try:
            ids = [int(value) for value in self.posted[:200]]
        except ValueError as error:
            raise RuleViolation("not_on_the_ballot") from error
        if any(not 0 < id_ < 2**63 for id_ in ids):
            raise RuleViolation("not_on_the_ballot")
        return ids
