"""The words of refusals about projects, their money and receipts; `rules.errors` gathers all codes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.rules.money import format_kronor


def _illegal_status(status: str) -> str:
    return _("A project that is “%(status)s” can’t become that.") % {"status": status}


def _too_many_waiting(limit: int) -> str:
    return ngettext(
        "%(limit)d text of yours waits to be published. Wait until it has been read.",
        "%(limit)d texts of yours wait to be published. Wait until they have been read.",
        limit,
    ) % {"limit": limit}


def _too_many_today(limit: int) -> str:
    return ngettext(
        "You have sent %(limit)d text within a day. Send more tomorrow.",
        "You have sent %(limit)d texts within a day. Send more tomorrow.",
        limit,
    ) % {"limit": limit}


def _too_many_milestones(limit: int) -> str:
    return _("There are %(limit)d steps already. Remove one before you add another.") % {"limit": limit}


def _decided_below_paid(left_ore: int) -> str:
    if left_ore <= 0:
        return _("All that was decided is paid or waits to be: there is nothing to take away.")
    return _("At most %(left)s can be taken away: the rest is paid already, or waits to be.") % {
        "left": format_kronor(left_ore)
    }


def _money_above_envelope(left_ore: int) -> str:
    return _("The programme has %(left)s left this year. More than that can’t be decided.") % {
        "left": format_kronor(left_ore)
    }


def _above_carried(left_ore: int) -> str:
    if left_ore <= 0:
        return _("That round has nothing to carry over.")
    return _("That round has %(left)s to carry over.") % {"left": format_kronor(left_ore)}


PROJECT_MESSAGES: dict[str, Callable[..., str]] = {
    "own_project": lambda: _("Somebody else must do this: the proposal is your own."),
    "not_own_project": lambda: _("Only those who submitted the proposal can write this."),
    "illegal_status": _illegal_status,
    "project_without_money": lambda: _(
        "The project has no money since the round was counted anew. Nothing new can be added."
    ),
    "reason_needed": lambda: _("Say why it is late or stopped. Everyone can read it."),
    "reason_not_needed": lambda: _("A reason belongs to “Late” and “Stopped”. Write it as text instead."),
    "new_date_needed": lambda: _("Say when it is expected to be done instead."),
    "new_date_passed": lambda: _("That time has passed already. Say when it will be done instead."),
    "date_far_off": lambda: _("That is more than thirty years off. Look at the year."),
    "happens_later": lambda: _("That day has not come yet."),
    "before_result": lambda: _("The result was published later than that. Look at the year."),
    "newer_update": lambda: _("A newer update has changed the status. It can only change after that."),
    "update_decided": lambda: _("This text has been published, declined or taken back already."),
    "too_many_today": _too_many_today,
    "too_many_waiting": _too_many_waiting,
    "too_many_milestones": _too_many_milestones,
    "not_responsible": lambda: _("Choose somebody who follows up projects in this programme."),
    # Money
    "payment_not_waiting": lambda: _("This payment has been confirmed or dropped already."),
    "reversal_waits": lambda: _("Somebody has asked for this already. A second person has to confirm it."),
    "decided_below_paid": _decided_below_paid,
    "money_above_envelope": _money_above_envelope,
    "money_asked": lambda: _(
        "A decision about this project’s money waits already. Confirm it or drop it first."
    ),
    "money_not_waiting": lambda: _("This decision has been confirmed or dropped already."),
    "project_goes_on": lambda: _("Money is given back when the project is done or stopped."),
    "nothing_left": lambda: _("Nothing is left to give back."),
    "payments_wait": lambda: _("Payments wait for a second person. Confirm them or drop them first."),
    "above_carried": _above_carried,
    "budget_below_carried": lambda carried_ore: (
        _("%(sum)s of the budget comes from earlier rounds. It can’t be less than that.")
        % {"sum": format_kronor(carried_ore)}
    ),
    "carried_to_closed": lambda: _(
        "The money of a round can’t change any more when proposals can be submitted."
    ),
    "not_carried_between": lambda: _(
        "Money is carried over from a finished round to a later one of the same programme."
    ),
    "carried_already": lambda: _("Money from that round is carried over already. Take it back first."),
    # Receipts
    "voucher_removed": lambda: _("This receipt has been removed already."),
    "voucher_kind": lambda: _("A receipt is a PDF or a picture (JPEG, PNG, WebP)."),
    "voucher_too_large": lambda: _(
        "The file is larger than 8 MB. Make it smaller, or scan it with less detail."
    ),
}
