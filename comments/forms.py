"""The form that a resident writes in."""

import re
import time
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils.crypto import get_random_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_comments.forms import CommentSecurityForm

from comments.models.comment import NAME_MAX_LENGTH
from comments.rules.errors import MESSAGES
from radslag.plain import plain_line, plain_text, says_something

FORM_KEY_LENGTH = 22
CLOCK_SKEW = 60  # seconds a form may seem to come from the future
SECURITY_FIELDS = ("content_type", "object_pk", "timestamp", "security_hash")
_FORM_KEY = re.compile(rf"[0-9A-Za-z]{{{FORM_KEY_LENGTH}}}")


class PlainTextField(forms.CharField):
    """Text of a stranger, made plain before any validator reads it. Its length is not limited in the browser, which would
    cut a pasted text without a word."""

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


class PlainLineField(PlainTextField):
    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value))


class CommentForm(CommentSecurityForm):
    """Text and name, with django-comments' signed time stamp and its honeypot.

    A stale or forged form comes back with what was typed and fresh security data, so that sending it again works.
    """

    comment = PlainTextField(
        label=gettext_lazy("Your idea or question"),
        help_text=gettext_lazy(
            "Do not write about individual persons. Links are fine. At most 3,000 characters."
        ),
        widget=forms.Textarea(attrs={"rows": 7, "class": "input"}),
        error_messages={"required": MESSAGES["empty"]},
    )
    name = PlainLineField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Leave it empty and it says Anonymous."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "nickname"}),
        required=False,
    )
    honeypot = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        required=False,
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["comment", "name"]
    data: Any

    def __init__(
        self, target_object: Any, data: Any = None, *, is_reply: bool = False, **kwargs: Any
    ) -> None:
        initial = {"form_key": get_random_string(FORM_KEY_LENGTH), **(kwargs.pop("initial", None) or {})}
        super().__init__(target_object, data=data, initial=initial, **kwargs)
        if is_reply:
            self.fields["comment"].label = _("Your answer")

    def clean_comment(self) -> str:
        text: str = self.cleaned_data["comment"]
        if not says_something(text):
            raise forms.ValidationError(MESSAGES["empty"], code="empty")
        if len(text) > settings.COMMENT_MAX_LENGTH:
            message = _(
                "The text has %(length)s characters. It may have %(limit)s at most. Can you make it shorter?"
            )
            limit = number_format(settings.COMMENT_MAX_LENGTH, force_grouping=True)
            length = number_format(len(text), force_grouping=True)
            raise forms.ValidationError(message % {"length": length, "limit": limit}, code="too_long")
        return text

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(name) > NAME_MAX_LENGTH:
            message = _("The name may have %(limit)s characters at most. Can you make it shorter?")
            raise forms.ValidationError(message % {"limit": NAME_MAX_LENGTH}, code="too_long")
        return name

    def clean_honeypot(self) -> str:
        if self.cleaned_data["honeypot"]:
            raise forms.ValidationError("filled in")
        return ""

    def clean_timestamp(self) -> int:
        stamp: int = super().clean_timestamp()
        if stamp - time.time() > CLOCK_SKEW:
            raise forms.ValidationError("from the future")
        return stamp

    def clean_form_key(self) -> str:
        """A key of another shape is no harm, only useless: without it a double click is not told apart."""
        key: str = self.cleaned_data["form_key"]
        return key if _FORM_KEY.fullmatch(key) else ""

    def clean(self) -> dict[str, Any]:
        """Refuse a form that was signed for another page."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        target = (str(self.target_object._meta), str(self.target_object.pk))
        if (cleaned.get("content_type"), cleaned.get("object_pk")) != target:
            self.add_error("security_hash", "another page")
        return cleaned

    def full_clean(self) -> None:
        """Tell all faults of the security fields in one sentence, and make the form ready to be sent again."""
        super().full_clean()
        if not self.is_bound or not self.errors:
            return
        hidden = [name for name in (*SECURITY_FIELDS, "honeypot") if self._errors.pop(name, None)]
        if hidden:
            self.add_error(None, self._security_message(hidden))
        self.data = self.data.copy()
        self.data.update({**self.generate_security_data(), "honeypot": ""})

    def security_errors(self) -> ErrorDict:
        """None are left on the hidden fields: see `full_clean`."""
        return ErrorDict()

    def _security_message(self, fields: list[str]) -> str:
        if fields == ["timestamp"]:
            return _("The form had been open for too long. Your text is still here: send it again.")
        return _("We could not receive the form. Your text is still here: send it again.")
