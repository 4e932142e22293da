"""The site in processes of its own, as on a server: gunicorn with threads. `python serving.py OPTIONS`, options as JSON.

`database` and `settings` say what is different from the settings of the test suite; `instead` puts one function in the
place of another ("package.module.name": "package.module.name"), for controls that show what a guard is for.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def main(options: dict[str, Any]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.test")
    import django
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    settings.DATABASES["default"] |= options["database"]
    middleware = options["settings"].pop("MIDDLEWARE", None)
    for name, value in options["settings"].items():
        setattr(settings, name, value)
    django.setup()
    if middleware is not None:  # only now: allauth refuses to start without its own
        settings.MIDDLEWARE = middleware

    class Site(BaseApplication):
        def load_config(self) -> None:
            chosen = {
                "bind": f"127.0.0.1:{options['port']}",
                "workers": options["workers"],
                "threads": options["threads"],
                "worker_class": "gthread",
                "preload_app": True,  # a worker that was killed is back at once
                "keepalive": 60,
                "loglevel": "critical",
                "graceful_timeout": 5,
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from radslag.wsgi import application

            for place, other in options["instead"].items():
                setattr(*_found(place), getattr(*_found(other)))
            return application

    sys.argv = sys.argv[:1]
    Site().run()


def _found(name: str) -> tuple[Any, str]:
    from importlib import import_module

    module, _, attribute = name.rpartition(".")
    return import_module(module), attribute


class Server:
    """A running site: its port and its processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """The process ids of the workers that live now."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def served(
    *,
    database: dict[str, Any],
    settings: dict[str, Any] | None = None,
    instead: dict[str, str] | None = None,
    workers: int = 2,
    threads: int = 4,
) -> Iterator[Server]:
    """Serve the site on the loopback until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"database": database, "settings": settings or {}, "instead": instead or {}}
    options |= {"port": port, "workers": workers, "threads": threads}
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "site"), str(PROJECT / "benchmarks")])
    process = subprocess.Popen(
        [sys.executable, __file__, json.dumps(options)],
        env=os.environ | {"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
        cwd=PROJECT,
    )
    server = Server(process, port)
    try:
        _wait_for(server, workers)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server, workers: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            if len(server.workers()) >= workers:
                return
    raise RuntimeError("the site did not start")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
