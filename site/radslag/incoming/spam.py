"""What tells a robot's letter from a person's, for every form that anyone may post. A person is always told what to do.

Three signs: a field that people do not see is filled in; the form came back sooner than anyone can write, or after so
long that it was kept for later; the text is full of links. Nothing is dropped in silence: a person whose browser filled
in the hidden field reads about it, and sends once more.
"""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from radslag.clock import database_now

SOONEST = dt.timedelta(seconds=3)
LATEST = dt.timedelta(days=1)
MOST_LINKS = 2
LINK = re.compile(r"https?://|\bwww\.|\[url|<a\s", re.IGNORECASE)


def stamp(purpose: str) -> str:
    """A signed note of when a form for `purpose` was opened."""
    return signing.Signer(salt="radslag.spam").sign_object({"for": purpose, "at": database_now().timestamp()})


def opened_at(value: str, purpose: str) -> dt.datetime | None:
    """When the form was opened; None if the note is not ours, or for something else."""
    try:
        note = signing.Signer(salt="radslag.spam").unsign_object(value)
    except (signing.BadSignature, ValueError):
        return None
    if not isinstance(note, dict) or note.get("for") != purpose:
        return None
    return dt.datetime.fromtimestamp(note["at"], dt.UTC)


def check_links(text: str) -> str:
    """The text, if it has few links. Raises forms.ValidationError."""
    links = len(LINK.findall(text))
    if links > MOST_LINKS:
        raise forms.ValidationError(
            ngettext(
                "The text has %(n)d link. It may have at most %(most)d. Take some away.",
                "The text has %(n)d links. It may have at most %(most)d. Take some away.",
                links,
            )
            % {"n": links, "most": MOST_LINKS},
            code="links",
        )
    return text


class GuardedForm(forms.Form):
    """A form with the hidden field and the time stamp. A subclass gives `purpose`: a stamp is good for that alone."""

    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, purpose: str) -> None:
        self.purpose = purpose
        super().__init__(data)
        self.fields["opened"].initial = lambda: stamp(purpose)

    def clean(self) -> dict[str, Any]:
        """Look for the signs, when the rest is right. What is wrong is set right for the next time it is sent."""
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self._set("website", "")
            self.add_error(
                None, _("A field that people do not see was filled in. It is empty now: send once more.")
            )
        opened, now = opened_at(cleaned.get("opened", ""), self.purpose), database_now()
        if opened is None or now - opened > LATEST:
            self._set("opened", stamp(self.purpose))
            self.add_error(
                None, _("The form had been open for too long. All you wrote is still here: send once more.")
            )
        elif now - opened < SOONEST:
            self.add_error(None, _("That was quick. Read through what you wrote, and send once more."))
        return cleaned

    def _set(self, name: str, value: str) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(name)] = value  # type: ignore[index]
