"""The editors' forms. They hold words, order and defaults; the services hold the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from budgeting.models import BudgetingPage, Round, Rule, TieRule
from budgeting.models.money import KronorFormField
from budgeting.models.rounds import MOST_CHOICES
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Schedule
from budgeting.services.rounds import TERMS, Terms

FIELD_OF_CODE = {
    "submission_order": "submission_closes",
    "shown_order": "proposals_shown",
    "voting_after_review": "voting_opens",
    "voting_order": "voting_closes",
    "result_order": "result_at",
    "cap_above_budget": "cap_ore",
    "budget_not_positive": "budget_ore",
    "budget_above_envelope": "budget_ore",
    "not_positive": "cap_ore",
    "ballot_limits": "ballot_max",
    "threshold_too_low": "threshold",
    "reason_required": "reason",
    "required": "reason",
    "too_long": "reason",
}
HIGHEST_THRESHOLD = 1_000_000
INSTANTS = (
    "submission_opens",
    "submission_closes",
    "proposals_shown",
    "voting_opens",
    "voting_closes",
    "result_at",
)


class Refusable(forms.Form):
    """A form that shows a service's refusal at the field it is about."""

    def refuse(self, refused: RuleViolation) -> None:
        """Put the refusal where it belongs."""
        name = FIELD_OF_CODE.get(refused.code)
        self.add_error(name if name in self.fields else None, refused.message)


def instant(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """A date and time in the site's zone; one that the clock skips or repeats is refused."""
    return forms.DateTimeField(label=label, help_text=help_text, widget=AdminDateTimeInput())


class RoundForm(Refusable):
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
    submission_opens = instant(
        _("Submission opens"), _("Budget, cap and counting rule are locked from then on.")
    )
    submission_closes = instant(_("Submission closes"), _("The first moment that is too late."))
    proposals_shown = instant(_("Proposals are shown"), _("Accepted proposals are public from then on."))
    voting_opens = instant(_("Voting opens"), _("All proposals must be decided by then."))
    voting_closes = instant(_("Voting closes"), _("The first moment that is too late."))
    result_at = instant(
        _("Result is published"), _("The count is made at the close and shown from this moment.")
    )
    ballot_min = forms.IntegerField(
        label=_("Least number of choices"), min_value=1, max_value=MOST_CHOICES, initial=1
    )
    ballot_max = forms.IntegerField(
        label=_("Greatest number of choices"), min_value=1, max_value=MOST_CHOICES, initial=3
    )
    rule = forms.ChoiceField(
        label=_("Counting rule"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        initial=Rule.GREEDY_SKIP,
        help_text=_("It often decides who gets money, and is shown to everyone before voting."),
    )
    tie_rule = forms.ChoiceField(
        label=_("When votes are equal"),
        choices=TieRule.choices,
        widget=forms.RadioSelect,
        initial=TieRule.LOT,
    )
    threshold = forms.IntegerField(
        label=_("Least number of votes"),
        min_value=1,
        max_value=HIGHEST_THRESHOLD,
        initial=1,
        help_text=_("A proposal with fewer gets no money."),
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
        start = {name: getattr(round_, name) for name in TERMS} if round_ else default_instants(now)
        kwargs["initial"] = start | (initial or {})
        super().__init__(*args, **kwargs)
        self.round_ = round_
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        if round_:
            del self.fields["programme"]
        elif len(only := programmes[:2]) == 1:
            self.fields["programme"].initial = only[0]
        for name in INSTANTS:
            self.fields[name].error_messages["ambiguous_timezone"] = _(
                "The clock is moved that night: this time does not exist or comes twice. Choose another."
            )
        for name in frozen:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Locked: residents already rely on it.")

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Fields under headings, in the order one thinks of them."""
        names: list[tuple[Any, list[str]]] = [
            (_("What"), ["programme", "name"]),
            (_("When"), list(INSTANTS)),
            (_("Money"), ["budget_ore", "cap_ore", "proposals_per_person"]),
            (_("Ballot and count"), ["ballot_min", "ballot_max", "rule", "tie_rule", "threshold"]),
        ]
        return [(heading, [self[name] for name in group if name in self.fields]) for heading, group in names]

    def changes(self) -> dict[str, Any]:
        """The terms that may be changed, by the names of Round's fields: a locked one is never sent back."""
        return {name: self.cleaned_data[name] for name in TERMS if not self.fields[name].disabled}

    def terms(self) -> Terms:
        """What `create_round` takes; of a valid form."""
        data = self.changes()
        instants = [data.pop(name) for name in INSTANTS]
        return Terms(schedule=Schedule(*instants), **data)


def default_instants(now: dt.datetime) -> dict[str, dt.datetime]:
    """A round of six weeks that begins the Monday after next: three to hand in, one to review, two to vote."""
    today = timezone.localtime(now).date()
    monday = today + dt.timedelta(days=7 - today.weekday() + 7)

    def on(days: int, hour: int, minute: int = 0) -> dt.datetime:
        return timezone.make_aware(
            dt.datetime.combine(monday + dt.timedelta(days=days), dt.time(hour, minute))
        )

    return {
        "submission_opens": on(0, 8),
        "submission_closes": on(20, 23, 59),
        "proposals_shown": on(28, 8),
        "voting_opens": on(28, 8),
        "voting_closes": on(41, 23, 59),
        "result_at": on(44, 12),
    }


class ReviewForm(Refusable):
    """The decision about a proposal."""

    decision = forms.ChoiceField(
        choices=[("accepted", _("Accept")), ("declined", _("Decline")), ("withdrawn", _("Withdraw"))],
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Needed to decline or withdraw. Its author and everyone can read it: be short, clear and kind."
        ),
    )
