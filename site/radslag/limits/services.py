"""Counting against limits. One statement counts and decides, so that requests at the same time can't pass together."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from radslag.clock import database_now
from radslag.models.limits import DailySalt, LimitCount

from .keys import Limit

HIT = """
    INSERT INTO radslag_limitcount AS held (key, used, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN held.ends_at <= %(now)s THEN 1 ELSE held.used + 1 END,
        ends_at = CASE WHEN held.ends_at <= %(now)s THEN excluded.ends_at ELSE held.ends_at END
    WHERE held.ends_at <= %(now)s OR held.used < %(limit)s
    RETURNING used
"""


@dataclass(frozen=True, slots=True)
class Full:
    """A limit that is reached, and the instant from which one may try again."""

    limit: Limit
    until: dt.datetime


class _Reached(Exception):
    def __init__(self, limit: Limit) -> None:
        self.limit = limit


@transaction.atomic
def hit(key: str, limit: int, window: dt.timedelta) -> bool:
    """Count one use of `key`; say whether it is within `limit` uses in a `window`, which begins with its first use.

    What is refused is not counted. A use counts when the caller's transaction does.
    """
    if limit < 1:
        return False
    now = database_now()
    with connection.cursor() as cursor:
        cursor.execute(HIT, {"key": key, "now": now, "ends_at": now + window, "limit": limit})
        return cursor.fetchone() is not None


def hit_all(limits: Sequence[Limit]) -> Full | None:
    """Count one use against every limit, or, when one is reached, against none; then that one is returned.

    Keys are taken in the same order by everybody, so that nobody waits in a circle.
    """
    try:
        with transaction.atomic():
            for limit in sorted(limits, key=lambda limit: limit.key):
                if not hit(limit.key, limit.times, limit.window):
                    raise _Reached(limit)
    except _Reached as reached:
        ends = LimitCount.objects.filter(key=reached.limit.key).values_list("ends_at", flat=True).first()
        return Full(reached.limit, ends or database_now())
    return None


def salt_of_today() -> bytes:
    """The secret for today's networks, made by the first who asks."""
    today = timezone.localdate(database_now())
    DailySalt.objects.bulk_create([DailySalt(day=today, salt=secrets.token_bytes(32))], ignore_conflicts=True)
    return bytes(DailySalt.objects.get(day=today).salt)


def prune_limits() -> int:
    """Forget windows that have ended and the salts of days gone by; return how many windows."""
    now = database_now()
    DailySalt.objects.filter(day__lt=timezone.localdate(now)).delete()
    return LimitCount.objects.filter(ends_at__lte=now).delete()[0]
