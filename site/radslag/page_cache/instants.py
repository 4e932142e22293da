"""When pages change by themselves: apps register the columns with such instants, and a kept page lives until the first."""

import datetime as dt

from django.db import connection
from django.db.models import Model
from django.utils import timezone

LONGEST_LIFE = dt.timedelta(minutes=1)

_columns: list[tuple[type[Model], str]] = []


def register(model: type[Model], *fields: str) -> None:
    """Say that readers see something else from the instants in these fields on. Call it in the app's `ready()`."""
    _columns.extend((model, field) for field in fields)


def next_instant(now: dt.datetime) -> dt.datetime | None:
    """The first registered instant after `now` (both aware); None when there is none. One query."""
    quote = connection.ops.quote_name
    firsts = [
        f"(SELECT min({column}) FROM {quote(model._meta.db_table)} WHERE {column} > %s)"  # noqa: S608 - our own names
        for model, name in _columns
        for column in [quote(model._meta.get_field(name).column)]
    ]
    if not firsts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT LEAST({', '.join(firsts)})", [now] * len(firsts))
        first: dt.datetime | None = cursor.fetchone()[0]
    return first


def life_ends(now: dt.datetime) -> dt.datetime:
    """The instant from which a page that is made at `now` may no longer be served: a minute on, or sooner.

    At midnight too: the order of proposals, "today" and deadlines by day change there.
    """
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    midnight = timezone.make_aware(dt.datetime.combine(tomorrow, dt.time.min))
    first = next_instant(now)
    return min(now + LONGEST_LIFE, midnight, *([first] if first else []))
