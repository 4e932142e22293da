"""What those who may change a round are mailed when a recount does not give what was counted."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.models import Count
from radslag.mail.writing import address, message


def differs(count: Count, *, to: str) -> EmailMessage:
    """The alarm."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {"round": count.round.name}
        parts = [
            _("%(round)s was counted again, and the recount does not give what was published.") % named,
            _(
                "Something in the database has changed since, or the program counts in another way. Tell whoever runs the "
                "site at once, and change nothing. The public page says that the recount differs."
            ),
            address("budgeting_round_modeladmin_counting", count.round_id),
            _("You get this since you may change the round."),
        ]
        return message(_("The recount differs: %(round)s") % named, parts, to=to)
