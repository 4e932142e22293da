"""Giving back the room of rows that a sealing wrote anew: until then they may still be read in the files of the database."""

from __future__ import annotations

import logging
from typing import Any

from django.db import OperationalError, connection

from budgeting.models import Round, Sealing
from radslag.clock import database_now

logger = logging.getLogger(__name__)
REWRITTEN = (
    "budgeting_ballot",
    "budgeting_ballotchoice",
    "budgeting_receipt",
    "budgeting_votingcode",
    "budgeting_papervote",
    "budgeting_roundsecret",
)


def sweep_again() -> None:
    """Do what could not be done right after a sealing. Outside any transaction."""
    if Sealing.objects.filter(swept_at=None).exists():
        sweep_up()


def sweep_up() -> None:
    """Write the tables anew without what sealing left of old rows, and note it. Outside any transaction.

    While residents vote, or when a table is busy, it is not locked for this: `sweep_again` tries again every hour.
    """
    sealed = list(Sealing.objects.filter(swept_at=None).values_list("pk", flat=True))
    quiet = not Round.objects.taking_votes(database_now()).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        try:
            how = "FULL, ANALYZE" if quiet else "ANALYZE"
            swept = [_vacuumed(cursor, how, table) for table in REWRITTEN]
        finally:
            cursor.execute("RESET lock_timeout")
    if quiet and all(swept):
        Sealing.objects.filter(pk__in=sealed).update(swept_at=database_now())


def _vacuumed(cursor: Any, how: str, table: str) -> bool:
    try:
        cursor.execute(f"VACUUM ({how}) {table}")
    except OperationalError as error:
        logger.warning("VACUUM (%s) of %s had to give way: %s", how, table, type(error).__name__)
        return False
    return True
