"""Who was erased stays erased: keys of the erased lie beside the backups, and are done again after a restore."""

import json
from collections.abc import Iterable
from pathlib import Path

from radslag.privacy.erasures import export_erasures, replay_erasures

from .errors import BackupError
from .manifest import ERASURES

Row = dict[str, str]
__all__ = ["export_erasures", "keep_beside", "replay"]


def keep_beside(to: Path, rows: Iterable[Row]) -> int:
    """Add the rows to the one file of them beside all backups, which older backups need; return how many it holds."""
    path = to / ERASURES
    known = {(row["key"], row["at"]): row for row in [*_read(path), *rows]}
    new = path.with_name(f"{ERASURES}.new")
    new.write_text(json.dumps([known[key] for key in sorted(known)]) + "\n", encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)
    return len(known)


def replay(paths: Iterable[Path]) -> int:
    """Erase again whoever any of the files names; return how many people were there. Raises BackupError."""
    rows = [row for path in paths for row in _read(path)]
    return replay_erasures(rows)


def _read(path: Path) -> list[Row]:
    try:
        rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise BackupError(f"{path} can't be read as a list of erasures") from error
    return rows
