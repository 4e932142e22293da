"""One folder with one embedded PostgreSQL cluster: its paths, its birth, and whether it is alive."""

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .binaries import OUTSIDE, as_user, reachable, server_programs, server_user
from .errors import DatabaseUnavailable

# A socket's path holds 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET_PATH = 100
SOCKET_NAME = ".s.PGSQL.5432"
# The wheel is built without ICU; this is PostgreSQL's own Unicode locale, the same on every machine.
INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--text-search-config=swedish",
]


@dataclass(frozen=True)
class Cluster:
    """`folder` is where the settings want it; `home` is where it can be."""

    folder: Path
    durable: bool = True

    @cached_property
    def home(self) -> Path:
        """The cluster's folder, made if missing. As root it may be one outside the project."""
        folder = self.folder.resolve()
        if os.geteuid() != 0:
            return _make_folder(folder)
        _make_folder(folder)
        user = server_user(folder / "data")
        if user is None or reachable(folder, user):
            return folder
        return _make_folder(OUTSIDE / f"postgres-{_short_hash(folder)}")

    @cached_property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def is_elsewhere(self) -> bool:
        return self.home != self.folder.resolve()

    @cached_property
    def user(self) -> pwd.struct_passwd | None:
        return server_user(self.data)

    def program(self, name: str) -> str:
        return str(server_programs(self.user) / name)

    def create_if_missing(self) -> None:
        """Make the cluster beside its place and move it there, so that a broken attempt leaves nothing behind."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            unfinished.mkdir(mode=0o700)
            if self.user is not None:
                os.chown(unfinished, self.user.pw_uid, self.user.pw_gid)
            sync = [] if self.durable else ["--no-sync"]
            command = [self.program("initdb"), "--pgdata", str(unfinished), *INITDB_OPTIONS, *sync]
            subprocess.run(  # noqa: S603 - our own program and paths
                command, check=True, capture_output=True, text=True, **as_user(self.user)
            )
            unfinished.rename(self.data)
        except OSError as error:
            raise DatabaseUnavailable(f"no database can be made in {self.home}: {error.strerror}") from error
        except subprocess.CalledProcessError as error:
            raise DatabaseUnavailable(
                f"no database can be made in {self.home}: {_reason(error.stderr)}"
            ) from error

    def postmaster(self) -> int | None:
        """The process id in the server's status file, if such a process lives, or None."""
        try:
            pid = int(self._status_line(0))
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        return pid

    def socket_folder(self) -> Path:
        """Where the living server's socket is, by its own word; before it lives, where it will be."""
        try:
            return Path(self._status_line(4))
        except (OSError, IndexError):
            return self._planned_socket_folder()

    def answers(self) -> bool:
        """Whether somebody listens on the socket: a process id alone may be another program's after a crash."""
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.socket_folder() / SOCKET_NAME))
            except OSError:
                return False
        return True

    def _status_line(self, number: int) -> str:
        """A line of the server's own status file. Raises OSError or IndexError when it is not there (yet)."""
        lines = [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        if not lines[number]:
            raise IndexError(number)
        return lines[number]

    def _planned_socket_folder(self) -> Path:
        if len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.data
        return Path(tempfile.gettempdir()) / f"radslag-{os.getuid()}-{_short_hash(self.data)}"

    def prepare_socket_folder(self) -> Path:
        """Make the folder of the socket. One that others could have made first is refused: who owns it is us."""
        folder = self._planned_socket_folder()
        if folder == self.data:
            return folder
        owner = self.user.pw_uid if self.user else os.getuid()
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None and folder.lstat().st_uid == 0:
            os.chown(folder, owner, self.user.pw_gid, follow_symlinks=False)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != owner or status.st_mode & 0o077:
            raise DatabaseUnavailable(f"{folder} belongs to somebody else; remove it and try again")
        return folder

    def last_words(self) -> str:
        """The last error in the server's log, in one line."""
        try:
            return _reason(self.log.read_text(errors="replace"))
        except OSError as error:
            return error.strerror or "no log"

    def announce(self) -> None:
        """Say where the data is when it is not where one would look for it."""
        if self.is_elsewhere:
            print(
                f"Rådslag: started as root in a folder closed to other users, so the database is kept in {self.home}",
                file=sys.stderr,
            )


def _make_folder(folder: Path) -> Path:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            for path in missing:
                path.chmod(0o755)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise DatabaseUnavailable(f"the data folder {folder} cannot be used: {error.strerror}") from error
    return folder


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _reason(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line] or lines
    return telling[-1].split("FATAL:  ")[-1].split("error: ")[-1] if telling else "no reason given"
