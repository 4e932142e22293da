"""The one field in which a resident types a voting code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgeting.rules.errors import RuleViolation
from radslag.templatetags.dates import clock

MINUTE = dt.timedelta(minutes=1)
MOST_TYPED = 60


class VotingCodeForm(forms.Form):
    """A code as it stands on the paper, with or without dashes. Whether it works is the service's matter."""

    code = forms.CharField(
        label=_("Voting code"),
        max_length=MOST_TYPED,
        help_text=_(
            "Twelve letters and digits, such as K7QF-2M9D-XR4P. Capitals, dashes and spaces do not matter."
        ),
        error_messages={
            "required": _("Type the code that stands on your paper."),
            "max_length": _("The code does not work in this round. Look at it and type it once more."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "input--code",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def refuse(self, refused: RuleViolation) -> None:
        """Say what the service says at the field."""
        self.add_error("code", refused.message)

    def slow_down(self, until: dt.datetime) -> None:
        """Say from when one may try again: the whole minute after `until`."""
        words = gettext(
            "Too many wrong codes have been typed here. Wait until %(time)s and press the button again."
        )
        self.add_error("code", words % {"time": clock(until + MINUTE - dt.timedelta(microseconds=1))})
