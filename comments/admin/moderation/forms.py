"""What a moderator fills in. The services check it anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models.comment import NAME_MAX_LENGTH
from comments.rules.states import HiddenReason
from comments.services.appeal_answers import ANSWER_LENGTH
from comments.services.bulk import MOST_AT_ONCE
from radslag.incoming.row_numbers import is_row_number

FIELD_OF = {
    "reason_missing": "text",
    "nothing_taken_out": "text",
    "words_added": "text",
    "nothing_left": "text",
    "answer_missing": "answer",
    "too_long": "answer",
}
"""Beside which field a refusal of a service is told; the others stand above the form."""


class SeenForm(forms.Form):
    """A decision about the version of the comment that the moderator has read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def refuse(self, code: str, message: str) -> None:
        """Tell a refusal of the service where it belongs."""
        field = FIELD_OF.get(code)
        self.add_error(field if field in self.fields else None, message)


class HideForm(SeenForm):
    """Why the comment is hidden, in words that readers see."""

    reason = forms.ChoiceField(
        label=_("It is hidden because"),
        choices=HiddenReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("Shown to everyone. Needed when the reason is another one."),
        max_length=200,
        required=False,
    )


class RedactForm(SeenForm):
    """The text and the name with less in them."""

    text = forms.CharField(
        label=_("The text"),
        help_text=_("Take out what should not be there. Write a note within brackets in its place: [name]."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
        error_messages={"required": _("Nothing would be left of the comment. Hide it instead.")},
    )
    name = forms.CharField(label=_("The name"), max_length=NAME_MAX_LENGTH, required=False)
    show = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to an author who has asked for a new look."""

    granted = forms.TypedChoiceField(
        label=_("What you decide"),
        choices=[("1", _("Show the comment again")), ("0", _("Let it stay hidden"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide")},
    )
    answer = forms.CharField(
        label=_("To the author"),
        help_text=_("Say why. Needed when it stays hidden."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=ANSWER_LENGTH,
        required=False,
    )

    refuse = SeenForm.refuse


class PickedForm(forms.Form):
    """The comments that are ticked, each as id:version."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.seen: dict[int, str] = {}

    def clean(self) -> dict[str, Any]:
        """At most as many as a page holds, several times over."""
        sent: Any = self.data
        for value in sent.getlist("pick")[:MOST_AT_ONCE]:
            number, _colon, version = value.partition(":")
            if is_row_number(number):
                self.seen[int(number)] = version[:16]
        return super().clean() or {}


class TryForm(forms.Form):
    """A text to try the rules with."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_("Nothing is stored."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=6000,
    )
