"""The contact form."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.forms.writing import PlainLineField, PlainTextField
from radslag.incoming.plain import says_something
from radslag.incoming.spam import GuardedForm, check_links
from radslag.limits import Full
from radslag.models import Contact
from radslag.templatetags.dates import clock

LONGEST_MESSAGE = 4000
MINUTE = dt.timedelta(minutes=1)
"""Clocks are shown in whole minutes: the one after has surely come."""


class ContactForm(GuardedForm):
    """A message to a contact of the register."""

    message = PlainTextField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 7}),
        validators=[
            MaxLengthValidator(
                LONGEST_MESSAGE,
                gettext_lazy("The message is %(show_value)d characters. It may be at most %(limit_value)d."),
            )
        ],
        error_messages={"required": gettext_lazy("Write what you want to say")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("So that we can answer."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": gettext_lazy("Write your e-mail address, so that we can answer"),
            "invalid": gettext_lazy("Write an e-mail address with @, such as name@example.org"),
        },
    )
    name = PlainLineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, data: Any = None, *, contact: Contact) -> None:
        self.contact = contact
        super().__init__(data, purpose=f"contact:{contact.pk}")

    def clean_message(self) -> str:
        """Something that can be read, with few links."""
        text: str = self.cleaned_data["message"]
        if not says_something(text):
            raise forms.ValidationError(self.fields["message"].error_messages["required"], code="required")
        return check_links(text)

    def refuse(self, full: Full) -> None:
        """Say which limit is reached, until when, and what else one can do. All that was written stays."""
        said = {
            "contact-from-address": _("You have written several messages in a short time."),
            "contact-to": _("Many people are writing here just now."),
        }
        reason = said.get(full.limit.name, _("Many messages are coming from where you are."))
        what = _("Your message is not sent. Wait, and try again %(moment)s.") % {
            "moment": clock(full.until + MINUTE)
        }
        call = _("Or call %(phone)s.") % {"phone": self.contact.phone} if self.contact.phone else ""
        self.add_error(None, f"{reason} {what} {call}".strip())
