"""The content number: it is another one after every commit that changed something readers may see.

Triggers raise it in the transaction of the change, in one of several rows, so that two who write never wait for each other;
the number is the sum of the rows. Whoever reads the number first and the content afterwards can't keep old content under a
new number: that is the whole proof that kept pages are true.
"""

import datetime as dt

from django.db import connection
from django.http import HttpRequest

from radslag.clock import set_instant

READ = "SELECT coalesce(sum(number), 0)::bigint, coalesce(%s::timestamptz, clock_timestamp()) FROM radslag_contentnumber"


def content_number() -> tuple[int, dt.datetime]:
    """The number as it is now, and the database's clock (aware). Raises OperationalError when the database is away."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [set_instant()])
        number, now = cursor.fetchone()
    return number, now


def moment_of(request: HttpRequest, *, anew: bool = False) -> tuple[int, dt.datetime]:
    """The number and the clock as they were when the request first asked, or, `anew`, as they are now."""
    if anew or not hasattr(request, "_content_moment"):
        request._content_moment = content_number()  # type: ignore[attr-defined]
    moment: tuple[int, dt.datetime] = request._content_moment  # type: ignore[attr-defined]
    return moment
