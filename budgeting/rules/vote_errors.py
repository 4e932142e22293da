"""The words of refusals about votes, voters and voting codes; `rules.errors` gathers all codes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.rules.code_errors import CODE_MESSAGES
from budgeting.rules.money import format_kronor


def _above_budget(over_ore: int) -> str:
    return _("What you have chosen costs %(over)s too much. Remove something.") % {
        "over": format_kronor(over_ore)
    }


def _too_many_points(given: int, total: int) -> str:
    return ngettext(
        "You have given %(given)d points. Take back %(over)d.",
        "You have given %(given)d points. Take back %(over)d.",
        given - total,
    ) % {"given": given, "over": given - total}


def _too_many_for_one(most: int) -> str:
    return ngettext(
        "A proposal can have at most %(most)d point.", "A proposal can have at most %(most)d points.", most
    ) % {"most": most}


def _too_young(least: int) -> str:
    return ngettext(
        "Those who are %(least)d year or more can vote in this round.",
        "Those who are %(least)d years or more can vote in this round.",
        least,
    ) % {"least": least}


def _least_beyond_budget(room: int) -> str:
    return ngettext(
        "The budget may have room for %(room)d proposal only, if each costs as much as it may.",
        "The budget may have room for %(room)d proposals only, if each costs as much as it may.",
        room,
    ) % {"room": room}


def _codes_made(made: int) -> str:
    return ngettext(
        "%(made)d voting code is made and may be in somebody’s hands. Revoke it first, or keep voting codes.",
        "%(made)d voting codes are made and may be in people’s hands. Revoke them first, or keep voting codes.",
        made,
    ) % {"made": made}


VOTE_MESSAGES: dict[str, Callable[..., str]] = {
    "above_budget": _above_budget,
    "points_not_whole": lambda: _("Write points in whole figures, such as 2, and only for proposals."),
    "too_many_points": _too_many_points,
    "too_many_for_one": _too_many_for_one,
    "points_limits": lambda: _(
        "Write how many points each voter has, at most 100, and how many of them one proposal can get."
    ),
    "least_beyond_budget": _least_beyond_budget,
    "too_young": _too_young,
    "codes_made": _codes_made,
    "postal_codes_unreadable": lambda: _(
        "Write postal codes with five digits each, and a comma or a new line between them."
    ),
    "postal_codes_with_codes": lambda: _(
        "Who has a voting code is not asked for a postal code: the codes go to those who live there."
    ),
    "too_often": lambda: _("You have saved very many times. Wait an hour. What you saved is still there."),
    "ballot_challenged": lambda: _(
        "This vote is challenged by two people at the municipality and can’t be changed here. Contact us."
    ),
    "not_declared": lambda: _("Tick that you live in the area."),
    "postal_code_missing": lambda: _("Write your postal code with five digits, such as 254 40."),
    "postal_code_elsewhere": lambda: _(
        "Your postal code is not one of this area’s. Only those who live there can vote. Contact us if you do."
    ),
    "wrong_identity": lambda: _(
        "Voting in this round is done in another way. Begin anew from the round’s page."
    ),
    "wrong_code": lambda: _("The code does not work in this round. Look at it and type it once more."),
    "code_revoked": lambda: _("The code does not work any more. Contact us and you get another."),
    "code_used_on_paper": lambda: _(
        "The code has been used on paper already. A code gives one vote, so nothing more is saved."
    ),
    **CODE_MESSAGES,
}
