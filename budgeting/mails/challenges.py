"""What colleagues are mailed about a ballot that somebody wants challenged, or counted again. Nothing of its voter."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from budgeting.models import Challenge
from radslag.mail.writing import address, message
from radslag.models import User


def to_confirm(challenge: Challenge, *, asked_by: User, to: str) -> EmailMessage:
    """A request that waits for a second person, for a colleague of who asked."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {"round": challenge.round.name, "who": asked_by}
        if challenge.lift_waits:
            text = _("%(who)s asks that a challenged ballot in %(round)s is counted after all.") % named
        else:
            text = _("%(who)s asks that a ballot in %(round)s is not counted.") % named
        page = address("budgeting_round_modeladmin_challenge", challenge.round_id, challenge.pk)
        parts = [
            text,
            _("The reason: %(reason)s") % {"reason": challenge.reason},
            _("Two people decide. Nothing happens until one more has read it and confirmed, or dropped it:")
            + f"\n{page}",
            _("You get this since you may change the round."),
        ]
        subject = _("To confirm: %(round)s") % named
        return message(subject, parts, to=to)
