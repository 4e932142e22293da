"""Putting a backup into an empty database: everything is checked before anything is written."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from radslag.audit.services import record
from radslag.pictures import make_sizes_of_all
from radslag.privacy.errors import NotAllErased

from . import erased, programs, tables
from . import manifest as manifests
from .errors import BackupError
from .making import media_files
from .manifest import UNFINISHED, Manifest
from .parts import tied_rows, unit_name
from .services import put_media_back


@dataclass
class Restored:
    """What was put back, and what an administrator has to know of."""

    manifest: Manifest
    tables: int = 0
    rows: int = 0
    files: int = 0
    erased: int = 0
    missing: list[str] = field(default_factory=list)
    """Units whose rows are not there any more, since they were deleted from this backup."""


def check_backup(folder: Path) -> Manifest:
    """The manifest of a backup that could be restored here. Raises BackupError."""
    if folder.name.endswith(UNFINISHED):
        raise BackupError(f"{folder.name} was never finished")
    manifest = manifests.check(folder)
    programs.contents(folder / manifests.DUMP)
    ours = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in ours
    ]
    known_apps = {app for app, _ in ours}
    newer = [name for name in unknown if name.split(".")[0] in known_apps]
    if newer:
        raise BackupError(f"{folder.name} was made by a newer program (it has {newer[0]}): install that one")
    return manifest


def restore(folder: Path, *, erasures: Iterable[Path] = ()) -> Restored:
    """Put the backup in `folder` into the site's database and media, both of which must be empty.

    Then migrates, erases again whom `erasures` name (files as beside the backups, which must be there), and makes the search
    index anew. Raises BackupError; one after the first write says what has to be done.
    """
    manifest = check_backup(folder)
    rows = [row for path in (folder / manifests.ERASURES, *erasures) for row in erased.read(path)]
    _refuse_what_is_not_empty()
    done = Restored(manifest)
    try:
        _fill(folder, manifest, done)
        _compare(manifest, done)
    except BackupError as error:
        raise BackupError(f"{error}. Nothing can be relied on: empty the database and try again") from error
    done.files = put_media_back(folder / "media")
    _bring_up_to_date()
    failed = 0
    try:
        done.erased = erased.replay(rows)
    except NotAllErased as error:
        done.erased, failed = error.erased, error.failed
    call_command("update_index", verbosity=0)
    make_sizes_of_all()
    record(
        "radslag.command", facts={"command": "restore", "erased": done.erased, "missing": len(done.missing)}
    )
    if failed:
        raise BackupError(
            f"everything is back, but {failed} people who were erased could not be erased again (the log says why). "
            "Keep the site closed: a worker tries again every time it finishes erasures"
        )
    return done


def _refuse_what_is_not_empty() -> None:
    with connection.cursor() as cursor:
        found = tables.all_tables(cursor)
    if found:
        raise BackupError(
            f"the database is not empty (it has {len(found)} tables): a backup is put into a new one alone"
        )
    if next(media_files(), None) is not None:
        raise BackupError("there are media files already: a backup is put beside none")


def _fill(folder: Path, manifest: Manifest, done: Restored) -> None:
    """Tables, then all rows, then keys and triggers: those look at every row when they are made."""
    dump = folder / manifests.DUMP
    for section in ("pre-data", "data"):
        programs.put_back(dump, section)
    for tied in tied_rows():
        for unit in (unit for unit in manifest.tied if unit.startswith(f"{tied.name}-")):
            if unit in manifest.released:
                done.missing.append(unit)
            else:
                _fill_apart(folder / manifest.tied[unit]["file"], [table for table, _ in tied.tables])
    programs.put_back(dump, "post-data")


def _fill_apart(path: Path, names: list[str]) -> None:
    connection.ensure_connection()
    with zipfile.ZipFile(path) as archive, connection.connection.cursor() as cursor:
        for table in names:
            with (
                archive.open(table) as source,
                cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy,
            ):
                while piece := source.read(manifests.PIECE):
                    copy.write(piece)


def _compare(manifest: Manifest, done: Restored) -> None:
    """Raises BackupError unless every table holds the rows that it held."""
    with connection.cursor() as cursor:
        _same(tables.fingerprints(cursor, manifest.tables), manifest.tables)
        for tied in tied_rows():
            here = {unit_name(tied, unit): unit for unit in tables.units(cursor, tied.tables)}
            told = {name for name in manifest.tied if name.startswith(f"{tied.name}-")} - set(done.missing)
            if set(here) != told:
                raise BackupError(f"the rows of {tied.name}s are not those that were saved")
            for name, unit in here.items():
                found = tables.fingerprints_of_unit(cursor, tied.tables, unit)
                _same(found, manifest.tied[name]["tables"])
    every = [manifest.tables, *(manifest.tied[u]["tables"] for u in manifest.tied if u not in done.missing)]
    done.tables = len(manifest.tables)
    done.rows = sum(entry["rows"] for one in every for entry in one.values())


def _same(found: dict[str, Any], told: dict[str, Any]) -> None:
    differing = [table for table in told if found.get(table) != told[table]]
    if differing:
        raise BackupError(
            f"the table {differing[0]} differs from what was saved ({len(differing)} tables differ)"
        )


def _bring_up_to_date() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
