"""What all forms of the editors' side do. They hold words, order and defaults; the services hold the rules."""

from __future__ import annotations

from django import forms
from django.forms.utils import ErrorDict

from budgeting.rules.errors import RuleViolation

FIELD_OF_CODE = {
    "submission_order": "submission_closes",
    "shown_order": "proposals_shown",
    "voting_after_review": "voting_opens",
    "voting_order": "voting_closes",
    "result_order": "result_at",
    "cap_above_budget": "cap_ore",
    "cap_below_proposals": "cap_ore",
    "same_phase": "submission_opens",
    "budget_not_positive": "budget_ore",
    "budget_below_carried": "budget_ore",
    "budget_above_envelope": "budget_ore",
    "not_positive": "cap_ore",
    "ballot_limits": "ballot_max",
    "points_limits": "points_total",
    "least_beyond_budget": "ballot_min",
    "postal_codes_unreadable": "postal_codes",
    "postal_codes_with_codes": "postal_codes",
    "codes_made": "identity",
    "threshold_too_low": "threshold",
    "reason_required": "reason",
    "required": "reason",
    "too_long": "reason",
}


class Unjudged(forms.BaseForm):
    """A form that can be shown again with what was typed, without a word about what is missing."""

    def leave_unjudged(self) -> None:
        """Shown as it was typed; never to be saved."""
        self._errors, self.cleaned_data = ErrorDict(), {}


class Refusable(Unjudged, forms.Form):
    """A form that shows a service's refusal at the field it is about."""

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs."""
        name = FIELD_OF_CODE.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)
