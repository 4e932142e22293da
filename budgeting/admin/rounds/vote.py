"""The part of a round's form that says who votes, with what ballot, and how it is counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgeting.admin.forms import Refusable
from budgeting.admin.rounds.dates import DatedForm
from budgeting.models import BallotKind, LotSource, Rule, TieRule, Utility, VoterIdentity
from budgeting.models.round_choices import MOST_CHOICES, MOST_POINTS
from budgeting.rules.eligibility import read_postal_code
from budgeting.rules.errors import message_for
from radslag.openid.config import client as eid_client

HIGHEST_THRESHOLD = 1_000_000
POINTS_MISSING: dict[str, Any] = {
    "points_total": _("Write how many points each voter has."),
    "points_most": _("Write how many points one proposal can get at most."),
}
ABOUT: dict[str, Any] = {
    VoterIdentity.EMAIL: _(
        "Voters type their address, get a code by e-mail and declare that they live in the area. Easiest for those who "
        "vote, and free. The least sure way: who has two addresses can vote twice."
    ),
    VoterIdentity.CODES: _(
        "You make the codes here and hand them out, such as by letter to all who are registered in the area. Nobody needs "
        "e-mail. It costs print and postage, and is as sure as the handing out. The only way that also works on paper."
    ),
    VoterIdentity.EID: _(
        "Voters prove who they are with BankID, Freja or the like. The surest way: one person has one vote, and no "
        "identity number is kept. The site must be connected to a provider, who is paid, and who has no e-ID can’t vote."
    ),
    BallotKind.APPROVAL: _("The easiest to understand and the quickest to fill in. Right for most rounds."),
    BallotKind.KNAPSACK: _(
        "Voters see what their choices cost, and keep within the budget. Good when proposals cost very different sums."
    ),
    BallotKind.POINTS: _("Voters can say what they want the most. It takes longer to fill in."),
    Rule.GREEDY_SKIP: _(
        "The easiest to explain. Uses nearly all the money; a large group can decide everything."
    ),
    Rule.GREEDY_STOP: _("No small proposal passes a larger one with more votes. Often leaves money."),
    Rule.EQUAL_SHARES_ADD1_FILL: _(
        "Each voter holds an equal share of the money, and those who choose a proposal pay for it together. Smaller groups "
        "get something too. Shares are raised while the money lasts; what is left then goes to most votes. Of the equal "
        "shares, the one we recommend."
    ),
    Rule.EQUAL_SHARES_ADD1: _("The same, but what is left in the end is not used."),
    Rule.EQUAL_SHARES_FILL: _("Shares are not raised; what is left goes to most votes."),
    Rule.EQUAL_SHARES: _("Shares are not raised. Often leaves much of the money."),
    Rule.EQUAL_SHARES_COMPARISON: _(
        "As the recommended one. If more voters get more of what they chose with most votes first, that result holds."
    ),
    Utility.COST: _("The usual one, and the one we recommend."),
    Utility.CARDINALITY: _("Favours small proposals."),
    LotSource.SEALED: _(
        "Nobody has to do anything. Its fingerprint is public from the start, so nobody can exchange it."
    ),
    LotSource.DRAWN: _(
        "Such as numbered balls at a meeting. The count waits until two people have typed in what was drawn."
    ),
}
"""What each choice means for those who vote and for those who run the round."""


def _both(label: Any, about: Any) -> SafeString:
    return format_html(
        '<span class="explained"><strong>{}</strong> <span class="explained__about">{}</span></span>',
        label,
        about,
    )


def _explained(choices: Any) -> list[tuple[str, Any]]:
    """The choices of a field, each with what it means."""
    return [(value, lazy(_both, SafeString)(label, ABOUT[value])) for value, label in choices]


def _rule_help() -> SafeString:
    """A sentence that helps to choose, and where one can try."""
    return format_html(
        '{} <a href="{}">{}</a>',
        _(
            "It often decides who gets money, and is shown to everyone before voting. Unsure? Take the first one. Take equal "
            "shares when small groups in the area should get something too, and let each voter choose at least three."
        ),
        reverse("budgeting_round_modeladmin_try_rules"),
        _("Try the rules on ballots of earlier rounds"),
    )


class VoteChecks(Refusable):
    """What is read and refused about voters and ballots, in every form that has those fields."""

    def clean_identity(self) -> str:
        """Nobody could vote by an electronic identity that the site is not set up for."""
        identity: str = self.cleaned_data["identity"]
        if identity == VoterIdentity.EID and "identity" in self.changed_data and eid_client() is None:
            raise forms.ValidationError(_("Electronic identification is not set up on this site."))
        return identity

    def clean_postal_codes(self) -> str:
        """Five digits each, in order, once each; commas and spaces within a code are understood."""
        parts = self.cleaned_data["postal_codes"].replace(",", "\n").replace(";", "\n").splitlines()
        codes = [code for part in parts for code in _codes_in(part)]
        if "" in codes:
            raise forms.ValidationError(message_for("postal_codes_unreadable"))
        return " ".join(sorted(set(codes)))

    def clean(self) -> dict[str, Any]:
        """Points belong to a ballot of points; who has a voting code is not asked for a postal code."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("ballot_kind") == BallotKind.POINTS:
            self._check_points(data)
        elif "ballot_kind" in data:
            self._leave_unused(data)
        if data.get("identity") == VoterIdentity.CODES and data.get("postal_codes"):
            self.add_error(
                "postal_codes",
                _("Leave this empty: voting codes are handed out to those who live in the area."),
            )
        self._check_least(data)
        return data

    def _check_points(self, data: dict[str, Any]) -> None:
        for name in POINTS_MISSING:
            if name not in self.errors and data.get(name) is None:
                self.add_error(name, POINTS_MISSING[name])
        total, most = data.get("points_total"), data.get("points_most")
        if total and most and most > total:
            self.add_error("points_most", _("Not more than each voter has."))
        if total and (data.get("ballot_min") or 0) > total:
            self.add_error("ballot_min", _("A voter has fewer points than that."))
        self._leave_greatest(data)

    def _leave_unused(self, data: dict[str, Any]) -> None:
        """What stands in the fields of another kind of ballot does not matter, not even when it is wrong."""
        for name in POINTS_MISSING:
            self.errors.pop(name, None)
            data[name] = None
        if data["ballot_kind"] != BallotKind.APPROVAL:
            self._leave_greatest(data)

    def _leave_greatest(self, data: dict[str, Any]) -> None:
        """The greatest number of choices is asked for when choices are votes; otherwise it is never below the least."""
        self.errors.pop("ballot_max", None)
        data["ballot_max"] = max(data.get("ballot_max") or 1, data.get("ballot_min") or 1)

    def _check_least(self, data: dict[str, Any]) -> None:
        """The budget has room for as many proposals as each voter must choose, whatever they cost."""
        least, budget_ore, cap_ore = (data.get(name) for name in ("ballot_min", "budget_ore", "cap_ore"))
        if data.get("ballot_kind") == BallotKind.KNAPSACK and least and budget_ore and cap_ore:
            room = budget_ore // cap_ore
            if 1 <= room < least:
                self.add_error("ballot_min", message_for("least_beyond_budget", room=room))


