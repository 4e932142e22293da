"""The form of a round's contract: numbered parts, good defaults, and what is locked when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgeting.admin.rounds.values import NO_TALK, TALK_OF_EACH, TALK_OF_ROUND, first_values, values_of
from budgeting.admin.rounds.vote import VoteForm
from budgeting.models import Applicants, BudgetingPage, Leftover, Round
from budgeting.models.money import KronorFormField
from budgeting.rules.acts import COUNTING, INSTANTS, MONEY, TAKING_PART
from budgeting.rules.money import format_kronor
from budgeting.rules.phases import Schedule
from budgeting.services.rounds import TERMS, NewQuestion, Terms
from budgeting.services.terms import envelope_left
from comments.rules.policy import Mode

LONGEST_CRITERION = 200
CONVERSATION = ("conversation", "conversation_ends")


PARTS: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (_("What"), _("The programme says where the money is used."), ("programme", "name")),
    (_("When"), _("The clock opens and closes each step. Nobody has to press anything."), INSTANTS),
    (
        _("Money"),
        _("Locked when submission opens. Then it changes only with a reason that everyone can read."),
        MONEY,
    ),
    (_("Who takes part"), _("Shown on the page and in the forms."), TAKING_PART),
    (
        _("Review"),
        _("What staff look at before the vote. Residents see the decision and its reason."),
        ("criteria", "reviewers_needed"),
    ),
    (
        _("Ballot and count"),
        _("Shown to everyone before voting, and locked when submission opens."),
        COUNTING,
    ),
    (
        pgettext_lazy("of residents", "Comments"),
        _("What people say to each other before the vote. It can be changed on the page at any time."),
        CONVERSATION,
    ),
)
"""Heading, what is decided there, and the names of the fields."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form, with its fields as a template draws them."""

    title: Any
    text: Any
    fields: list[forms.BoundField]

    @property
    def is_dated(self) -> bool:
        """Whether the time line stands below it."""
        return any(field.name in INSTANTS for field in self.fields)


