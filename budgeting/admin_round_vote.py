"""The part of a round's form that says who votes, with what ballot, and how it is counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.admin_round_dates import DatedForm
from budgeting.models import BallotKind, Rule, TieRule, VoterIdentity
from budgeting.models.round_choices import MOST_CHOICES, MOST_POINTS
from budgeting.rules.eligibility import read_postal_code

HIGHEST_THRESHOLD = 1_000_000


class VoteForm(DatedForm):
    """Who votes, the ballot and the count."""

    identity = forms.ChoiceField(
        label=_("Who may vote"),
        choices=VoterIdentity.choices,
        widget=forms.RadioSelect,
        initial=VoterIdentity.EMAIL,
        help_text=_(
            "One way for the whole round: a person who could come in two ways could vote twice. With e-mail, voters "
            "declare that they live in the area. Codes also work on paper. Electronic identification is the surest."
        ),
    )
    postal_codes = forms.CharField(
        label=_("Postal codes of voters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "With five digits and spaces between them, such as 25440 25441. Then a voter must have one of them. "
            "Empty: nobody is asked for a postal code."
        ),
    )
    ballot_kind = forms.ChoiceField(
        label=_("Ballot"),
        choices=BallotKind.choices,
        widget=forms.RadioSelect,
        initial=BallotKind.APPROVAL,
        help_text=_("What voters fill in. To choose some proposals is the easiest to understand."),
    )
    ballot_min = forms.IntegerField(
        label=_("Least number of choices"),
        min_value=1,
        max_value=MOST_CHOICES,
        initial=1,
        help_text=_("How many proposals each voter must choose at least."),
    )
    ballot_max = forms.IntegerField(
        label=_("Greatest number of choices"),
        min_value=1,
        max_value=MOST_CHOICES,
        initial=3,
        help_text=_("At most 10. About as many as the budget has room for is a good rule."),
    )
    points_total = forms.IntegerField(
        label=_("Points for each voter"),
        min_value=1,
        max_value=MOST_POINTS,
        required=False,
        help_text=_("Only when points are shared out: how many each voter has, such as 10."),
    )
    points_most = forms.IntegerField(
        label=_("Most points for one proposal"),
        min_value=1,
        max_value=MOST_POINTS,
        required=False,
        help_text=_("Only when points are shared out: how many of them one proposal can get, such as 5."),
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
        help_text=_(
            "Who goes first when two proposals have equally many votes and the money is enough for one."
        ),
        error_messages={"required": _("Choose who goes first when votes are equal.")},
    )
    threshold = forms.IntegerField(
        label=_("Least number of votes"),
        min_value=1,
        max_value=HIGHEST_THRESHOLD,
        initial=1,
        help_text=_("A proposal with fewer gets no money."),
    )

    def clean_postal_codes(self) -> str:
        """Five digits each, in order, once each; commas and spaces within a code are understood."""
        text: str = self.cleaned_data["postal_codes"]
        parts = text.replace(",", "\n").replace(";", "\n").splitlines()
        codes = [code for part in parts for code in _codes_in(part)]
        if "" in codes:
            raise forms.ValidationError(_("Write postal codes with five digits and a space between them."))
        return " ".join(sorted(set(codes)))

    def clean(self) -> dict[str, Any]:
        """Points belong to a ballot of points; who has a voting code is not asked for a postal code."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("ballot_kind") == BallotKind.POINTS:
            for name in ("points_total", "points_most"):
                if name in self.fields and name not in self.errors and data.get(name) is None:
                    self.add_error(name, _("Write how many points."))
            total, most = data.get("points_total"), data.get("points_most")
            if total and most and most > total:
                self.add_error("points_most", _("Not more than each voter has."))
        elif "ballot_kind" in data:
            data["points_total"] = data["points_most"] = None
        if data.get("identity") == VoterIdentity.CODES and data.get("postal_codes"):
            self.add_error(
                "postal_codes",
                _("Leave this empty: voting codes are handed out to those who live in the area."),
            )
        return data


def _codes_in(text: str) -> list[str]:
    """The postal codes of a line; an empty text for what is none."""
    words = text.split()
    whole = read_postal_code(text)
    if whole or not words:
        return [whole] if words else []
    pairs = ["".join(pair) for pair in zip(words[::2], words[1::2], strict=False)]
    if len(words) % 2 == 0 and all(len(word) == (3, 2)[i % 2] for i, word in enumerate(words)):
        return [read_postal_code(pair) for pair in pairs]
    return [read_postal_code(word) for word in words]
