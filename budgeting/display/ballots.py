"""The ballot as its voter sees it. Private: never in a page that may be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.display import ballot_words
from budgeting.display.how_counted import advice, alternatives_told
from budgeting.models import BallotKind, Proposal, Round, VoterIdentity
from budgeting.rules.ballots import ballot_order, points_typed
from budgeting.rules.eligibility import check_declared, check_postal_code
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services.ballots import StoredBallot, stored_ballot
from budgeting.services.voters import Voter, asks_declaration

FIELDS = {
    "not_declared": "declared",
    "postal_code_missing": "postal_code",
    "postal_code_elsewhere": "postal_code",
}
"""Where a refusal belongs; all others belong to the choices."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody has ticked and typed but not saved: ids as they came, points by id, and the declaration."""

    choices: frozenset[str] = field(repr=False)
    points: Mapping[str, str] = field(repr=False)
    declared: bool = False
    postal_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A proposal on the ballot. `cost` is text, `points` as typed; `is_wrong` when those can't be given."""

    id: int
    number: int
    title: str
    cost_ore: int
    chosen: bool = field(repr=False)
    points: str = field(default="", repr=False)
    is_wrong: bool = False

    @property
    def cost(self) -> str:
        """25 000 kr."""
        return format_kronor(self.cost_ore)


@dataclass(frozen=True, slots=True)
class BallotShown:
    """The ballot. `unsaved` says that what is ticked is not what is stored; `gone` are stored choices that left."""

    round: Round
    now: dt.datetime
    stored: StoredBallot | None
    rows: list[BallotRow]
    unsaved: bool
    gone: list[str]
    asks_declaration: bool
    asks_postal_code: bool
    """Asked with the first ballot only."""
    declared: bool = False
    postal_code: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the field it belongs to, in the order of the page."""

    @property
    def heading(self) -> str:
        """What one is to do."""
        return ballot_words.heading(self.round)

    @property
    def guide(self) -> list[str]:
        """The rules, one sentence each; what helps; and of which proposals only one can get money."""
        told = [*ballot_words.guide(self.round), advice(self.round)]
        return [sentence for sentence in (*told, *alternatives_told(self.round)) if sentence]

    @property
    def lacking(self) -> dict[str, str]:
        """What a script says while the ballot can't be saved."""
        return ballot_words.lacking(self.round)

    @property
    def given(self) -> int:
        """How many are ticked, how many points are given, or how many öre the chosen cost."""
        if self.round.ballot_kind == BallotKind.POINTS:
            return sum(int(row.points) for row in self.rows if row.points and not row.is_wrong)
        if self.round.ballot_kind == BallotKind.KNAPSACK:
            return sum(row.cost_ore for row in self.rows if row.chosen)
        return sum(row.chosen for row in self.rows)

    @property
    def most(self) -> int:
        """As much as there is to give, in the same unit."""
        if self.round.ballot_kind == BallotKind.POINTS:
            return self.round.points_total or 0
        return (
            self.round.budget_ore if self.round.ballot_kind == BallotKind.KNAPSACK else self.round.ballot_max
        )

    @property
    def state(self) -> str:
        """2 av 3 valda."""
        if self.round.ballot_kind != BallotKind.KNAPSACK:
            return ballot_words.state(self.round, self.given)
        if self.given > self.most:
            return ballot_words.too_dear(self.round, format_kronor(self.given - self.most))
        return ballot_words.state(self.round, self.most - self.given)

    @property
    def state_for_script(self) -> str:
        """The same with a gap for the number."""
        return ballot_words.state(self.round, ballot_words.GAP)

    @property
    def over_for_script(self) -> str:
        """The same when the chosen cost too much."""
        if self.round.ballot_kind == BallotKind.KNAPSACK:
            return ballot_words.too_dear(self.round, ballot_words.GAP)
        return self.state_for_script

    @property
    def said(self) -> str:
        """Whether it is saved, as the bar says it."""
        if self.unsaved or self.stored is None:
            return self.not_saved
        return ballot_words.saved(self.stored.saved_at, self.now)

    @property
    def not_saved(self) -> str:
        """That what is ticked is not stored; an earlier vote may be."""
        return _("The change is not saved") if self.stored else _("Not saved yet")

    @property
    def has_no_mail(self) -> bool:
        """Whether the receipt is shown on this page alone."""
        return self.round.identity != VoterIdentity.EMAIL

    @property
    def stored_for_script(self) -> str:
        """What is stored and still on the ballot, as the script compares: ids and points, sorted as text."""
        stored = self.stored
        if stored is None:
            return ""
        there = {row.id for row in self.rows}
        return ",".join(
            sorted(f"{id_}:{stored.points.get(id_, '')}" for id_ in stored.choices if id_ in there)
        )

    @property
    def mine(self) -> list[str]:
        """The stored choices, as the voter reads them."""
        stored = self.stored
        if stored is None:
            return []
        titles = {row.id: row.title for row in self.rows}
        kept = [chosen_words(titles[id_], stored.points.get(id_)) for id_ in stored.choices if id_ in titles]
        withdrawn = _("withdrawn")
        return kept + [f"{title} ({withdrawn})" for title in self.gone]

    @property
    def stones(self) -> range:
        """One stone for each choice one may make."""
        return range(self.round.ballot_max if self.round.ballot_kind == BallotKind.APPROVAL else 0)

    @property
    def zone(self) -> str:
        """Whose clock it is."""
        return _("Swedish time") if timezone.get_default_timezone_name() == "Europe/Stockholm" else "UTC"


