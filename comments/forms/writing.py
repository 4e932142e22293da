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

from comments.forms.proof import ProofField
from comments.models.comment import NAME_MAX_LENGTH
from comments.rules.errors import MESSAGES, LimitReached
from comments.rules.holding import SOONEST_SECONDS
from comments.services.limiting import MAIL, PROOF
from radslag.incoming.addresses import normalised_email
from radslag.incoming.plain import plain_line, plain_text, says_something
from radslag.templatetags.dates import clock

FORM_KEY_LENGTH = 22
LONGEST_RAW = 100_000
"""Characters. Nobody writes so much by hand, and none of our fields takes it: it is refused before it is looked through."""
CLOCK_SKEW = 60  # seconds a form may seem to come from the future
SECURITY_FIELDS = ("content_type", "object_pk", "timestamp", "security_hash")
_FORM_KEY = re.compile(rf"[0-9A-Za-z]{{{FORM_KEY_LENGTH}}}")


class PlainTextField(forms.CharField):
    """Text of a stranger, made plain before any validator reads it. Its length is not limited in the browser, which would
    cut a pasted text without a word."""

    def to_python(self, value: Any) -> str:
        raw = super().to_python(value) or ""
        if len(raw) > LONGEST_RAW:
            raise forms.ValidationError(MESSAGES["too_long"], code="too_long")
        return plain_text(raw)


class PlainLineField(PlainTextField):
    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value))


class CommentForm(CommentSecurityForm):
    """Text, name and address, with django-comments' signed time stamp, its honeypot and a proof of work.

    A stale or forged form comes back with what was typed and fresh security data, so that sending it again works.
    Who is known is asked for no address and no proof; `needs_email` says that everybody else must give an address.
    Without a proof, as from a browser without script, the address takes its place.
    """

    comment = PlainTextField(
        label=gettext_lazy("Your idea or question"),
        help_text=gettext_lazy("Do not write about individual persons."),
        widget=forms.Textarea(attrs={"rows": 7, "class": "input"}),
        error_messages={"required": MESSAGES["empty"]},
    )
    name = PlainLineField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Leave it empty and it says Anonymous."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "nickname"}),
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy(
            "Then you get a link: you open it to let the comment in, and can change it and see answers. Never shown."
        ),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"class": "input", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        required=False,
        error_messages={
            "required": MESSAGES["email_missing"],
            "invalid": gettext_lazy("Write an e-mail address with @, such as name@example.org"),
        },
    )
    proof = ProofField()
    honeypot = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        required=False,
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["comment", "name", "email"]
    data: Any

    def __init__(
        self,
        target_object: Any,
        data: Any = None,
        *,
        is_reply: bool = False,
        is_known: bool = False,
        needs_email: bool = False,
        **kwargs: Any,
    ) -> None:
        initial = {"form_key": get_random_string(FORM_KEY_LENGTH), **(kwargs.pop("initial", None) or {})}
        super().__init__(target_object, data=data, initial=initial, **kwargs)
        if is_reply:
            self.fields["comment"].label = _("Your answer")
        if is_known:
            del self.fields["email"], self.fields["proof"]
        else:
            self.fields["email"].required = needs_email

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

    def clean_email(self) -> str:
        """As we store it."""
        return normalised_email(self.cleaned_data["email"])

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
        if "email" in self.fields and not (
            cleaned.get("email") or cleaned.get("proof") or "email" in self.errors
        ):
            self.fields["email"].required = True
            self.add_error("email", self._no_proof_message())
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
        self.data.update({"proof": "", "honeypot": ""})
        if hidden:
            # As if the form had been open a while: whoever sends it again has written already.
            stamp = int(time.time()) - SOONEST_SECONDS
            signed = {"timestamp": str(stamp), "security_hash": self.initial_security_hash(stamp)}
            self.data.update({**self.generate_security_data(), **signed})

    @property
    def limit(self) -> int:
        """The most characters."""
        return int(settings.COMMENT_MAX_LENGTH)

    @property
    def seconds_open(self) -> int:
        """For how long the form was shown before it was sent, in whole seconds."""
        return max(0, int(time.time()) - int(self.cleaned_data["timestamp"]))

    def refuse(self, reached: LimitReached) -> None:
        """Say until when nothing more is taken. What was typed stays."""
        when = {"when": clock(reached.until)}
        if reached.limit == MAIL:
            words = _(
                "We have mailed this address several times already. Open the link in one of the mails, and send again. "
                "You can also wait until %(when)s."
            )
            self.add_error("email", words % when)
        elif reached.limit == PROOF:
            self.add_error(None, self._security_message([]))
        else:
            words = _(
                "Many comments are coming from where you are. Wait, and send again %(when)s. Your text is still here."
            )
            self.add_error(None, words % when)
        self.data = self.data.copy()
        self.data["proof"] = ""

    def _no_proof_message(self) -> str:
        if self.data.get("proof"):
            return _("The form had been open for too long. Your text is still here: send it again.")
        return _(
            "Write your e-mail address. Your browser did not run our check against robots, so we send a link there instead."
        )

    def security_errors(self) -> ErrorDict:
        """None are left on the hidden fields: see `full_clean`."""
        return ErrorDict()

    def _security_message(self, fields: list[str]) -> str:
        if fields == ["timestamp"]:
            return _("The form had been open for too long. Your text is still here: send it again.")
        return _("We could not receive the form. Your text is still here: send it again.")
