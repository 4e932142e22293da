"""Conversations of ten comments and of thousands, measured in one run: `python benchmarks/threads.py [--seconds 3]`.

Serves the same page type with gunicorn (two processes) out of a database of its own, and asks for each page in turn, so
that a busy machine slows all of them down alike. Prints queries, bytes and requests a second; ends with 1 when a target is
missed: at most 20 queries, at most 60 000 bytes, at least half as many requests a second as with ten comments.
"""

import argparse
import http.client
import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from comments.models import Comment  # noqa: E402
from comments.tests.builders import make_page  # noqa: E402
from comments.tests.crowds import fill  # noqa: E402

PROCESSES, CLIENTS, TURNS = 2, 4, 3
MOST_QUERIES, MOST_BYTES, LEAST_RATIO = 20, 60_000, 0.5
LONG_TEXT = "Här står “något” & <mer> än så: https://www.example.org/en/lang/adress/ \n\n" * 38


class Measured(NamedTuple):
    """A page and its figures; `rate` in requests a second."""

    name: str
    address: str
    queries: int
    size: int
    rate: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each page and turn")
    seconds = parser.parse_args().seconds
    with own_database():
        pages = [_counted(name, address) for name, address in _pages()]
        connections.close_all()
        with served() as port:
            measured = _rates(pages, port, seconds)
    return _told(measured)


def _pages() -> list[tuple[str, str]]:
    """The pages to measure, the one with ten comments first."""
    few, many, deep, long = (make_page(thread_mode="open") for _ in range(4))
    fill(few, threads=5, replies=1)
    fill(many, threads=1_250, replies=3)
    fill(deep, threads=4_000)
    fill(deep, threads=1, replies=1_000)
    fill(long, threads=1_250, replies=3, text=LONG_TEXT[:3_000])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    root = Comment.objects.about(deep).roots()[0]
    return [
        ("10 comments", few.url),
        ("5 000 comments", many.url),
        ("5 000 comments, page 60", f"{many.url}?inlagg=60"),
        ("5 000 comments, most liked", f"{many.url}?ordning=gillade"),
        ("5 001 comments, one thread of 1 001", deep.url),
        ("the whole thread of 1 001", f"/samtal/trad/{root.pk}/?sida=20"),
        ("5 000 comments of 3 000 characters", long.url),
    ]


def _counted(name: str, address: str) -> Measured:
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != http.HTTPStatus.OK:
        raise SystemExit(f"{address} answers {response.status_code}")
    return Measured(name, address, len(captured), len(response.content))


def _rates(pages: list[Measured], port: int, seconds: float) -> list[Measured]:
    asked = dict.fromkeys(pages, 0)
    for page in pages:
        _ask(port, page.address, time.monotonic() + 0.3)
    for _turn in range(TURNS):
        for page in pages:
            asked[page] += _asked_by_all(port, page.address, seconds)
    return [page._replace(rate=number / (TURNS * seconds)) for page, number in asked.items()]


def _asked_by_all(port: int, address: str, seconds: float) -> int:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(lambda _: _ask(port, address, until), range(CLIENTS)))


def _ask(port: int, address: str, until: float) -> int:
    number = 0
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("GET", address)
        response = line.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{address} answers {response.status}")
        line.close()
        number += 1
    return number


def _told(measured: list[Measured]) -> int:
    base = measured[0]
    missed = []
    print(f"{'page':40} {'queries':>8} {'bytes':>8} {'req/s':>8} {'ratio':>6}")
    for page in measured:
        ratio = page.rate / base.rate
        print(f"{page.name:40} {page.queries:8} {page.size:8} {page.rate:8.1f} {ratio:6.2f}")
        if page.queries > MOST_QUERIES or page.size > MOST_BYTES or ratio < LEAST_RATIO:
            missed.append(page.name)
    print("missed: " + ", ".join(missed) if missed else "every target is met")
    return 1 if missed else 0


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh test database with migrations and a home page; dropped afterwards."""
    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "test_radslag_benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def served() -> Iterator[int]:
    """Serve the site from processes of their own; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = multiprocessing.get_context("fork").Process(target=_serve, args=[port])
    process.start()
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("workers", PROCESSES)
            self.cfg.set("loglevel", "error")

        def load(self) -> Any:
            from radslag.wsgi import application

            return application

    settings.CONN_MAX_AGE = None
    connection.settings_dict["CONN_MAX_AGE"] = None
    sys.argv = sys.argv[:1]
    Site().run()


def _wait_for(port: int) -> None:
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the site did not start")


if __name__ == "__main__":
    sys.exit(main())
