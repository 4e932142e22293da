"""Background work inside a test, as a worker would do it."""

from unittest.mock import patch

from radslag.operation.worker import Worker


def run_tasks() -> None:
    """Run every task that is ready, on the test's own connection and inside its transaction."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        Worker().run_tasks()
