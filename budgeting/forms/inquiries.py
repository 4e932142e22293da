"""The form in which an applicant answers a question of the reviewers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.texts import Text
from budgeting.services.inquiries import MAX_ANSWER


class AnswerForm(forms.Form):
    """The answer."""

    text = Text(
        limit=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("Your answer"),
        help_text=_("Only those who review the proposals read it. You can answer once."),
        error_messages={"required": _("Write your answer")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
