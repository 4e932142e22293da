"""Who was erased stays erased: keys of the erased lie beside the backups, and are done again after a restore."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from radslag.clock import database_now
from radslag.privacy import site_periods
from radslag.privacy.erasures import export_erasures, replay_erasures

from .errors import BackupError
from .manifest import ERASURES, made_by_name

Row = dict[str, str]
__all__ = ["export_erasures", "keep_beside", "read", "replay"]


def keep_beside(to: Path, rows: Iterable[Row]) -> int:
    """Add the rows to the one file of them beside all backups, which older backups need; return how many it holds.

    What no backup there can need any more is left out: it is older than the oldest, and no longer in the site's own log.
    """
    path = to / ERASURES
    needed = _needed_since(to)
    known = {
        (row["key"], row["at"]): row
        for row in [*(read(path) if path.exists() else []), *rows]
        if dt.datetime.fromisoformat(row["at"]) >= needed
    }
    new = path.with_name(f"{ERASURES}.new")
    new.write_text(json.dumps([known[key] for key in sorted(known)]) + "\n", encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)
    return len(known)


def replay(rows: list[Row]) -> int:
    """Erase again whoever the rows name; return how many people were there. Raises NotAllErased when it is done."""
    return replay_erasures(rows)


def read(path: Path) -> list[Row]:
    """The rows of a file. Raises BackupError when it is not there, or holds something else."""
    try:
        rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
        for row in rows:
            dt.datetime.fromisoformat(row["at"])
            str(row["key"])
    except FileNotFoundError as error:
        raise BackupError(f"{path}, the list of erasures, is not there") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{path} can't be read as a list of erasures") from error
    return rows


def _needed_since(to: Path) -> dt.datetime:
    oldest = min(filter(None, (made_by_name(folder.name) for folder in to.iterdir())), default=None)
    kept = database_now() - site_periods.ERASURES.length
    return min(kept, oldest) if oldest else kept
