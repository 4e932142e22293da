"""What went wrong at the door of electronic identification, in words that say what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgeting.display.standing import Stop
from budgeting.models import Round
from budgeting.rules.errors import RuleViolation
from radslag.openid.config import Client
from radslag.openid.errors import OpenIDError
from radslag.templatetags.dates import clock, moment


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is said instead of letting somebody in, and the status of the answer."""

    title: str
    text: str
    status: int

    @property
    def is_final(self) -> bool:
        """Whether another try would end the same way: it is about who the person is."""
        return self.status == 403

    @property
    def is_fault(self) -> bool:
        """Whether something has gone wrong; else it is only said how things are."""
        return self.status not in (200, 409)


def trouble_of_crowd(until: dt.datetime) -> Trouble:
    """Too many have begun from one network."""
    text = _(
        "So many have begun from the network that you use that it may be a machine. Nothing is saved or changed. Try again "
        "after %(time)s, or from another network, such as your phone’s own."
    )
    return Trouble(_("Many are identifying themselves from here"), text % {"time": clock(until)}, 429)


def trouble_of(error: OpenIDError, broker: Client | None) -> Trouble:
    """What an identification that failed looks like. Tells nothing of what the broker said."""
    name = {"name": broker.name if broker else ""}
    if error.code == "off":
        text = _("It is no fault of yours. Contact us, so that it is mended before voting closes.")
        return Trouble(_("Electronic identification does not work on this site now"), text, 503)
    if error.code == "unavailable":
        text = _(
            "We get no answer as we should. Wait a minute and try again. What you saved earlier is still there."
        )
        return Trouble(_("%(name)s does not work now") % name, text, 503)
    if error.code == "cancelled":
        text = _("You did not identify yourself, and nothing is saved or changed. You can begin again.")
        return Trouble(_("You cancelled"), text, 200)
    if error.code == "too_late":
        text = _("You have ten minutes to identify yourself. Nothing is saved or changed. Begin again.")
        return Trouble(_("It took too long"), text, 400)
    if error.code == "refused":
        text = _("It can be used only once, and for a short while. Nothing is saved or changed. Begin again.")
        return Trouble(_("The identification was not completed"), text, 400)
    text = _(
        "The answer was not as it should be, and then we let nobody in. Nothing is saved or changed. Begin again, and "
        "contact us if it happens once more."
    )
    return Trouble(_("We could not trust the answer from %(name)s") % name, text, 400)


def trouble_of_rule(refused: RuleViolation, round_: Round, stop: Stop | None, *, was_sent: bool) -> Trouble:
    """Why the person can't vote: who they are, or when they come. `was_sent`: they pressed the button."""
    late = 409 if was_sent else 200
    if stop:
        return Trouble(stop.title, stop.text, late)
    if refused.code == "voting_closed":
        text = _("Voting closed %(closed)s.") % {"closed": moment(round_.voting_closes)}
        return Trouble(_("Voting is closed"), text, late)
    if refused.code == "not_voting_yet":
        text = _("Voting opens %(opens)s.") % {"opens": moment(round_.voting_opens)}
        return Trouble(_("Voting has not opened yet"), text, late)
    return Trouble(_("You can’t vote in this round"), refused.message, 403)