def chosen_words(title: str, points: int | None) -> str:
    """A choice as its voter reads it: the title, and the points where there are any."""
    if not points:
        return title
    return ngettext("%(title)s: %(n)d point", "%(title)s: %(n)d points", points) % {
        "title": title,
        "n": points,
    }


def ballot_shown(
    round_: Round,
    voter: Voter,
    *,
    now: dt.datetime,
    filled: Filled | None = None,
    refused: RuleViolation | None = None,
) -> BallotShown:
    """All accepted proposals in the voter's own stable order: as stored, or as `filled` in when that is not saved.

    `refused` is why it could not be saved; what else is wrong is told with it.
    """
    stored = stored_ballot(round_=round_, voter=voter)
    shown = filled or _as_stored(stored)
    found = Proposal.objects.accepted().filter(round=round_).values_list("pk", "number", "title", "cost_ore")
    key = voter.key_in(round_)
    rows = [
        _row(round_, shown, *values) for values in sorted(found, key=lambda row: ballot_order(key, row[1]))
    ]
    gone_ids = set(stored.choices if stored else ()) - {row.id for row in rows}
    gone = list(Proposal.objects.filter(pk__in=gone_ids).values_list("title", flat=True)) if gone_ids else []
    asks = (
        stored is None and asks_declaration(round_, voter),
        stored is None and bool(round_.postal_codes) and not voter.knows_area,
    )
    errors = _errors(round_, shown, *asks, refused) if refused else {}
    return BallotShown(
        round_, now, stored, rows, filled is not None, gone, *asks, shown.declared, shown.postal_code, errors
    )


def _as_stored(stored: StoredBallot | None) -> Filled:
    if stored is None:
        return Filled(frozenset(), {})
    points = {str(id_): str(given) for id_, given in stored.points.items()}
    return Filled(frozenset(map(str, stored.choices)), points)


def _row(round_: Round, shown: Filled, pk: int, number: int, title: str, cost_ore: int) -> BallotRow:
    points = shown.points.get(str(pk), "")
    whole = points_typed(points)
    is_wrong = bool(points) and (whole is None or whole > (round_.points_most or 0))
    return BallotRow(pk, number, title, cost_ore, str(pk) in shown.choices, points[:20], is_wrong)


def _errors(
    round_: Round, shown: Filled, asks_to_declare: bool, asks_postal_code: bool, refused: RuleViolation
) -> dict[str, str]:
    """Everything that is to be mended, not only what came first."""
    found = {FIELDS.get(refused.code, "choices"): refused.message}
    try:
        if asks_to_declare:
            check_declared(shown.declared)
    except RuleViolation as error:
        found["declared"] = error.message
    try:
        if asks_postal_code:
            check_postal_code(shown.postal_code, round_.postal_code_list)
    except RuleViolation as error:
        found["postal_code"] = error.message
    if "declared" in found:
        found["declared"] = ballot_words.undeclared(round_)
    return {name: found[name] for name in ("declared", "postal_code", "choices") if name in found}
