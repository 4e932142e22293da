"""Making a backup: under a name that says it is not finished, looked through, then renamed."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

import radslag
from radslag.clock import database_now
from radslag.media.listing import stored_names

from . import manifest as manifests
from . import programs, tables
from .erased import export_erasures
from .errors import BackupError
from .parts import (
    FILES_LEFT_OUT,
    LEFT_OUT,
    Tied,
    file_apart,
    released_units,
    tied_rows,
    tied_tables,
    unit_name,
)


def make_backup(to: Path) -> tuple[Path, manifests.Manifest]:
    """Write a backup into the folder `to` (made if missing); return its folder and what it says of itself.

    All is read in one snapshot, while the site goes on. Raises BackupError, and leaves nothing behind then.
    """
    made_at = database_now()
    name = manifests.name_of(made_at)
    final, folder = to / name, to / f"{name}{manifests.UNFINISHED}"
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"no backup can be written to {to}: {error.strerror}") from error
    try:
        manifest = manifests.Manifest(
            name=name,
            made_at=made_at.isoformat(),
            product=radslag.__version__,
            postgresql=_server_version(),
            migrations=_migrations(),
            left_out=dict(LEFT_OUT),
        )
        _copy_database(folder, manifest)
        (folder / manifests.ERASURES).write_text(json.dumps(export_erasures()), encoding="utf-8")
        _copy_media(folder / "media")
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            path.chmod(0o600)
            manifest.files[path.relative_to(folder).as_posix()] = manifests.describe(path)
        manifests.write(folder, manifest)
        _look_through(folder)
        folder.rename(final)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise BackupError(f"no backup can be written to {to}: {error.strerror}") from error
        raise
    return final, manifest


def _copy_database(folder: Path, manifest: manifests.Manifest) -> None:
    """The dump, the rows that lie apart and the fingerprints of all tables, as they are at one instant."""
    # Read before: what is released meanwhile is taken for tied, which does no harm.
    released = released_units()
    with _snapshot() as (cursor, snapshot):
        apart = tied_tables()
        here = tables.all_tables(cursor)
        without = [
            f"--exclude-table-data=public.{table}" for table in sorted({*LEFT_OUT, *apart} & set(here))
        ]
        dump = folder / manifests.DUMP
        programs.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}", *without)
        manifest.tables = tables.fingerprints(
            cursor, [t for t in here if t not in LEFT_OUT and t not in apart]
        )
        for tied in tied_rows():
            for unit in tables.units(cursor, tied.tables):
                entry = _copy_apart(folder, cursor, tied, unit)
                entry["ties"] = unit_name(tied, unit) not in released
                manifest.tied[unit_name(tied, unit)] = entry


def _copy_apart(folder: Path, cursor: Any, tied: Tied, unit: int) -> dict[str, Any]:
    name = file_apart(unit_name(tied, unit))
    path = folder / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, column in tied.tables:
            rows = sql.SQL("COPY (SELECT * FROM {} WHERE {} = {}) TO STDOUT").format(
                sql.Identifier(table), sql.Identifier(column), unit
            )
            with (
                archive.open(table, "w", force_zip64=True) as out,
                cursor.copy(rows) as copy,
            ):
                for piece in copy:
                    out.write(piece)
    return {"file": name, "tables": tables.fingerprints_of_unit(cursor, tied.tables, unit)}


class _snapshot:
    """A connection of its own in a transaction that sees one instant and hands it on to pg_dump."""

    def __enter__(self) -> tuple[Any, str]:
        params = connection.get_connection_params()
        known = {name: value for name, value in params.items() if name in programs.VARIABLES}
        self.connection = psycopg.connect(**known)
        self.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self.connection.read_only = True
        cursor = self.connection.cursor()
        (snapshot,) = cursor.execute("SELECT pg_export_snapshot()").fetchall()[0]
        return cursor, snapshot

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _copy_media(folder: Path) -> None:
    for name in media_files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with default_storage.open(name) as source, path.open("wb") as out:
                shutil.copyfileobj(source, out)
        except FileNotFoundError:
            path.unlink(missing_ok=True)  # deleted this very moment, with its row


def media_files() -> Iterator[str]:
    """The names of all stored files but those that are made anew."""
    return stored_names(but=FILES_LEFT_OUT)


def _look_through(folder: Path) -> None:
    """Read everything once more, as a restore would."""
    manifests.check(folder)
    programs.contents(folder / manifests.DUMP)
    for path in (folder / "apart").glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                raise BackupError(f"{path.name} can't be read")


def _migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        return int(cursor.fetchone()[0])