class VoteForm(VoteChecks, DatedForm):
    """Who votes, the ballot and the count."""

    identity = forms.ChoiceField(
        label=_("Who may vote"),
        choices=_explained(VoterIdentity.choices),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how residents vote. None is chosen for you.")},
        help_text=_("One way for the whole round: a person who could come in two ways could vote twice."),
    )
    postal_codes = forms.CharField(
        label=_("Postal codes of voters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Such as 254 40, 254 41. Then a voter must live in one of them. Empty: nobody is asked for a postal code. "
            "Not with voting codes: they are handed out in the area."
        ),
    )
    ballot_kind = forms.ChoiceField(
        label=_("Ballot"),
        choices=_explained(BallotKind.choices),
        widget=forms.RadioSelect,
        initial=BallotKind.APPROVAL,
        help_text=_("What voters fill in."),
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
        help_text=_(
            "At most 10. About as many as the budget has room for is a good rule. Only when each choice is one vote."
        ),
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
        choices=_explained(Rule.choices),
        widget=forms.RadioSelect,
        initial=Rule.GREEDY_SKIP,
        help_text=lazy(_rule_help, SafeString)(),
    )
    utility = forms.ChoiceField(
        label=_("What a chosen proposal is worth"),
        choices=_explained(Utility.choices),
        widget=forms.RadioSelect,
        initial=Utility.COST,
        help_text=_("Only with equal shares: what a voter is taken to gain when a proposal gets money."),
    )
    tie_rule = forms.ChoiceField(
        label=_("When votes are equal"),
        choices=TieRule.choices,
        widget=forms.RadioSelect,
        initial=TieRule.LOT,
        help_text=_(
            "Who goes first when two proposals have equally many votes, or points, and the money is enough for one."
        ),
        error_messages={"required": _("Choose who goes first when votes are equal.")},
    )
    lot_source = forms.ChoiceField(
        label=_("The seed of the lot"),
        choices=_explained(LotSource.choices),
        widget=forms.RadioSelect,
        initial=LotSource.SEALED,
        help_text=_(
            "The lot is drawn from it. It also decides between proposals that have equal votes and equal costs."
        ),
    )
    threshold = forms.IntegerField(
        label=_("Least number of votes"),
        min_value=1,
        max_value=HIGHEST_THRESHOLD,
        initial=1,
        help_text=_(
            "A proposal with fewer gets no money. When points are shared out: the least number of points."
        ),
    )
    threshold_percent = forms.IntegerField(
        label=_("Least share of the voters"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_(
            "In per cent, such as 5: a proposal that fewer of the voters chose gets no money. Empty: no such limit."
        ),
    )
    compares_rules = forms.BooleanField(
        label=_("Show what other rules would have given"),
        required=False,
        help_text=_(
            "On the page of the result, for everyone. It is decided now, before anybody knows how the votes fall. You see it "
            "yourself in any case."
        ),
    )


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
