"""The living site on a developer's machine: what `make run` does once everything is installed."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

HOST = "127.0.0.1"
PATIENCE_SECONDS = 10
CODE_CHANGED = 3  # the exit code by which Django's reloader asks to be started again


class Command(BaseCommand):
    """Prepares the site (migrations, cache, catalogues, demo), then runs server and worker until one of them ends."""

    requires_system_checks: list[str] = []  # runserver makes them
    help = "Prepare the site and serve it with its background worker, for development."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="leave an empty site empty")

    def handle(self, *, port: int, no_demo: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "this is the development server; on the internet use gunicorn and `manage.py work`"
            )
        _refuse_a_taken_port(port)
        os.environ["PORT"] = str(port)  # the children's settings name the site's own address by it
        with _asked_to_stop():
            self._prepare(demo=not no_demo)
            self._announce(port)
            server = ("runserver", f"{HOST}:{port}")
            children = [_start("work"), _start(*server)]
            try:
                while _first_to_end(children) == CODE_CHANGED:
                    children[1] = _start(*server)
                raise CommandError("the server or the worker has ended; see above")
            finally:
                _stop(children)

    def _prepare(self, *, demo: bool) -> None:
        call_command("messages", compile=True)
        if _has_migrations_to_run():
            self.stdout.write("Bringing the database up to date (half a minute for a new one) ...")
            self.stdout.flush()
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if demo and "load_demo" in get_commands():
            # It refuses a site that has a home page of its own; that site is served as it is.
            with contextlib.suppress(CommandError):
                call_command("load_demo", stdout=self.stdout, stderr=self.stderr)

    def _announce(self, port: int) -> None:
        address = f"http://{HOST}:{port}"
        self.stdout.write(
            f"\n  The site          {address}/"
            f"\n  For editors       {address}/admin/"
            f"\n  Sent e-mail       {address}/utveckling/mejl/   (log-in codes come here)"
            "\n  Stop with Ctrl-C\n"
        )
        self.stdout.flush()


def _has_migrations_to_run() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"port {port} cannot be used ({error.strerror}); choose another: make run PORT=8001"
            ) from error


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[None]:
    """Turn Ctrl-C, `kill` and a closed terminal into one quiet way out of the block."""

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C comes to us alone and we stop the children in order.
    command = [sys.executable, sys.argv[0], *arguments]
    # Django's reloader is told that somebody restarts it, which we do: its own second process costs seconds.
    environment = os.environ | {"DJANGO_RUNSERVER_HIDE_WARNING": "true", DJANGO_AUTORELOAD_ENV: "true"}
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - ourselves


def _first_to_end(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of them has ended; return its exit code."""
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    return next(child.returncode for child in children if child.returncode is not None)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        _signal(child, signal.SIGKILL)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)
