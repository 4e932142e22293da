"""Deciding how long something is kept."""

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from radslag.clock import database_now
from radslag.models import RetentionDecision, User
from radslag.privacy.errors import Refused
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
