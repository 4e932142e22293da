"""What the limits of conversations are called where staff see them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comments.services.limiting import ADDRESS, MAIL, NETWORK, PROOF, SESSION, UNPROVED
from radslag.limits import kinds
from radslag.limits.kinds import By


def register() -> None:
    """Name them. Called when the apps are ready."""
    kinds.register(
        By.ADDRESS,
        {
            ADDRESS: _("Comments with one address"),
            MAIL: _("Mails to confirm comments, to one address"),
            "follow-mail-to": _("Mails to confirm that one follows, to one address"),
        },
    )
    kinds.register(
        By.NETWORK,
        {
            NETWORK: _("Comments from one network"),
            UNPROVED: _("Comments without proof of work from one network"),
            "follow-from": _("Asked to follow conversations, from one network"),
            "report-from": _("Reports from one network"),
        },
    )
    kinds.register(
        By.OTHER,
        {
            SESSION: _("Comments in one browser"),
            "report-from-reader": _("Reports by one reader"),
            "comment-changes": _("Changes of one comment"),
        },
    )
    kinds.register(
        By.ONCE,
        {
            PROOF: _("A proof of work, used once"),
            "digest": _("A digest, once a day"),
            "told-of-answer": _("A mail about an answer, once"),
        },
    )
