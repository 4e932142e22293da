"""Servers that speak S3 and Redis on the loopback, for tests of a site whose files and cache lie on other machines."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.conf import settings

from radslag.settings.elsewhere import caches_from, media_from

REDIS = "import sys; from fakeredis import TcpFakeServer as Server; Server(('127.0.0.1', int(sys.argv[1]))).serve_forever()"


class Bucket:
    """A bucket at moto's server, which here refuses what nobody signed, as real servers do; `closed=False` lets it through."""

    def __init__(self, name: str, server: Any) -> None:
        self.name, self.server = name, server

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a site with its files there."""
        address = f"http://127.0.0.1:{self.server.port}"
        return {
            "MEDIA_S3_BUCKET": self.name,
            "MEDIA_S3_ENDPOINT": address,
            "MEDIA_S3_KEY_ID": "key",
            "MEDIA_S3_SECRET": "secret",
        }

    @property
    def storages(self) -> dict[str, Any]:
        """STORAGES of that site."""
        return settings.STORAGES | {"default": media_from(environment(self.variables))}


@contextmanager
def bucket(name: str, *, closed: bool = True) -> Iterator[Bucket]:
    """A new and empty bucket, until the block ends."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from storages.backends.s3 import S3Storage
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    real = DomainDispatcherApplication(create_backend_app)

    def guarded(request: dict[str, Any], start: Any) -> Any:
        if closed and "HTTP_AUTHORIZATION" not in request:
            start("403 Forbidden", [("Content-Length", "0")])
            return []
        return real(request, start)

    server = make_server("127.0.0.1", 0, guarded, threaded=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    made = Bucket(name, server)
    options = media_from(environment(made.variables))["OPTIONS"]
    S3Storage(**options).connection.create_bucket(Bucket=name)
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


class Redis:
    """A Redis that can be killed and come back with nothing in it."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def caches(self) -> dict[str, Any]:
        """CACHES of a site with its cache there."""
        return caches_from(environment({"CACHE_URL": f"redis://127.0.0.1:{self.port}/0"}), settings.CACHES)

    def start(self) -> None:
        """Begin to answer."""
        self.process = subprocess.Popen([sys.executable, "-c", REDIS, str(self.port)])
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def hang(self) -> None:
        """Take what is asked and answer nothing, from now on: a signal alone is on its way for a moment."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)
            os.waitpid(self.process.pid, os.WUNTRACED)

    def go_on(self) -> None:
        """Answer again."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Be gone, at once and with all that was kept."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


def environment(variables: dict[str, str]) -> environ.Env:
    """An environment of these variables alone."""
    env = environ.Env()
    env.ENVIRON = variables  # type: ignore[assignment]
    return env
