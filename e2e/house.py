"""The site that the browser visits: the demo in a database of its own, served as in development but with test settings.

The demo is loaded once and kept as a PostgreSQL template; each worker serves a copy of it. Nothing is flushed between
tests: each test is a new person with an address of its own.
"""

import datetime as dt
import fcntl
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.servers.basehttp import WSGIServer
from django.db import connection, connections
from django.test.testcases import LiveServerThread

from e2e.empty import make_empty_pages
from e2e.rounds import make_rounds_in_other_phases
from radslag.incoming import spam
from radslag.tests.databases import PROJECT, databases, drop, fingerprint, on_the_server

APPS = ("site/radslag", "comments", "councils", "budgeting", "home")
PREFIX = "radslag_demo_"


@contextmanager
def demo_database(worker: str) -> Iterator[None]:
    """Give this process a database of its own with the demo in it, and the demo's media."""
    kept = Path(settings.DATA_DIR) / "test-demo"
    before = connection.settings_dict["NAME"]
    template, own = _demo_name(), f"test_radslag_e2e_{worker}"
    with _alone(kept.with_suffix(".lock")):
        if template not in databases() or not kept.exists():
            _load(template, kept)
        on_the_server(
            f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)', f'CREATE DATABASE "{own}" TEMPLATE "{template}"'
        )
    shutil.copytree(kept, settings.MEDIA_ROOT, dirs_exist_ok=True)
    _use(own)
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "radslag.mail.backend.OutboxBackend"
    spam.SOONEST = dt.timedelta(0)  # a browser that is driven writes faster than any person
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
        _use(before)
        on_the_server(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


class _Server(WSGIServer):
    """Django's, with threads that stay and keep their connections to the database: a new one costs as much as a page."""

    def __init__(self, *args: Any, connections_override: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._threads = ThreadPoolExecutor(24)  # a browser holds some without asking for anything

    def process_request(self, request: Any, client_address: Any) -> None:
        self._threads.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except Exception:
            self.handle_error(request, client_address)
        finally:
            self.shutdown_request(request)


class _Serving(LiveServerThread):
    server_class = _Server


@contextmanager
def served() -> Iterator[str]:
    """Serve the site from a thread; the address without a slash at its end."""
    before = connection.settings_dict["CONN_MAX_AGE"]
    settings.DATABASES["default"]["CONN_MAX_AGE"] = None
    thread = _Serving("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        settings.DATABASES["default"]["CONN_MAX_AGE"] = before


def _load(template: str, media: Path) -> None:
    """Load the demo into a migrated database, and keep both it and the files."""
    unfinished = f"test_{template}"
    drop(PREFIX)
    drop(f"test_{PREFIX}")
    migrated = connection.creation.ensure_template()  # type: ignore[attr-defined]  # radslag.postgres.creation
    on_the_server(f'CREATE DATABASE "{unfinished}" TEMPLATE "{migrated}"')
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    shutil.rmtree(media, ignore_errors=True)
    _use(unfinished)
    call_command("load_demo", verbosity=0, stdout=StringIO(), stderr=StringIO())
    make_rounds_in_other_phases()
    make_empty_pages()
    call_command("work", "--once", verbosity=0)
    connections.close_all()
    shutil.move(settings.MEDIA_ROOT, media)
    on_the_server(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _demo_name() -> str:
    """A name that changes with the day, every line that the loading goes through and every pinned package."""
    files = [file for app in APPS for file in sorted((PROJECT / app).rglob("*.py")) if _has_a_part(file)]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return PREFIX + fingerprint(
        [
            *files,
            PROJECT / "requirements" / "base.txt",
            *(PROJECT / "e2e" / f"{name}.py" for name in ("empty", "rounds")),
        ],
        today,
    )


def _has_a_part(file: Path) -> bool:
    parts = set(file.with_suffix("").parts)
    return not parts & {
        "tests",
        "views",
        "urls",
        "templatetags",
        "wagtail_hooks",
        "middleware",
    }


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
