"""The editor's own questions in the form of a proposal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin.forms import Unjudged
from budgeting.models import Question, QuestionKind, Round
from budgeting.services.rounds import NewQuestion

LEAST_OPTIONS, MOST_QUESTIONS, EMPTY_ROWS = 2, 10, 2


class QuestionForm(Unjudged, forms.ModelForm):
    """One question of the editor's own."""

    class Meta:
        model = Question
        fields = ("text", "help_text", "kind", "options", "is_required", "is_public")
        widgets = {"options": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        data: dict[str, Any] = super().clean() or {}
        lines = {line.strip() for line in (data.get("options") or "").splitlines() if line.strip()}
        if data.get("kind") == QuestionKind.CHOICE and len(lines) < LEAST_OPTIONS:
            self.add_error("options", _("Write at least two answers, one a line."))
        return data


class QuestionFormSet(
    forms.formset_factory(  # type: ignore[misc]
        QuestionForm,
        extra=EMPTY_ROWS,
        max_num=MOST_QUESTIONS,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,
    )
):
    """The questions of a round. A row that nobody wrote in is no question; one that was there is taken away by its box."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """The box says what it does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this question away")

    def leave_unjudged(self) -> None:
        """Shown as they were typed; never to be saved."""
        for form in self.forms:
            form.leave_unjudged()

    def questions(self) -> list[NewQuestion]:
        """What `create_round` takes; of a valid form."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        names = QuestionForm.Meta.fields
        return [NewQuestion(**{name: row[name] for name in names}) for row in rows if row.get("text")]


def questions_of(round_: Round) -> list[dict[str, Any]]:
    """The round's questions as the forms show them."""
    return list(round_.questions.values(*QuestionForm.Meta.fields))
