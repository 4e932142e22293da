"""The form in which applicants tell how their project goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from budgeting.forms.texts import Text
from budgeting.models.projects import MAX_TEXT
from budgeting.rules.proposals import MAX_DETAIL
from budgeting.services.project_updates import MOST_PICTURES, NewPicture

ABOUT_TEXT = ("required", "too_long")


class TellForm(forms.Form):
    """What has happened, and pictures of it. A picture and what it shows stand together, so that nothing needs scripts."""

    text = Text(
        limit=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        label=_("What has happened?"),
        help_text=_(
            "What you have done, what it became, what comes next. Everyone can read it when it is published."
        ),
        error_messages={"required": _("Write what has happened")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PICTURES + 1):
            named = {"number": number}
            self.fields[f"picture_{number}"] = forms.FileField(
                required=False,
                allow_empty_file=True,  # the service says what is wrong, in our own words
                max_length=None,
                label=_("Picture %(number)d") % named,
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            )
            self.fields[f"shows_{number}"] = Text(
                limit=MAX_DETAIL,
                one_line=True,
                required=False,
                label=_("What does picture %(number)d show?") % named,
            )

    @property
    def first_picture(self) -> tuple[BoundField, BoundField]:
        """The fields of the picture that is asked for at once."""
        return self["picture_1"], self["shows_1"]

    @property
    def more_pictures(self) -> list[tuple[BoundField, BoundField]]:
        """The fields of the others, which are folded away."""
        return [(self[f"picture_{n}"], self[f"shows_{n}"]) for n in range(2, MOST_PICTURES + 1)]

    @property
    def more_is_open(self) -> bool:
        """Whether something stands in the folded part."""
        return any(shows.value() or shows.errors for _picture, shows in self.more_pictures)

    def pictures(self) -> list[NewPicture]:
        """Those that were chosen, with what they show."""
        chosen = [
            (self.cleaned_data.get(f"picture_{n}"), self.cleaned_data.get(f"shows_{n}", ""))
            for n in range(1, MOST_PICTURES + 1)
        ]
        return [NewPicture(file, alt) for file, alt in chosen if file]

    def refuse(self, code: str, message: str) -> None:
        """Put a refusal of the service beside the field that it is about."""
        self.add_error("text" if code in ABOUT_TEXT else "picture_1", message)
