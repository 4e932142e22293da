"""PostgreSQL's own programs for copies: pg_dump and pg_restore, of the wheel that every installation has."""

import os
import subprocess
from pathlib import Path

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


def run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the site's database; return what it printed. Raises BackupError with its last words."""
    params = connection.get_connection_params()
    access = {VARIABLES[name]: str(value) for name, value in params.items() if name in VARIABLES}
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "HOME": os.environ.get("HOME", "/"),
    }
    command = [str(installation() / "bin" / program), "--no-password", *arguments]
    done = subprocess.run(  # noqa: S603 - our own program and paths
        command,
        env=environment | access,
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


def _last_words(text: str) -> str:
    lines = [
        line for line in text.splitlines() if "error" in line or "fatal" in line.lower()
    ] or text.splitlines()
    return lines[-1] if lines else "ended without a word"
