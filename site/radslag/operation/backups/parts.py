"""What a backup is made of: tables that are left out, and rows that lie apart because they have to be deleted one day.

An app registers rows that tie something to somebody for a time. Each unit of them (one round, say) is a file of its own in
every backup; once the unit is released, the next backup deletes those files in all backups from before.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

LEFT_OUT = {
    "django_session": "sessions: people log in again",
    "radslag_loginsession": "goes with the sessions",
    "radslag_dailysalt": "with the salt of a day one could try which network a key stands for",
    "radslag_limitcount": "windows of limits begin anew",
    "radslag_cache": "the cache fills again",
    "radslag_page_cache": "the cache fills again",
    "wagtailsearch_indexentry": "the search index is made anew",
    "wagtailimages_rendition": "sizes of pictures are made anew",
}
"""Tables whose rows are in no backup, and why."""
FILES_LEFT_OUT = ("images/",)
"""Folders of the media that are made anew: sizes of pictures."""


@dataclass(frozen=True, slots=True)
class Tied:
    """Rows that lie apart. `column` of each of `tables` is the number of the unit; a table stands after those it points to.

    `released` gives the units whose rows tie nothing any more.
    """

    name: str
    tables: tuple[tuple[str, str], ...]
    released: Callable[[], Iterable[int]]


_tied: dict[str, Tied] = {}


def register(tied: Tied) -> None:
    """Let these rows lie apart; registering a name twice changes nothing."""
    _tied.setdefault(tied.name, tied)


def tied_rows() -> list[Tied]:
    """All that lie apart, in the order in which they were registered."""
    return list(_tied.values())


def tied_tables() -> set[str]:
    """The tables whose rows lie apart."""
    return {table for tied in _tied.values() for table, _ in tied.tables}


def released_units() -> set[str]:
    """Units whose files have to go, such as `round-17`."""
    return {unit_name(tied, unit) for tied in _tied.values() for unit in tied.released()}


def unit_name(tied: Tied, unit: int) -> str:
    """How a unit is called in manifests, and its file."""
    return f"{tied.name}-{unit}"


def file_apart(name: str) -> str:
    """Where in a backup the rows of the unit with that name are."""
    return f"apart/{name}.zip"
