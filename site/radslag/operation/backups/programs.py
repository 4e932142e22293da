"""PostgreSQL's own programs for copies: pg_dump, pg_restore and psql, of the wheel that every installation has."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, cast

from django.db import connection

from radslag.postgres.binaries import installation

from .errors import BackupError

# As libpq reads them from the environment: nothing secret stands in a list of processes.
VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
}


# What our pg_restore writes at the head of its statements and servers before 17 do not know.
UNKNOWN_TO_OLDER_SERVERS = b"SET transaction_timeout = 0;"
BEGINS_DATA = b"COPY "


def run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the site's database; return what it printed. Raises BackupError with its last words."""
    done = subprocess.run(  # noqa: S603 - our own program and paths
        _command(program, *arguments),
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise BackupError(f"{program}: {_last_words(done.stderr)}")
    return done.stdout


def contents(dump: Path) -> str:
    """The list of what a dump holds: it can be read only when the dump is whole enough to be restored."""
    return run("pg_restore", "--list", str(dump))


def put_back(dump: Path, section: str) -> None:
    """Do one section of a dump on the site's database, of any version that has what the site uses. Raises BackupError."""
    with tempfile.TemporaryFile() as words:
        reader = subprocess.Popen(  # noqa: S603 - our own program and paths
            _command(
                "pg_restore", "--file=-", "--no-owner", "--no-privileges", f"--section={section}", str(dump)
            ),
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=words,
        )
        writer = subprocess.Popen(  # noqa: S603
            [
                _path("psql"),
                "--no-psqlrc",
                "--quiet",
                "--no-password",
                "--set=ON_ERROR_STOP=1",
                "--output=/dev/null",
            ],
            env=_environment(),
            stdin=subprocess.PIPE,
            stderr=words,
        )
        _hand_over(cast(IO[bytes], reader.stdout), cast(IO[bytes], writer.stdin))
        failed = [name for name, code in (("pg_restore", reader.wait()), ("psql", writer.wait())) if code]
        if failed:
            words.seek(0)
            raise BackupError(f"{failed[-1]}: {_last_words(words.read().decode(errors='replace'))}")


def _hand_over(source: IO[bytes], target: IO[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError), source, target:  # who reads has ended, and says why
        for line in source:
            if line.rstrip() != UNKNOWN_TO_OLDER_SERVERS:
                target.write(line)
            if line.startswith(BEGINS_DATA):
                break
        shutil.copyfileobj(source, target)


def _environment() -> dict[str, str]:
    params = connection.get_connection_params()
    access = {VARIABLES[name]: str(value) for name, value in params.items() if name in VARIABLES}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "HOME": os.environ.get("HOME", "/"),
    } | access


def _command(program: str, *arguments: str) -> list[str]:
    return [_path(program), *([] if program == "pg_restore" else ["--no-password"]), *arguments]


def _path(program: str) -> str:
    return str(installation() / "bin" / program)


def _last_words(text: str) -> str:
    lines = [line for line in text.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return (lines or text.splitlines() or ["ended without a word"])[-1 if not lines else 0]
