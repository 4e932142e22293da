"""Deciding how long something is kept, and taking an account away."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from radslag.clock import database_now
from radslag.mail.services import forget_mail_to
from radslag.models import RetentionDecision, User
from radslag.privacy.errors import Refused
from radslag.privacy.of_the_account import sessions_of
from radslag.privacy.people import Choices, Person
from radslag.privacy.periods import period_named


@transaction.atomic
def decide_retention(
    *, name: str, days: int, decision: str, decided_on: dt.date, by: User | None
) -> RetentionDecision:
    """Keep something for so many days from now on, by the decision with that register number.

    Raises Refused: `fixed` (no such period, or part of the product), `outside_bounds`, `no_decision`.
    """
    period = period_named(name)
    if period is None or period.is_fixed:
        raise Refused("fixed")
    if not period.least <= dt.timedelta(days=days) <= period.most:
        raise Refused("outside_bounds")
    if not decision.strip():
        raise Refused("no_decision")
    row, made = RetentionDecision.objects.update_or_create(
        name=name,
        defaults={
            "days": days,
            "decision": decision.strip(),
            "decided_on": decided_on,
            "changed_at": database_now(),
            "changed_by": by,
        },
    )
    log(row, "wagtail.create" if made else "wagtail.edit", user=by, title=name)
    return row


@transaction.atomic
def erase_account(person: Person, choices: Choices) -> None:
    """End the sessions, delete mail that waits, and take the account away."""
    Session.objects.filter(pk__in=[row.pk for row in sessions_of(person)]).delete()
    forget_mail_to(address=person.email)
    EmailAddress.objects.filter(email=person.email).delete()
    User.objects.filter(email=person.email).delete()


def forget_in_logs(sender: Any, instance: User, **kwargs: Any) -> None:
    """Receiver of post_delete of accounts: the logs of what staff did with this one no longer tell its address."""
    content_type = ContentType.objects.get_for_model(User)
    rows = ModelLogEntry.objects.filter(content_type=content_type, object_id=str(instance.pk))
    rows.exclude(label="").update(label="")
