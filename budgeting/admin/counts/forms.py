"""The editors' forms about a count: what was drawn, typed in twice, and what is changed in a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin.acts.forms import LookedAtForm
from budgeting.admin.forms import Refusable
from budgeting.models.counts import MAX_SEED, Outcome
from budgeting.models.money import KronorFormField
from budgeting.services.draws import MAX_HOW
from budgeting.services.overrides import Asked


class AgainForm(Refusable):
    """What was drawn."""

    seed = forms.CharField(
        label=_("What was drawn"),
        max_length=MAX_SEED,
        error_messages={"required": _("Fill this in.")},
        help_text=_(
            "Exactly as it stands in the record, such as 7 31 4 22. Spaces at the ends don’t matter."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["seed"].widget.attrs["autocomplete"] = "off"


class DrawForm(AgainForm):
    """What was drawn, and how."""

    how = forms.CharField(
        label=_("How it was drawn"),
        max_length=MAX_HOW,
        error_messages={"required": _("Fill this in.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Where, when, with what, and who saw it. Everyone can read it with the result. No names of residents."
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal of the form: its number, its title, what it costs in the count (öre), and its two fields."""

    number: int
    title: str
    cost_ore: int
    out: forms.BoundField
    cost: forms.BoundField


class ChangeResultForm(LookedAtForm):
    """Which proposals are to be out of the count, which costs are wrong, and why."""

    stale = _("The round has been counted anew meanwhile. Look at it once more; what you typed is kept.")

    def __init__(self, *args: Any, candidates: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for outcome in candidates:
            number = outcome.proposal.number
            named = {"number": number}
            self.fields[f"out_{number}"] = forms.BooleanField(label=_("Out of the count"), required=False)
            cost = KronorFormField(
                label=_("Right cost of proposal %(number)s, in kronor") % named, required=False
            )
            self.fields[f"cost_{number}"] = cost
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def lines(self) -> Iterator[Line]:
        """The proposals in the order of their numbers."""
        for outcome in self.candidates:
            n = outcome.proposal.number
            yield Line(n, outcome.proposal.title, outcome.cost_ore, self[f"out_{n}"], self[f"cost_{n}"])

    def asked(self) -> Asked:
        """What is to be different. Only of a form that is valid."""
        data = self.cleaned_data
        numbers = [outcome.proposal.number for outcome in self.candidates]
        return Asked(
            withdrawn=frozenset(n for n in numbers if data.get(f"out_{n}")),
            costs={n: data[f"cost_{n}"] for n in numbers if data.get(f"cost_{n}") is not None},
        )
