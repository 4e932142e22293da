"""What a backup says of itself: `manifest.json` beside its files, with the checksum of each; `manifest.sha256` of itself."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .errors import BackupError

FORMAT = 1
MANIFEST, CHECKSUM = "manifest.json", "manifest.sha256"
DUMP, ERASURES = "database.dump", "erasures.json"
PREFIX, NAMED_BY, UNFINISHED = "radslag-", "%Y%m%dT%H%M%SZ", ".unfinished"
PIECE = 1 << 20


@dataclass
class Manifest:
    """`files` by their paths in the backup, `tied` by the unit: its file, and whether it tied something to somebody then.

    `released` are the units whose file was deleted since, and when.
    """

    name: str
    made_at: str
    product: str
    postgresql: int
    migrations: dict[str, list[str]]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    tied: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    released: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def holds(self) -> set[str]:
        """The units that are tied to somebody in it."""
        return {unit for unit, entry in self.tied.items() if entry["ties"] and unit not in self.released}

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(entry["bytes"] for entry in self.files.values())


def write(folder: Path, manifest: Manifest) -> str:
    """Write the manifest and its checksum, which is returned; each appears at once or not at all."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    for name, content in ((MANIFEST, text), (CHECKSUM, f"{digest}  {MANIFEST}\n")):
        new = folder / f"{name}.new"
        new.write_text(content, encoding="utf-8")
        new.replace(folder / name)
    return digest


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError when there is none, or it is not as it was written."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        checksum = (folder / CHECKSUM).read_text(encoding="utf-8").split()[0]
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise BackupError(f"{folder} is no whole backup: {MANIFEST} or {CHECKSUM} is missing") from error
    if hashlib.sha256(text.encode()).hexdigest() != checksum:
        raise BackupError(f"{folder / MANIFEST} was changed or is damaged")
    values = json.loads(text)
    if values.get("format") != FORMAT:
        raise BackupError(f"{folder} has a format that this program does not know: {values.get('format')}")
    return Manifest(**values)


def name_of(made_at: dt.datetime) -> str:
    """What the folder of a backup is called."""
    return f"{PREFIX}{made_at.astimezone(dt.UTC):{NAMED_BY}}"


def made_by_name(name: str) -> dt.datetime | None:
    """When the backup was made by the name of its folder; None for what is not named like one that was finished."""
    try:
        return dt.datetime.strptime(name, f"{PREFIX}{NAMED_BY}").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def describe(path: Path) -> dict[str, Any]:
    """Size and checksum of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": sha256_of(file)}


def sha256_of(file: Any) -> str:
    """The SHA-256 of an open file, from where it stands to its end."""
    found = hashlib.sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is wrong with the files of a backup: missing, changed, or not named in it."""
    for name, entry in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif describe(path) != entry:
            yield f"{name} was changed or is damaged"
    known = set(manifest.files) | {MANIFEST, CHECKSUM}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (path.is_file() and name not in known):
            yield f"{name} does not belong to the backup"


def check(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all as they were written. Raises BackupError with the first faults."""
    manifest = read(folder)
    found = list(faults(folder, manifest))
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise BackupError(f"{folder.name} can't be used: " + "; ".join(found[:3]) + more)
    return manifest
