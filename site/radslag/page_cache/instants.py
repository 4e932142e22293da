"""When pages change by themselves: apps register the columns with such instants, and a kept page lives until the first."""

import datetime as dt

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from psycopg.sql import SQL, Identifier

LONGEST_LIFE = dt.timedelta(minutes=1)

FIRST = SQL("(SELECT min({column}) FROM {table} WHERE {column} > %s)")
_columns: list[tuple[str, str]] = []


def register(model: type[Model], *fields: str) -> None:
    """Say that readers see something else from the instants in these fields on. Call it in the app's `ready()`."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    _columns.extend((model._meta.db_table, columns[name]) for name in fields)


def next_instant(now: dt.datetime) -> dt.datetime | None:
    """The first registered instant after `now` (both aware); None when there is none. One query."""
    if not _columns:
        return None
    firsts = [FIRST.format(table=Identifier(table), column=Identifier(column)) for table, column in _columns]
    question = SQL("SELECT LEAST({firsts})").format(firsts=SQL(", ").join(firsts))
    with connection.cursor() as cursor:
        cursor.execute(question.as_string(cursor.connection), [now] * len(firsts))
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
