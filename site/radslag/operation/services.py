"""Closing the site for a while, and opening it again."""

import datetime as dt

from django.core.management.base import CommandError
from django.db import transaction

from radslag.audit.services import record
from radslag.clock import database_now
from radslag.models import Maintenance

from . import maintenance

LONGEST = dt.timedelta(days=3)


@transaction.atomic
def close(*, until: dt.datetime, why: str, force: bool = False) -> None:
    """Close the site until `until` (aware), or until `reopen`. Closing it again changes time and words.

    Raises CommandError: for a time that is past or too far ahead, without a reason, and, unless `force`, while something
    goes on that people would miss.
    """
    now = database_now()
    if not now < until <= now + LONGEST:
        raise CommandError(f"the time must lie ahead, at most {LONGEST.days} days")
    if not why.strip():
        raise CommandError("say why: everybody reads it")
    held = maintenance.held_open_by(now, until)
    if held and not force:
        raise CommandError("not now: " + "; ".join(held) + ". With --force all the same")
    values = {"until": until, "why": why.strip()}
    maintenance.forget()
    Maintenance.objects.update_or_create(
        closed=True, defaults=values, create_defaults=values | {"since": now}
    )
    record("radslag.command", facts={"command": "maintenance_on", "forced": bool(held)})


@transaction.atomic
def reopen() -> bool:
    """Open the site again; say whether it was closed."""
    maintenance.forget()
    deleted, _ = Maintenance.objects.all().delete()
    if deleted:
        record("radslag.command", facts={"command": "maintenance_off"})
    return bool(deleted)
