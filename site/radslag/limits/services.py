"""Counting against limits. One statement counts and decides, so that requests at the same time can't pass together."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from radslag.clock import database_now, machine_now, set_instant
from radslag.models.limits import DailySalt, LimitCount

from .keys import Limit

COUNT = """
    WITH clock AS MATERIALIZED (SELECT coalesce(%(now)s::timestamptz, clock_timestamp()) AS now),
    wanted AS (
        SELECT * FROM unnest(%(keys)s::text[], %(times)s::int[], %(windows)s::interval[], %(names)s::text[])
        WITH ORDINALITY AS wanted (key, times, lasts, name, place)
    )
    INSERT INTO radslag_limitcount AS held (key, used, ends_at, name, times)
    SELECT key, 1, now + lasts, name, times FROM wanted, clock ORDER BY place
    ON CONFLICT (key) DO UPDATE SET
        name = excluded.name,
        times = excluded.times,
        used = CASE WHEN held.ends_at <= (SELECT now FROM clock) THEN 1 ELSE held.used + 1 END,
        ends_at = CASE WHEN held.ends_at <= (SELECT now FROM clock) THEN excluded.ends_at ELSE held.ends_at END
    WHERE held.ends_at <= (SELECT now FROM clock)
        OR held.used < (SELECT times FROM wanted WHERE wanted.key = held.key)
    RETURNING key, used
"""
TAKE_BACK = """
    WITH begun AS (DELETE FROM radslag_limitcount WHERE key = ANY(%(keys)s) AND used = 1)
    UPDATE radslag_limitcount SET used = used - 1 WHERE key = ANY(%(keys)s) AND used > 1
"""

_salt_today: tuple[dt.date, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """A limit that is reached, and the instant from which one may try again."""

    limit: Limit
    until: dt.datetime


def hit(key: str, limit: int, window: dt.timedelta) -> bool:
    """Count one use of `key`; say whether it is within `limit` uses in a `window`, which begins with its first use.

    What is refused is not counted. A use counts when the caller's transaction does. The row has no name: no list shows it.
    """
    return bool(_count([Limit("", key, limit, window)]))


def use(limit: Limit) -> bool:
    """Count one use of the limit; say whether it is within it. As `hit`, and people of the staff can see and lift it."""
    return bool(_count([limit]))


def hit_all(limits: Sequence[Limit]) -> Full | None:
    """Count one use against every limit, or, when one is reached, against none; then that one is returned."""
    counted = count_all(limits)
    return counted if isinstance(counted, Full) else None


@transaction.atomic(savepoint=False)
def count_all(limits: Sequence[Limit]) -> Full | dict[str, int]:
    """As `hit_all`; when there was room, how often each limit is used now, by its name.

    One statement. It takes the keys in the same order for everybody, so that nobody waits in a circle, and holds them
    until the transaction ends: what it counted can be taken back before anybody else has seen it.
    """
    ordered = sorted({limit.key: limit for limit in limits}.values(), key=lambda limit: limit.key)
    used = _count(ordered)
    reached = next((limit for limit in ordered if limit.key not in used), None)
    if reached is None:
        return {limit.name: used[limit.key] for limit in ordered}
    if used:
        with connection.cursor() as cursor:
            cursor.execute(TAKE_BACK, {"keys": list(used)})
    ends = LimitCount.objects.filter(key=reached.key).values_list("ends_at", flat=True).first()
    return Full(reached, ends or database_now())


def _count(limits: Sequence[Limit]) -> dict[str, int]:
    """Count one use of each key that has room; how often those are used now."""
    room = [limit for limit in limits if limit.times > 0]
    if not room:
        return {}
    values = {
        "now": set_instant(),
        "keys": [limit.key for limit in room],
        "times": [limit.times for limit in room],
        "windows": [limit.window for limit in room],
        "names": [limit.name for limit in room],
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return dict(cursor.fetchall())


def forget(limit: Limit) -> None:
    """Let the window of a limit begin anew."""
    LimitCount.objects.filter(key=limit.key).delete()


def salt_of_today() -> bytes:
    """The secret for today's networks, made by the first who asks and then remembered in the process.

    The day is that of this machine's clock: should two differ at midnight, one counts a little longer under the old day.
    """
    global _salt_today
    today = timezone.localdate(machine_now())
    known = _salt_today
    if known is not None and known[0] == today:
        return known[1]
    DailySalt.objects.bulk_create([DailySalt(day=today, salt=secrets.token_bytes(32))], ignore_conflicts=True)
    salt = bytes(DailySalt.objects.get(day=today).salt)
    transaction.on_commit(
        lambda: _remember_salt(today, salt)
    )  # not before: a rollback takes the salt away again
    return salt


def _remember_salt(day: dt.date, salt: bytes) -> None:
    global _salt_today
    _salt_today = (day, salt)


def prune_limits() -> int:
    """Forget windows that have ended and the salts of days gone by; return how many windows."""
    now = database_now()
    DailySalt.objects.filter(day__lt=timezone.localdate(now)).delete()
    return LimitCount.objects.filter(ends_at__lte=now).delete()[0]
