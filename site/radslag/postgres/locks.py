"""File locks by which the site's processes agree on the embedded server. They vanish with a killed process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USERS = "users.lock"  # shared by every process that uses the server; the keeper waits to have it alone
START = "start.lock"  # held by the one process that looks for or starts the server
KEEPER = "keeper.lock"  # held by the keeper as long as it lives


def open_lock(path: Path) -> int:
    """Open a lock file (a number as of os.open); it is not handed on to programs that we start."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_alone(descriptor: int) -> bool:
    """Take the lock exclusively if that can be done at once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether some process holds the lock exclusively at this moment."""
    descriptor = open_lock(path)
    try:
        return not try_alone(descriptor)
    finally:
        os.close(descriptor)


def wait_shared(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def wait_alone(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock exclusively inside the block, waiting for it as long as it takes."""
    descriptor = open_lock(path)
    try:
        wait_alone(descriptor)
        yield
    finally:
        os.close(descriptor)
