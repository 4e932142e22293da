"""The form in which readers begin to follow a conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.rules.acts import Pace
from radslag.incoming.addresses import normalised_email
from radslag.incoming.spam import GuardedForm
from radslag.limits import Full
from radslag.templatetags.dates import clock


def pace_field() -> forms.ChoiceField:
    """How often."""
    return forms.ChoiceField(
        label=gettext_lazy("How often do you want mails?"),
        choices=Pace.choices,
        initial=Pace.DAILY,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how often"),
            "invalid_choice": gettext_lazy("Choose how often"),
        },
    )


class PaceForm(forms.Form):
    """For who has confirmed an address already: one button."""

    pace = pace_field()


class FollowForm(GuardedForm):
    """For everybody else: an address, which is sent a link."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("We send a link there. Nobody else sees the address."),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": gettext_lazy("Write your e-mail address, so that we can mail you"),
            "invalid": gettext_lazy("Write an e-mail address with @, such as name@example.org"),
        },
    )
    pace = pace_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, purpose="follow")

    def clean_email(self) -> str:
        """As we store it."""
        return normalised_email(self.cleaned_data["email"])

    def refuse(self, full: Full) -> None:
        """Say until when no more can be asked from where the request comes."""
        words = _("Many are asking from where you are. Wait, and try again %(moment)s.")
        self.add_error(None, words % {"moment": clock(full.until)})
