"""The words of refusals about counts, draws and changed results; `rules.errors` gathers all codes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from budgeting.rules.money import format_kronor

COUNTING_MESSAGES: dict[str, Callable[..., str]] = {
    "draw_missing": lambda: _(
        "The lot of this round is drawn in public. The count waits until two people have typed in what was drawn."
    ),
    "challenge_waits": lambda: _(
        "The count waits for a second person to confirm or drop a request about a ballot, until the result at most."
    ),
    "no_draw_here": lambda: _("The lot of this round is not drawn in public: there is nothing to type in."),
    "already_counted": lambda: _("The round is counted already."),
    "draw_waits": lambda: _("Somebody has typed it in already. Now a second person types it in again."),
    "draw_not_typed": lambda: _("Nobody has typed in what was drawn, or two people have done it already."),
    "draw_differs": lambda: _(
        "This is not what the first person typed in. Look at the record of the draw and type once more. If the first was "
        "wrong, drop it and begin again."
    ),
    "already_imported": lambda name: _("This file is imported already: “%(name)s”.") % {"name": name},
    "imported_stays": lambda: _("This election was imported. Nobody here changes its result."),
    "not_counted_yet": lambda: _("The round is not counted yet."),
    "not_a_candidate": lambda number: _("Proposal %(number)s is not in the count.") % {"number": number},
    "cost_above_budget": lambda: _("That is more than the whole budget of the round."),
    "override_paid": lambda title, paid_ore: (
        _(
            "%(paid)s is paid to “%(title)s”, more than it would get. Take back payments first, or decide on more money for it."
        )
        % {"paid": format_kronor(paid_ore), "title": title}
    ),
    "override_carried": lambda short_ore: (
        _(
            "%(short)s of what the new count would give has been carried over to another round. Take it back there first, while "
            "that can be done."
        )
        % {"short": format_kronor(short_ore)}
    ),
    "override_envelope": lambda short_ore: (
        _(
            "%(short)s of what the new count would give went back to the programme’s money of the year, and has another use "
            "there now."
        )
        % {"short": format_kronor(short_ore)}
    ),
}
