import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from radslag.operation.logs import report_crashes
from radslag.operation.worker import Worker


class Command(BaseCommand):
    """Thin: the work is in radslag.operation.worker, the table of jobs in radslag.schedule."""

    help = "Run background tasks and periodic jobs until stopped. Any number of these may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now and return")

    def handle(self, *, once: bool, **options: Any) -> None:
        worker = Worker()
        if not settings.DEBUG and not once:
            report_crashes()
        if once:
            worker.run_once()
            return
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: worker.stop())
        self.stderr.write("Working. Stop with Ctrl-C.")
        worker.run()
