"""The forms of voting codes on the editors' side: make, revoke, replace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin.forms import Refusable
from budgeting.models import CodeBatch, Round
from budgeting.models.voting_codes import LARGEST_BATCH, SMALLEST_BATCH
from budgeting.rules.errors import RuleViolation
from budgeting.rules.typed_numbers import read_spans
from budgeting.services.voting_codes import MAX_NAME, MAX_WHY

FILL_IN: dict[str, Any] = {"error_messages": {"required": _("Fill this in.")}}
WHY = _("For the log, such as: the letter came back. No names of residents.")


class CodeForm(Refusable):
    """A form of the page, whose fields are told apart from the same fields of the others."""

    act = ""
    field_of_code = {
        "batch_size": "size",
        "batch_name_taken": "name",
        "no_such_codes": "numbers",
        "numbers_unreadable": "numbers",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "auto_id": f"{self.act}-%s"}
        super().__init__(*args, **kwargs)

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal at the field it is about."""
        name = self.field_of_code.get(refused.code, "")
        if name in self.fields:
            self.add_error(name, refused.message)
        else:
            super().refuse(refused)

    def first_fault(self) -> str:
        """What is wrong, of a form that was refused, and where: the top of the page says it, far above the field."""
        for name, faults in self.errors.items():
            return f"{self.fields[name].label}: {faults[0]}" if name in self.fields else str(faults[0])
        return ""

    def focus_on_fault(self) -> None:
        """The first field that is wrong has the focus when the page comes back."""
        name = next((name for name in self.fields if name in self.errors), None)
        if name:
            self.fields[name].widget.attrs["autofocus"] = True


class MakeForm(CodeForm):
    """How many codes, and where they go."""

    act = "make"
    name = forms.CharField(
        label=_("Where they go"),
        max_length=MAX_NAME,
        help_text=_("Such as Storgatan 1–20, or the meeting on 14 April. Each batch has a name of its own."),
        **FILL_IN,
    )
    size = forms.IntegerField(
        label=_("How many codes"),
        help_text=_("One for each person who may vote, at least ten. Keep those that are left over."),
        error_messages={"required": _("Fill this in."), "invalid": _("Write a whole number.")},
        widget=forms.NumberInput(attrs={"min": SMALLEST_BATCH, "max": LARGEST_BATCH}),
    )


class Numbers(forms.CharField):
    """Numbers of codes: 17, 20-25."""

    def clean(self, value: Any) -> Any:
        """The numbers, each once."""
        text = super().clean(value)
        try:
            return read_spans(text)
        except RuleViolation as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused


class RevokeForm(CodeForm):
    """Which codes stop working, and why."""

    act = "revoke"
    numbers = Numbers(
        label=_("Numbers of the codes"),
        help_text=_("They stand beside the codes on the sheets. Several: 17, 20-25."),
        **FILL_IN,
    )
    reason = forms.CharField(label=_("Why"), max_length=MAX_WHY, help_text=WHY, **FILL_IN)


class ReplaceForm(CodeForm):
    """One code that stops working and gets a successor."""

    act = "replace"
    field_of_code = CodeForm.field_of_code | {"code_used": "number", "no_such_codes": "number"}
    number = forms.IntegerField(
        label=_("Number of the old code"),
        min_value=1,
        max_value=999_999,
        error_messages={"required": _("Fill this in."), "invalid": _("Write a whole number.")},
    )
    reason = forms.CharField(label=_("Why"), max_length=MAX_WHY, help_text=WHY, **FILL_IN)


class RevokeBatchForm(CodeForm):
    """A whole batch that stops working, such as when its sheets are lost."""

    act = "revoke_batch"
    batch = forms.ModelChoiceField(CodeBatch.objects.none(), label=_("Batch"), **FILL_IN)
    reason = forms.CharField(label=_("Why"), max_length=MAX_WHY, help_text=WHY, **FILL_IN)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = round_.code_batches.all()  # type: ignore[attr-defined]
