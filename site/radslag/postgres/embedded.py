"""Using the embedded server: find it, or have it started, and be counted among its users.

Every process that uses the server holds a shared lock on one file for as long as it lives. A keeper process
(keeper.py) owns the server and waits to have that lock alone: then nobody is left, and it stops the server. Nothing
has to be counted or cleaned up, whichever process is killed and however.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import sql

from . import locks
from .cluster import Cluster
from .errors import DatabaseUnavailable

DATABASE = "radslag"
START_TIMEOUT_SECONDS = 60
# After a server was killed its children may hold its shared memory for a moment.
PASSING_TROUBLES = ("shared memory block", "lock file")

_thread_lock = threading.RLock()
_attached: dict[Path, int] = {}


def ensure_running(cluster: Cluster, *, make_sure: bool = False) -> None:
    """Return when the server answers and has our database; this process is then one of its users.

    Once it is, only a glance tells whether the server lives; with `make_sure` it is asked again.

    Raises DatabaseUnavailable with a one-line reason.
    """
    with _thread_lock:
        if cluster.folder in _attached and cluster.postmaster() and not make_sure:
            return
        try:
            _attach(cluster)
        except OSError as error:
            raise DatabaseUnavailable(
                f"the data folder {cluster.folder} cannot be used: {error.strerror}"
            ) from error


def _attach(cluster: Cluster) -> None:
    with locks.alone(cluster.home / locks.START):
        if cluster.folder not in _attached:
            descriptor = locks.open_lock(cluster.home / locks.USERS)
            locks.wait_shared(descriptor)  # waits while a keeper is stopping the server
            _attached[cluster.folder] = descriptor
        try:
            cluster.create_if_missing()
            _await_server(cluster)
        except BaseException:
            os.close(_attached.pop(cluster.folder))
            raise


def _await_server(cluster: Cluster) -> None:
    keeper: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        kept = locks.is_held(cluster.home / locks.KEEPER)
        if kept and cluster.postmaster() and _has_database(cluster):
            return
        if keeper is not None and keeper.poll() not in (None, 0):
            reason = cluster.last_words()
            if not any(trouble in reason for trouble in PASSING_TROUBLES):
                raise DatabaseUnavailable(
                    f"the embedded PostgreSQL does not start: {reason} (see {cluster.log})"
                )
            time.sleep(0.5)
        if not kept and (keeper is None or keeper.poll() is not None):
            cluster.announce()
            keeper = _start_keeper(cluster)
        time.sleep(0.03)
    raise DatabaseUnavailable(
        f"the embedded PostgreSQL did not answer in {START_TIMEOUT_SECONDS} s (see {cluster.log})"
    )


def _start_keeper(cluster: Cluster) -> subprocess.Popen[bytes]:
    durability = "durable" if cluster.durable else "fast"
    site = Path(__file__).resolve().parents[2]
    path = filter(None, [os.environ.get("PYTHONPATH")])
    with cluster.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module and paths
            [sys.executable, "-m", "radslag.postgres.keeper", str(cluster.folder), durability],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(site), *path])},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def _has_database(cluster: Cluster) -> bool:
    """Whether the server answers; then our database is there, made now if it was missing."""
    try:
        connection = psycopg.connect(
            host=str(cluster.socket_folder()),
            user="postgres",
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )
    except psycopg.OperationalError:
        return False
    with connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    return True
