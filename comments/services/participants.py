"""Making and confirming participants."""

import datetime as dt

from django.db import transaction

from comments.models import Participant
from radslag.addresses import normalised_email
from radslag.clock import database_now


@transaction.atomic
def ensure_participant(*, email: str, language: str = "sv", confirmed: bool = False) -> Participant:
    """The participant of an address, made now if there was none; `confirmed` says that its owner has shown it."""
    now = database_now()
    participant, _ = Participant.objects.get_or_create(
        email=normalised_email(email), defaults={"created_at": now, "language": language}
    )
    if confirmed:
        confirm_participant(participant=participant, now=now)
    return participant


def confirm_participant(*, participant: Participant, now: dt.datetime) -> None:
    """Note that the owner of the address has shown it; the first time counts."""
    if participant.confirmed_at is None:
        participant.confirmed_at = now
        participant.save(update_fields=["confirmed_at"])
