"""Forms of the author's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.forms.writing import CommentForm, PlainTextField
from comments.rules.errors import MESSAGES
from comments.rules.own import APPEAL_LENGTH
from radslag.incoming.plain import says_something


class OwnTextForm(forms.Form):
    """Another text for the comment, under the same rules as the first."""

    comment = PlainTextField(
        label=_("The text"),
        help_text=_("Others see that it was changed."),
        widget=forms.Textarea(attrs={"rows": 7, "class": "input"}),
        error_messages={"required": MESSAGES["empty"]},
    )

    def clean_comment(self) -> str:
        """As when it was sent: see CommentForm."""
        return CommentForm.clean_comment(self)  # type: ignore[arg-type]


class AppealForm(forms.Form):
    """Why the comment should be shown."""

    text = PlainTextField(
        label=_("Why should the comment be shown?"),
        help_text=_(
            "The moderators alone read this. Do not write more about individual persons than you must."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
        error_messages={"required": MESSAGES["appeal_empty"]},
    )

    def clean_text(self) -> str:
        """Something that can be seen, and not too much of it."""
        text: str = self.cleaned_data["text"]
        if not says_something(text):
            raise forms.ValidationError(MESSAGES["appeal_empty"], code="appeal_empty")
        if len(text) > APPEAL_LENGTH:
            raise forms.ValidationError(MESSAGES["too_long"], code="too_long")
        return text
