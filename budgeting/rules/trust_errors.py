"""The words of refusals about challenged ballots and sealing; `rules.errors` gathers all codes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

TRUST_MESSAGES: dict[str, Callable[..., str]] = {
    "too_early_to_seal": lambda: _(
        "The round is sealed thirty days after the result, when nobody can appeal any more. Only a cancelled one earlier."
    ),
    "challenge_unknown": lambda: _(
        "No ballot was found for it in this round. Look at what you typed, and ask who gave it to you."
    ),
    "too_many_look_ups": lambda: _("You have looked for very many ballots. Wait an hour, then go on."),
    "challenge_not_now": lambda: _(
        "The votes are counted already, or none will be: no ballot can be challenged or let back in any more."
    ),
    "already_challenged": lambda: _("This ballot is challenged already, or somebody has asked for it."),
    "challenge_withdrawn": lambda: _(
        "The voter has withdrawn this ballot. The request holds for the next one, should the voter vote again."
    ),
    "challenge_not_waiting": lambda: _("This has been confirmed or dropped already."),
    "challenge_not_in_force": lambda: _("This ballot is not challenged, so there is nothing to lift."),
}
