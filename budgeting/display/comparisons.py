"""“What if”: the same ballots under other rules, for the page of a result and for the editors. Reads what a worker has made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from budgeting.display.results import ResultRow, ResultShown
from budgeting.models.comparisons import Comparison
from budgeting.models.round_choices import Rule
from budgeting.rules.publication import LEAST_FOR_PARTS


@dataclass(frozen=True, slots=True)
class Winner:
    """A proposal that gets money by a rule; an example has no `url`."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    """What one rule gives, and what is different from the round's own. Amounts in öre."""

    label: str
    is_own: bool
    funded: list[Winner]
    gained: list[Winner]
    """Get money by this rule and not by the round's."""
    lost: list[Winner]
    """Get money by the round's rule and not by this."""
    spent_ore: int
    left_ore: int
    reached: str
    """ "62 %" of the voters have at least one of their choices; empty when that could tell of single ones."""
    granted: str
    """ "1,4 of 2,3": how many of the choices of a voter get money, on average; may be empty."""
    too_long: bool = False
    """It was not counted: that would have taken too long."""


@dataclass(frozen=True, slots=True)
class ComparisonShown:
    """Every rule that is compared, the round's own first. No rows when it could not be made."""

    rows: list[RuleShown]

    @property
    def is_same(self) -> bool:
        """Whether every rule would have given the same proposals money."""
        return not any(row.gained or row.lost or row.too_long for row in self.rows)


def comparison_shown(result: ResultShown) -> ComparisonShown | None:
    """The comparison of a result that may be shown; None until a worker has made it, seconds after the count. One query.

    It is public only when the round said so before voting (`Round.compares_rules`): whoever calls this asks first.
    """
    found = Comparison.objects.filter(count=result.count.pk).first()
    if found is None:
        return None
    winners = {row.outcome.proposal.number: _winner(row) for row in result.rows}
    return comparison_of(
        found.rows, winners=winners, budget_ore=result.count.budget_ore, of=(found.voters, found.choices)
    )


def comparison_of(
    rows: list[dict[str, Any]], *, winners: dict[Any, Winner], budget_ore: int, of: tuple[int, int]
) -> ComparisonShown:
    """Plain rows (services/comparing.py) in words, compared with the first. `of`: how many voters, and their choices."""
    voters, choices = of
    tells = voters >= LEAST_FOR_PARTS
    shown = []
    for at, row in enumerate(rows):
        too_long = row.get("too_long", False)
        own = row["funded"] if too_long else rows[0]["funded"]
        shown.append(
            RuleShown(
                label=str(Rule(row["rule"]).label),
                is_own=at == 0,
                funded=[winners[number] for number in row["funded"]],
                gained=[winners[number] for number in row["funded"] if number not in own],
                lost=[winners[number] for number in own if number not in row["funded"]],
                spent_ore=row["spent"],
                left_ore=budget_ore - row["spent"],
                reached=_share(row["reached"], voters) if tells and not too_long else "",
                granted=_of(row["granted"], choices, voters) if tells and not too_long else "",
                too_long=too_long,
            )
        )
    return ComparisonShown(shown)


def _winner(row: ResultRow) -> Winner:
    return Winner(row.outcome.proposal.title, row.url)


def _share(part: int, whole: int) -> str:
    """Whole per cent; neither none nor all unless it is so."""
    n = (part * 200 + whole) // (2 * whole)
    if 0 < part < whole:
        n = min(max(n, 1), 99)
    return _("%(n)d%%") % {"n": n}


def _of(granted: int, choices: int, voters: int) -> str:
    return _("%(granted)s of %(choices)s") % {
        "granted": _tenths(granted, voters),
        "choices": _tenths(choices, voters),
    }


def _tenths(number: int, voters: int) -> str:
    tenths = (number * 20 + voters) // (2 * voters)
    return number_format(f"{tenths // 10}.{tenths % 10}", decimal_pos=1)
