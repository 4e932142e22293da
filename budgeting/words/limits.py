"""What the limits of participatory budgets are called where staff see them. That of saving a ballot has no name on purpose."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from radslag.limits import kinds
from radslag.limits.kinds import By


def register() -> None:
    """Name them. Called when the apps are ready."""
    kinds.register(
        By.ADDRESS, {"round-follow-mail-to": _("Mails to confirm that one follows a round, to one address")}
    )
    kinds.register(
        By.NETWORK,
        {
            "round-follow-from": _("Asked to follow rounds, from one network"),
            "eid-start": _("E-identifications begun from one network"),
            "voting-code": _("Wrong voting codes from one network"),
        },
    )
    kinds.register(
        By.OTHER,
        {
            "voting-code-browser": _("Wrong voting codes in one browser"),
            "round-follow-mail-about": _(
                "Mails to confirm that one follows a certain round or project, to one address"
            ),
            "project text": _("Texts of one applicant about projects"),
            "find-ballot": _("Ballots looked for by one person of the staff"),
            "used-codes": _("Used voting codes met by one person of the staff"),
        },
    )
    kinds.register(
        By.ONCE,
        {
            "eid_attempt": _("An e-identification, used once"),
            "mail of project texts": _("Mail about texts, once a day"),
        },
    )
