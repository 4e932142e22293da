"""The short words of a ballot: what is chosen and left, when it was saved, and why it is not."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from budgeting.models import BallotKind, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from radslag.templatetags.dates import clock, weekday_day

GAP = "{n}"
"""Where a script writes a number."""


def heading(round_: Round) -> str:
    """What one is to do, as the page's heading."""
    if round_.ballot_kind == BallotKind.KNAPSACK:
        return _("Choose proposals for at most %(budget)s") % {"budget": format_kronor(round_.budget_ore)}
    if round_.ballot_kind == BallotKind.POINTS:
        total = round_.points_total or 0
        text = ngettext("Give %(n)d point", "Share out at most %(n)d points", total)
        return text % {"n": total}
    most = round_.ballot_max
    return ngettext("Choose at most one proposal", "Choose at most %(most)d proposals", most) % {"most": most}


def guide(round_: Round) -> list[str]:
    """The rules of the ballot, one sentence each."""
    texts = []
    if round_.ballot_min > 1:
        texts.append(_("Choose at least %(least)d.") % {"least": round_.ballot_min})
    if round_.ballot_kind == BallotKind.KNAPSACK:
        texts.append(_("Choose as many as you like, as far as the money lasts."))
    if round_.ballot_kind == BallotKind.POINTS:
        most = round_.points_most or 0
        text = ngettext(
            "A proposal can have at most %(most)d point.",
            "A proposal can have at most %(most)d points.",
            most,
        )
        texts += [text % {"most": most}, _("Leave the others empty.")]
    return texts


def state(round_: Round, used: int | str) -> str:
    """How far a ballot is filled in. `used`: choices, points, or what is left in öre or already as text."""
    if round_.ballot_kind == BallotKind.KNAPSACK:
        left = format_kronor(used) if isinstance(used, int) else used
        return _("%(left)s left of %(budget)s") % {"left": left, "budget": format_kronor(round_.budget_ore)}
    if round_.ballot_kind == BallotKind.POINTS:
        return _("%(n)s of %(total)s points given") % {"n": used, "total": round_.points_total}
    return _("%(n)s of %(most)s chosen") % {"n": used, "most": round_.ballot_max}


def too_dear(round_: Round, over: str) -> str:
    """That what is chosen costs more than there is; `over` is a sum as text."""
    return _("%(over)s above %(budget)s") % {"over": over, "budget": format_kronor(round_.budget_ore)}


def saved(saved_at: dt.datetime, now: dt.datetime) -> str:
    """When a ballot was saved: Sparad kl. 14.02; of another day the day."""
    is_today = timezone.localdate(saved_at) == timezone.localdate(now)
    return pgettext("ballot", "Saved %(time)s") % {
        "time": clock(saved_at) if is_today else weekday_day(saved_at)
    }


def lacking(round_: Round) -> dict[str, str]:
    """What a script says while the ballot can't be saved, by what is wrong."""
    by_kind = {
        BallotKind.APPROVAL: {"many": _("Not saved: remove %(n)s") % {"n": GAP}},
        BallotKind.KNAPSACK: {"many": _("Not saved: %(over)s too much, remove something") % {"over": GAP}},
        BallotKind.POINTS: {
            "many": _("Not saved: take back %(n)s points") % {"n": GAP},
            "one": _("Not saved: at most %(n)s points for a proposal") % {"n": round_.points_most},
            "whole": _("Not saved: write points in whole figures"),
        },
    }
    return by_kind[BallotKind(round_.ballot_kind)] | {
        "few": _("Not saved: choose at least %(n)s") % {"n": round_.ballot_min},
        "declare": _("Not saved: tick that you live in %(area)s") % {"area": round_.programme.area.name},
        "postal": _("Not saved: write your postal code"),
        "wait": _("Saving …"),
        "again": _("Not saved. Trying again"),
        "reload": _("Not saved. Reload the page and choose anew."),
    }


def undeclared(round_: Round) -> str:
    """What stands at the box that is not ticked."""
    area = round_.programme.area.name
    if round_.least_age:
        return _("Tick that you live in %(area)s and are old enough.") % {"area": area}
    return _("Tick that you live in %(area)s.") % {"area": area}


def refusal(refused: RuleViolation) -> str:
    """The same for what only the server knows: short enough for the bar."""
    if refused.code == "postal_code_elsewhere":
        return _("Not saved: the postal code is not one of this area’s")
    if refused.code == "voting_closed":
        return _("Not saved: voting is closed")
    return _("Not saved. %(why)s") % {"why": refused.message}
