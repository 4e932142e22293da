"""Making backups, remembering them, and taking away what must not be in them any more."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from radslag.audit.services import record
from radslag.clock import database_now
from radslag.models import Backup

from . import erased
from . import manifest as manifests
from .errors import BackupError
from .making import make_backup
from .manifest import PREFIX, UNFINISHED, Manifest
from .parts import file_apart, released_units

AN_UNFINISHED_ONE_IS_DEAD_AFTER = dt.timedelta(days=1)


def back_up(to: Path) -> tuple[Path, Manifest, list[str]]:
    """Make a backup in the folder `to`; then take away what older ones there must not hold any more, and those too old.

    Returns its folder, what it says of itself, and what was taken away. Raises BackupError.
    """
    folder, manifest = make_backup(to)
    erased.keep_beside(to, erased.export_erasures())
    taken_away = [*_release(to), *_delete_old(to)]
    note_backups(to)
    record("radslag.command", facts={"command": "backup", "deleted": len(taken_away)})
    return folder, manifest, taken_away


def backups_in(to: Path) -> list[tuple[Path, Manifest]]:
    """The finished backups in a folder with what they say of themselves, the oldest first. See also `damaged_in`."""
    return [(folder, manifest) for folder, manifest in _finished_in(to) if manifest is not None]


def damaged_in(to: Path) -> list[Path]:
    """Backups in a folder whose manifest can't be read, the oldest first: what they hold, nobody can say."""
    return [folder for folder, manifest in _finished_in(to) if manifest is None]


def _finished_in(to: Path) -> Iterator[tuple[Path, Manifest | None]]:
    for folder in sorted(to.glob(f"{PREFIX}*")):
        if folder.name.endswith(UNFINISHED) or not folder.is_dir():
            continue
        try:
            yield folder, manifests.read(folder)
        except BackupError:
            yield folder, None


@transaction.atomic
def note_backups(to: Path) -> None:
    """Bring what the site remembers of the backups in a folder up to date: pages say until when they tie votes to voters.

    A damaged one is remembered as it was, but for what was deleted from it.
    """
    place = str(to.resolve())
    there = backups_in(to)
    damaged = {folder.name: folder for folder in damaged_in(to)}
    for folder, manifest in there:
        Backup.objects.update_or_create(
            name=folder.name,
            defaults={
                "place": place,
                "made_at": dt.datetime.fromisoformat(manifest.made_at),
                "size": manifest.bytes,
                "holds": sorted(manifest.holds),
            },
        )
    for row in Backup.objects.filter(place=place, name__in=damaged):
        row.holds = [unit for unit in row.holds if _apart(damaged[row.name], unit).exists()]
        row.save(update_fields=["holds"])
    here = [*damaged, *(folder.name for folder, _ in there)]
    Backup.objects.filter(place=place).exclude(name__in=here).delete()


def put_media_back(folder: Path) -> int:
    """Store the files of a backup's media under the names that they had, and read each back; return how many.

    Raises BackupError.
    """
    n = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as source:
            stored = default_storage.save(name, File(source))
        if stored != name:
            raise BackupError(f"the file {name} could not be put back under its name")
        with default_storage.open(name) as there, path.open("rb") as source:
            if manifests.sha256_of(there) != manifests.sha256_of(source):
                raise BackupError(f"the file {name} is not what was put back")
        n += 1
    return n


def _release(to: Path) -> list[str]:
    """Delete the files of units that are released from every backup, and say so in its manifest."""
    gone, now = [], database_now().isoformat()
    released = released_units()
    for folder, manifest in backups_in(to):
        here = sorted(released & manifest.holds)
        for unit in here:
            name = manifest.tied[unit]["file"]
            (folder / name).unlink(missing_ok=True)
            manifest.files.pop(name, None)
            manifest.released[unit] = now
            gone.append(f"{folder.name}/{name}")
        if here:
            manifests.write(folder, manifest)
    for folder in damaged_in(to):
        for path in (_apart(folder, unit) for unit in sorted(released)):
            if path.exists():
                path.unlink()
                gone.append(f"{folder.name}/{path.relative_to(folder)}")
    return gone


def _apart(folder: Path, unit: str) -> Path:
    return folder / file_apart(unit)


def _delete_old(to: Path) -> list[str]:
    """Delete backups older than BACKUP_DAYS, never the newest, and what was begun and never finished."""
    now, gone = database_now(), []
    keep = dt.timedelta(days=settings.RADSLAG_BACKUP_DAYS)
    for folder, manifest in backups_in(to)[:-1]:
        if now - dt.datetime.fromisoformat(manifest.made_at) > keep:
            shutil.rmtree(folder)
            gone.append(folder.name)
    for folder in damaged_in(to):
        made_at = manifests.made_by_name(folder.name)
        if made_at is not None and now - made_at > keep:
            shutil.rmtree(folder)
            gone.append(folder.name)
    for folder in to.glob(f"{PREFIX}*{UNFINISHED}"):
        begun = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        if now - begun > AN_UNFINISHED_ONE_IS_DEAD_AFTER:
            shutil.rmtree(folder)
            gone.append(folder.name)
    return gone
