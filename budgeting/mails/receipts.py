"""The mails about a voter's receipt. They never say what was chosen."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from budgeting.models import Round
from radslag.mail.writing import address, message
from radslag.templatetags.dates import moment


def receipt(round_: Round, code: str, *, to: str) -> EmailMessage:
    """The receipt, in the language that the voter reads, sent once with the first ballot."""
    parts = [
        _("Your vote in %(round)s is saved.") % {"round": round_.name},
        _("Your receipt: %(code)s") % {"code": code},
        _(
            "It proves that your ballot is counted. What you chose stands in no mail. After the count the code stands in the "
            "public list."
        ),
        _("You can change your vote until %(closes)s. Your receipt stays the same:")
        % {"closes": moment(round_.voting_closes)}
        + "\n"
        + address("budgeting:ballot", round_.pk),
        _("Was it not you? Then somebody else can read your mail: answer us, so that we can look into it."),
    ]
    return message(_("Your vote is saved"), parts, to=to)


def removed(round_: Round, code: str, *, to: str) -> EmailMessage:
    """That the vote is withdrawn and its receipt void, so that nobody looks for it after the count."""
    parts = [
        _("Your vote in %(round)s is removed.") % {"round": round_.name},
        _("The receipt %(code)s is not valid any more.") % {"code": code},
        _("You can vote again until %(closes)s, and then you get a new receipt:")
        % {"closes": moment(round_.voting_closes)}
        + "\n"
        + address("budgeting:ballot", round_.pk),
        _("Was it not you? Then somebody else can read your mail: answer us, so that we can look into it."),
    ]
    return message(_("Your vote is removed"), parts, to=to)
