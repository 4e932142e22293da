"""The forms of acts: a reason that everyone reads, and the terms that may still be changed with one."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from budgeting.admin.forms import Refusable
from budgeting.admin.rounds.form import RoundForm
from budgeting.admin.rounds.vote import VoteChecks
from budgeting.models import Round
from budgeting.models.acts import MAX_REASON
from budgeting.rules.acts import COUNTING, INSTANTS, MONEY, TAKING_PART
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_text
from budgeting.words.acts import ORDER, postal_codes_in_words, value_in_words

PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("When"), INSTANTS),
    (
        gettext_lazy("Money"),
        MONEY,
    ),
    (gettext_lazy("Who takes part"), TAKING_PART),
    (gettext_lazy("Ballot and count"), COUNTING),
)


class ReasonForm(Refusable):
    """Why something is done. Everyone can read it."""

    reason = forms.CharField(
        label=pgettext_lazy("act", "Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Everyone can read it on the round’s page: write for those who live there. At most 500 characters, and no "
            "names of residents."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def clean_reason(self) -> str:
        """Something is said, and not too much."""
        try:
            return check_text(self.cleaned_data["reason"], limit=MAX_REASON)
        except RuleViolation as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused


class LookedAtForm(ReasonForm):
    """A reason for something that people look at before they say yes; it may have become different meanwhile.

    `seen_now` stands in the page; the form is valid only when what was seen is what would be done.
    """

    stale = gettext_lazy("What is shown here has changed meanwhile. Look at it once more.")

    def __init__(self, *args: Any, seen_now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen_now = seen_now

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody has seen."""
        super().clean()
        if self.data.get("seen") != self.seen_now:
            self.add_error(None, str(self.stale))
        return self.cleaned_data


class ChangeTermsForm(VoteChecks, LookedAtForm):
    """The terms that an act may change at `now`, each with what it is today, and the reason."""

    stale = gettext_lazy(
        "Somebody has changed the round meanwhile, or a date has passed. Look at what it says now; what you typed is kept."
    )

    def __init__(
        self, *args: Any, round_: Round, allowed: frozenset[str], now: dt.datetime, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {name: getattr(round_, name) for name in allowed}
        if "postal_codes" in allowed:
            kwargs["initial"]["postal_codes"] = postal_codes_in_words(round_.postal_codes)
        super().__init__(*args, seen_now=fingerprint(round_, allowed), **kwargs)
        self.round_, self.now = round_, now
        self.names = [name for name in ORDER if name in allowed]
        for name in self.names:
            field = self.fields[name] = copy.deepcopy(RoundForm.base_fields[name])
            today = _("Today: %(value)s") % {"value": value_in_words(name, getattr(round_, name))}
            field.help_text = f"{field.help_text} {today}".strip()
        self.order_fields([*self.names, "reason"])

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """A heading and its fields, without parts that have none."""
        parts = [(title, [self[name] for name in names if name in self.fields]) for title, names in PARTS]
        return [(title, fields) for title, fields in parts if fields]

    def clean(self) -> dict[str, Any]:
        """What has been can't be moved, and nothing can be moved to what has been."""
        super().clean()
        changes = self.changes()
        for name in INSTANTS:
            if name in changes and changes[name] != getattr(self.round_, name) and changes[name] <= self.now:
                self.add_error(name, RuleViolation("instant_passed").message)
        return self.cleaned_data

    def changes(self) -> dict[str, Any]:
        """The terms as they are to be, by the names of Round's fields, as far as they could be read."""
        return {name: self._value(name) for name in self.names if name in self.cleaned_data}

    def _value(self, name: str) -> Any:
        """The field shows minutes: an instant that was not touched keeps its seconds."""
        value, stored = self.cleaned_data[name], getattr(self.round_, name)
        if name in INSTANTS and value == stored.replace(second=0, microsecond=0):
            return stored
        return value


def fingerprint(round_: Round, names: frozenset[str]) -> str:
    """Different as soon as one of the terms is, or others may be changed."""
    said = "|".join(f"{name}={getattr(round_, name)!r}" for name in sorted(names))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
