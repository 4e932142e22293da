"""The editors' forms. They hold words, order and defaults; the services hold the rules."""

from __future__ import annotations

from django import forms

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
    "budget_above_envelope": "budget_ore",
    "not_positive": "cap_ore",
    "ballot_limits": "ballot_max",
    "threshold_too_low": "threshold",
    "reason_required": "reason",
    "required": "reason",
    "too_long": "reason",
}


class Refusable(forms.Form):
    """A form that shows a service's refusal at the field it is about."""

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs."""
        name = FIELD_OF_CODE.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)
