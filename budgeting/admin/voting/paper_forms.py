"""The forms in which ballots on paper are keyed: how many there are, one paper, and one that does not count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin.forms import Refusable
from budgeting.display.paper_votes import REASONS
from budgeting.models import BallotKind, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.paper_errors import said_of_paper
from budgeting.rules.typed_numbers import TypedChoice, read_paper

FILL_IN: dict[str, Any] = {"error_messages": {"required": _("Fill this in.")}}
MOST_PAPERS = 100_000
CODE_FAULTS = frozenset(
    {"wrong_code", "code_revoked", "code_used_on_web", "paper_done", "second_person_keys"}
)
"""What is wrong with the code, or the paper as a whole; anything else is about what was chosen."""
PILE_FAULTS = frozenset({"papers_unsaid", "more_papers_than_said"})


class PileForm(Refusable):
    """How many ballots on paper there are."""

    papers = forms.IntegerField(
        label=_("Number of papers"),
        min_value=1,
        max_value=MOST_PAPERS,
        help_text=_("Count them before you begin. From 50 on, each paper is keyed by two people."),
        error_messages={"required": _("Fill this in."), "invalid": _("Write a whole number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "auto_id": "pile-%s"}
        super().__init__(*args, **kwargs)

    def refuse(self, refused: RuleViolation) -> None:
        """Everything is about the number."""
        self.add_error("papers", refused.message)


class PaperVoteForm(Refusable):
    """One paper: its code, and the numbers as they stand on it."""

    code = forms.CharField(
        label=_("The code on the paper"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "codes__code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        **FILL_IN,
    )
    numbers = forms.CharField(
        label=_("The proposals that are chosen"),
        max_length=2_000,
        help_text=_("Their numbers, such as 3, 7, 12."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **FILL_IN,
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "auto_id": "paper-%s"}
        super().__init__(*args, **kwargs)
        self.with_points = round_.ballot_kind == BallotKind.POINTS
        if self.with_points:
            self.fields["numbers"].help_text = _("The number and the points of each, such as 3:5, 7:2.")

    def clean_numbers(self) -> list[TypedChoice]:
        """What is chosen, in the order typed."""
        try:
            return read_paper(self.cleaned_data["numbers"], with_points=self.with_points)
        except RuleViolation as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused

    def refuse(self, refused: RuleViolation) -> None:
        """At the code, at the numbers, or above both."""
        if refused.code in PILE_FAULTS:
            self.add_error(None, refused.message)
        else:
            self.add_error("code" if refused.code in CODE_FAULTS else "numbers", said_of_paper(refused))


class RefusePaperForm(Refusable):
    """A paper that does not count, though nobody has to know its code."""

    reason = forms.ChoiceField(label=_("Why it does not count"), choices=list(REASONS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "auto_id": "refuse-%s"}
        super().__init__(*args, **kwargs)
