"""The background process: the task worker in one thread, the periodic jobs in another.

A mail with a log-in code must not wait for a count, so the two do not share a thread. Any number of workers may run.
"""

import logging
import secrets
import threading
from collections.abc import Callable

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from radslag.postgres.errors import DatabaseUnavailable
from radslag.schedule import run_due_jobs

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5


class Worker:
    """Runs tasks and jobs until it is asked to stop; then it finishes what it has begun."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._tasks = TaskWorker(
            queue_names=["*"],
            interval=POLL_SECONDS,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=secrets.token_hex(16),
            excluded_queue_names=[],
        )

    def run_once(self) -> None:
        """Run the jobs that are due and all tasks that are ready, then return."""
        run_due_jobs()
        self.run_tasks()

    def run_tasks(self) -> None:
        """Run all tasks that are ready, then return."""
        self._tasks.run()

    def run(self) -> None:
        """Run until `stop`; when the database is away, wait for it."""
        jobs = threading.Thread(target=self._repeat, args=[run_due_jobs], name="jobs")
        jobs.start()
        try:
            self._repeat(self.run_tasks)
        finally:
            self.stop()
            jobs.join()

    def stop(self) -> None:
        """Ask for an end; safe in a signal handler."""
        self._tasks.running = False
        self._stop.set()

    def _repeat(self, turn: Callable[[], object]) -> None:
        pause = POLL_SECONDS
        while not self._stop.is_set():
            try:
                close_old_connections()
                turn()
                if pause > POLL_SECONDS:
                    logger.warning("The database is back")
                pause = POLL_SECONDS
            except (OperationalError, InterfaceError) as error:
                if pause == POLL_SECONDS:
                    logger.warning("The database is away (%s); waiting for it", _reason(error))
                pause = min(pause * 2, LONGEST_WAIT_SECONDS)
                _drop_connection()
            self._stop.wait(pause)
        _drop_connection()


def _drop_connection() -> None:
    try:
        connection.close()
    except Error:
        connection.connection = None


def _reason(error: Exception) -> str:
    """Our own words are safe to log; a driver's may hold what residents wrote."""
    return str(error) if isinstance(error, DatabaseUnavailable) else type(error).__name__
