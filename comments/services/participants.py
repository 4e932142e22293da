"""Making and confirming participants."""

import datetime as dt

from django.db import transaction

from comments.models import Participant
from radslag.clock import database_now
from radslag.incoming.addresses import normalised_email


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


def participant_to_be(*, email: str, language: str, now: dt.datetime) -> Participant:
    """The participant of an address that is sent a link, made now if there was none: one statement.

    Of a known one nothing but `pk` and `email` is read.
    """
    row = Participant(email=normalised_email(email), created_at=now, language=language)
    Participant.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["email"], update_fields=["email"]
    )
    return row


def confirm_participant(*, participant: Participant, now: dt.datetime) -> None:
    """Note that the owner of the address has shown it; the first time counts."""
    if participant.confirmed_at is None:
        participant.confirmed_at = now
        participant.save(update_fields=["confirmed_at"])
