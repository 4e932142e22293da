"""The process that owns the embedded server: `python -m radslag.postgres.keeper FOLDER durable|fast`.

Started by embedded.py, never by hand. It starts the server (or adopts a living one whose keeper was killed), waits
until no process uses it, and stops it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import locks
from .binaries import as_user
from .cluster import Cluster

LARGEST_LOG_BYTES = 5_000_000
STOP_TIMEOUT_SECONDS = 30
# What residents write must not reach the log: no statements, no details of rows, no parameters.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_min_messages": "fatal",
}
FAST_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main(folder: str, durability: str) -> None:
    cluster = Cluster(folder=Path(folder), durable=durability == "durable")
    if not locks.try_alone(locks.open_lock(cluster.home / locks.KEEPER)):
        return  # another keeper was quicker
    adopted = cluster.postmaster() if cluster.answers() else None
    server = None if adopted else _start(cluster)
    pid = adopted or server.pid  # type: ignore[union-attr]
    threading.Thread(target=_end_with, args=[server, cluster], daemon=True).start()

    def leave(*_: object) -> None:
        _stop(pid, cluster)
        sys.exit()

    signal.signal(signal.SIGTERM, leave)
    locks.wait_alone(locks.open_lock(cluster.home / locks.USERS))
    _stop(pid, cluster)


def _start(cluster: Cluster) -> "subprocess.Popen[bytes]":
    if cluster.log.stat().st_size > LARGEST_LOG_BYTES:
        os.truncate(cluster.log, 0)
    options = OPTIONS | {"unix_socket_directories": str(cluster.prepare_socket_folder())}
    options |= {} if cluster.durable else FAST_OPTIONS
    command = [cluster.program("postgres"), "-D", str(cluster.data)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with cluster.log.open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, **as_user(cluster.user))  # noqa: S603


def _end_with(server: "subprocess.Popen[bytes] | None", cluster: Cluster) -> None:
    """End this process when the server has ended, so that the next user starts a new one."""
    if server is not None:
        status = server.wait()
    else:
        status = 0
        while cluster.postmaster() and cluster.answers():
            time.sleep(1)
    if cluster.socket_folder() != cluster.data:
        with contextlib.suppress(OSError):
            cluster.socket_folder().rmdir()
    os._exit(0 if status == 0 else 1)


def _stop(pid: int, cluster: Cluster) -> None:
    """Stop the server: politely first (open transactions are rolled back), then at once."""
    for number, patience in ((signal.SIGINT, STOP_TIMEOUT_SECONDS), (signal.SIGQUIT, 5)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if cluster.postmaster() != pid:
                time.sleep(0.1)  # the other thread tidies up and ends this process
                return
            time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
