"""Threads that wait for each other in PostgreSQL: seen there, instead of slept for."""

import time
from concurrent.futures import Future
from typing import Any

from django.db import connection

WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def until_it_waits_or_is_done(work: Future[Any], seconds: float = 60) -> None:
    """Return when `work`, alone in asking for what others hold, waits for a lock of the database or has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] or work.done():
                return
        time.sleep(0.02)
    raise AssertionError("it neither waits nor ends")
