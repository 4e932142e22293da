"""The files with a row for each ballot, made by a worker as soon as they may be published: a page must not count."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from budgeting.for_programs import results as open_results
from budgeting.for_programs.ballot_files import CSV, DONE, PB, XLSX, ballots_in, folder_of, places
from budgeting.for_programs.counts import NotPublishedError, published_pb
from budgeting.models import Count
from budgeting.rules.publication import LEAST_BALLOTS, Withheld
from budgeting.services import locks
from radslag.clock import database_now

logger = logging.getLogger(__name__)


def make_due_files() -> int:
    """Make the files of each newest count of a sealed round that has none, or whose titles have changed. May run at any
    time, anywhere; returns how many counts got theirs.

    One that fails is reported and tried again at the next run. Raises OperationalError or InterfaceError when the
    database is away.
    """
    newest = (
        Count.objects.filter(round__sealing__isnull=False).order_by("round_id", "-pk").distinct("round_id")
    )
    counts = list(newest.defer("steps").select_related("round__programme", "round__sealing", "act"))
    counts = [count for count in counts if count.ballots >= LEAST_BALLOTS]
    due = [(count, place) for count, place in zip(counts, places(counts).values(), strict=True)]
    return sum(_made(count, place) for count, place in due if ballots_in(place) is None)


def _made(count: Count, place: str) -> bool:
    try:
        return _make(count, place)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("The files of count %s could not be made: %s", count.pk, type(error).__name__)
        return False


@transaction.atomic
def _make(count: Count, place: str) -> bool:
    """Alone with the round, so that two workers do not write the same files. Nobody votes in it any more."""
    locks.close_ballots(count.round_id)
    if ballots_in(place) is not None:
        return False
    contents: dict[str, bytes] = {}
    written = 0
    try:
        text = published_pb(count, now=database_now())
    except NotPublishedError as error:
        if error.reason is not Withheld.FEW_BALLOTS:
            return False
    else:
        rows = open_results.ballot_rows(text)
        written = len(rows)
        with translation.override(settings.LANGUAGE_CODE):  # the same bytes whoever asks
            contents = {
                PB: text.encode(),
                CSV: open_results.as_csv(open_results.BALLOTS, rows),
                XLSX: open_results.ballots_as_xlsx(rows),
            }
    contents[DONE] = json.dumps({"ballots": written}).encode()
    _empty(folder_of(count.round_id))
    for name, content in contents.items():
        default_storage.save(f"{place}/{name}", ContentFile(content))
    return True


def _empty(folder: str) -> None:
    """Remove everything there: what was made before a title changed, or was not finished."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files, key=lambda name: name != DONE):
        default_storage.delete(f"{folder}/{name}")
    for name in folders:
        _empty(f"{folder}/{name}")
        default_storage.delete(f"{folder}/{name}")
