"""The files with a row for each ballot of a count, as a worker has made them (services/ballot_files.py): where they lie.

They are made once, for they take whole counts, and lie in the storage apart from what is served as it is. As long as nothing
changes that stands in them, such as a title, they are the same bytes; else a worker makes them anew, somewhere else.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from django.core.files.storage import default_storage

from budgeting.counting import VERSION
from budgeting.counting.inputs import canonical, fingerprint
from budgeting.models import Count, Proposal
from budgeting.rules.publication import LEAST_BALLOTS, Withheld

FOLDER = "open-data"
PB, CSV, XLSX = NAMES = ("rostsedlar.pb", "rostsedlar.csv", "rostsedlar.xlsx")
DONE = "klart.json"
"""Written last: how many ballots the files hold. With too few there are no files beside it."""
WRITTEN = 1
"""Which way of writing the files this is."""


def folder_of(round_id: int) -> str:
    """Where all files of a round lie, those of today and older ones."""
    return f"{FOLDER}/{round_id}"


def places(counts: Iterable[Count]) -> dict[int, str]:
    """The folder of each count's files, by the count. The rounds must be sealed. One query, when the counts have their
    rounds with programme and sealing."""
    counts = list(counts)
    said = defaultdict(list)
    fields = ("round", "number", "title", "theme__name")
    proposals = Proposal.objects.filter(round__in=[count.round_id for count in counts])
    for round_id, *names in proposals.values_list(*fields).order_by("number"):
        said[round_id].append(names)
    return {count.pk: f"{folder_of(count.round_id)}/{_key(count, said[count.round_id])}" for count in counts}


def why_not(count: Count) -> Withheld | None:
    """Why the files of a count that may be published are not there: none yet, or too few ballots in them. One query."""
    written = ballots_in(places([count])[count.pk])
    if written is None:
        return Withheld.NOT_MADE
    return Withheld.FEW_BALLOTS if written < LEAST_BALLOTS else None


def ballots_in(place: str) -> int | None:
    """How many ballots the files there hold; None while they are not finished."""
    try:
        with default_storage.open(f"{place}/{DONE}") as file:
            return int(json.loads(file.read())["ballots"])
    except FileNotFoundError:
        return None


def read(count: Count, name: str) -> bytes:
    """One of NAMES. Raises FileNotFoundError while it is not there. One query."""
    with default_storage.open(f"{places([count])[count.pk]}/{name}") as file:
        return bytes(file.read())


def _key(count: Count, names: list[list[object]]) -> str:
    round_ = count.round
    about = [round_.name, round_.programme.title, round_.imported_from]
    instants = [
        str(instant.timestamp()) for instant in (round_.sealing.at, round_.voting_opens, round_.voting_closes)
    ]
    return fingerprint(canonical([WRITTEN, VERSION, count.pk, count.result_hash, about, instants, names]))