class RoundForm(VoteForm):
    """The contract of a round."""

    programme: forms.ModelChoiceField = forms.ModelChoiceField(
        BudgetingPage.objects.none(), label=_("Programme")
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As in lists: Mitt Närlunda, hösten 2026. It becomes the page’s title."),
    )
    budget_ore = KronorFormField(label=_("Budget"), help_text=_("In kronor: what the proposals share."))
    cap_ore = KronorFormField(label=_("Most a proposal may cost"), help_text=_("In kronor, such as 25 000."))
    proposals_per_person = forms.IntegerField(
        label=_("Proposals per person"),
        min_value=1,
        max_value=50,
        initial=3,
        help_text=_("Withdrawn ones do not count."),
    )
    proposals_per_quarter = forms.IntegerField(
        label=_("Proposals per person and quarter"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("In all rounds of the programme with the result in the same quarter. Empty: no limit."),
    )
    applicant_round_ore = KronorFormField(
        label=_("Most one person may ask for in the round"),
        required=False,
        help_text=_("In kronor, all proposals of a person together. Empty: no limit."),
    )
    applicant_quarter_ore = KronorFormField(
        label=_("Most one person may ask for in a quarter"),
        required=False,
        help_text=_("In kronor, in all rounds with the result in the same quarter. Empty: no limit."),
    )
    leftover = forms.ChoiceField(
        label=_("Money left over"),
        choices=Leftover.choices,
        widget=forms.RadioSelect,
        initial=Leftover.RETURNED,
        help_text=_("What becomes of money that no proposal gets. Shown to everyone."),
    )
    applicants = forms.ChoiceField(
        label=_("Who may submit proposals"),
        choices=Applicants.choices,
        widget=forms.RadioSelect,
        initial=Applicants.GROUPS_TOO,
        help_text=_("What is asked of the one who submits a proposal follows from this."),
    )
    least_age = forms.IntegerField(
        label=_("Least age"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_(
            "Whoever submits a proposal or votes declares to be at least this old. Empty: no least age."
        ),
    )
    reviewers_needed = forms.TypedChoiceField(
        label=_("Reviewers for each decision"),
        choices=[(1, _("One")), (2, _("Two who say the same"))],
        coerce=int,
        widget=forms.RadioSelect,
        initial=1,
        help_text=_("One is quicker. Two is fairer where people know each other."),
    )
    criteria = forms.CharField(
        label=_("The check list of those who review"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("One criterion a line. Reviewers tick them off for each proposal."),
    )
    conversation = forms.ChoiceField(
        label=pgettext_lazy("of residents", "Comments"),
        choices=[
            (NO_TALK, _("None")),
            (TALK_OF_ROUND, _("Under the round")),
            (TALK_OF_EACH, _("Under the round, and under each proposal once proposals are shown")),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Who may write, and what is read first, is chosen on the page of the round."),
    )
    conversation_ends = forms.BooleanField(
        label=_("Close the comments when voting closes"),
        required=False,
        initial=True,
        help_text=_("Without it they are open until you close them. What is written stays."),
    )

    def __init__(
        self,
        *args: Any,
        programmes: QuerySet[BudgetingPage],
        now: dt.datetime,
        round_: Round | None = None,
        frozen: frozenset[str] = frozenset(),
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        start = first_values(now) if round_ is None else values_of(round_)
        kwargs["initial"] = start | (initial or {})
        super().__init__(*args, **kwargs)
        self.round_, self.now = round_, now
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["budget_ore"].help_text = self._budget_help()
        if round_:
            for name in ("programme", *CONVERSATION):
                del self.fields[name]
        if "submission_opens" in frozen:
            self.fields["criteria"].disabled = True
        for name in frozen:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Locked: residents already rely on it.")

    def _budget_help(self) -> str:
        """What the money is, and how much the year of a known programme has left without this round."""
        words, programme = str(self.fields["budget_ore"].help_text), self.chosen_programme()
        result_at = self.get_initial_for_field(self.fields["result_at"], "result_at")
        if programme is None or not isinstance(result_at, dt.datetime):
            return words
        left_ore = envelope_left(programme, result_at, leaving_out=self.round_.pk if self.round_ else None)
        left = _("Left of %(year)d: %(left)s.") % {
            "year": timezone.localtime(result_at).year,
            "left": format_kronor(max(0, left_ore)),
        }
        return f"{words} {left}"

    def parts(self) -> list[Part]:
        """The parts that have a field here, in the order one thinks of them."""
        parts = [
            Part(title, text, [self[n] for n in names if n in self.fields]) for title, text, names in PARTS
        ]
        return [part for part in parts if part.fields]

    @property
    def line_names(self) -> str:
        """The fields that the time line looks at, as a script reads them."""
        return " ".join(name for name in ("programme", *INSTANTS) if name in self.fields)

    def changes(self) -> dict[str, Any]:
        """The terms that may be changed, by the names of Round's fields: a locked one is never sent back."""
        return {name: self.cleaned_data[name] for name in TERMS if not self.fields[name].disabled}

    def criterion_list(self) -> tuple[str, ...]:
        """The criteria, one each; of a valid form."""
        return tuple(line.strip() for line in self.cleaned_data["criteria"].splitlines() if line.strip())

    def terms(self, questions: Sequence[NewQuestion] = ()) -> Terms:
        """What `create_round` takes; of a valid form."""
        data = self.changes()
        instants = [data.pop(name) for name in INSTANTS]
        return Terms(
            schedule=Schedule(*instants), criteria=self.criterion_list(), questions=questions, **data
        )

    def page_fields(self) -> dict[str, Any]:
        """What the page of a new round says of its conversation; of a valid form."""
        data = self.cleaned_data
        is_open = data["conversation"] in (TALK_OF_ROUND, TALK_OF_EACH)
        return {
            "thread_mode": Mode.OPEN if is_open else Mode.OFF,
            "thread_ends": data["voting_closes"] if is_open and data["conversation_ends"] else None,
            "proposal_threads": data["conversation"] == TALK_OF_EACH,
        }

    def clean_criteria(self) -> str:
        """Each line is short enough to be read at a glance."""
        text: str = self.cleaned_data["criteria"]
        if any(len(line.strip()) > LONGEST_CRITERION for line in text.splitlines()):
            raise forms.ValidationError(_("Write at most 200 characters a line."))
        return text
