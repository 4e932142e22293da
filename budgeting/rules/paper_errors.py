"""The words of refusals for whoever keys a ballot on paper: they are about the paper, and nobody is asked to mend it.

A code that is not here has one text for everyone, in `rules.errors`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor


def _too_many(chosen: int, limit: int) -> str:
    return ngettext(
        "The paper chooses %(chosen)d proposals, and may choose at most %(limit)d.",
        "The paper chooses %(chosen)d proposals, and may choose at most %(limit)d.",
        limit,
    ) % {"chosen": chosen, "limit": limit}


def _too_few(chosen: int, least: int) -> str:
    return ngettext(
        "The paper chooses %(chosen)d proposals, and must choose at least %(least)d.",
        "The paper chooses %(chosen)d proposals, and must choose at least %(least)d.",
        least,
    ) % {"chosen": chosen, "least": least}


def _above_budget(over_ore: int) -> str:
    return _("The paper chooses too much: it costs %(over)s more than there is to share.") % {
        "over": format_kronor(over_ore)
    }


def _too_many_points(given: int, total: int) -> str:
    return ngettext(
        "The paper gives %(given)d points, and has %(total)d.",
        "The paper gives %(given)d points, and has %(total)d.",
        total,
    ) % {"given": given, "total": total}


def _too_many_for_one(most: int) -> str:
    return ngettext(
        "The paper gives a proposal more than %(most)d point, which is the most.",
        "The paper gives a proposal more than %(most)d points, which is the most.",
        most,
    ) % {"most": most}


PAPER_MESSAGES: dict[str, Callable[..., str]] = {
    "too_many": _too_many,
    "too_few": _too_few,
    "chosen_twice": lambda: _("The same number is typed twice."),
    "not_on_the_ballot": lambda: _("One of the proposals can’t be chosen any longer."),
    "above_budget": _above_budget,
    "too_many_points": _too_many_points,
    "too_many_for_one": _too_many_for_one,
    "points_not_whole": lambda: _("Points are typed in whole figures, such as 3:5, and at least 1."),
    "not_voting_yet": lambda: _("Voting has not opened yet. The paper is not saved."),
    "voting_closed": lambda: _("Voting has closed. No more papers can be keyed."),
    "ballot_challenged": lambda: _(
        "The vote of this paper is challenged by two people, so it can’t be keyed anew."
    ),
    "too_often": lambda: _(
        "This paper has been keyed very many times. Wait an hour, and begin with another one."
    ),
    "code_revoked": lambda: _("The code is revoked, so the paper does not count."),
}

REASON_OF_RULE = {
    "too_many": "too_many",
    "above_budget": "too_many",
    "too_many_points": "too_many",
    "too_many_for_one": "too_many",
    "too_few": "too_few",
    "chosen_twice": "unclear",
    "not_on_the_ballot": "other",
    "points_not_whole": "unclear",
    "not_a_number_here": "other",
}
"""Why a paper does not count when it says what the round does not allow, as `services.paper_refusals` has it."""


def said_of_paper(refused: RuleViolation) -> str:
    """What is wrong, about the paper."""
    words = PAPER_MESSAGES.get(refused.code)
    return words(**refused.params) if words else refused.message
