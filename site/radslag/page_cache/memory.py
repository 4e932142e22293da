"""Kept pages: in the process, where they are quick, and in the cache that all processes share."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.http.response import HttpResponseBase

MOST_BYTES = 16 * 1024 * 1024
LONGEST_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it was given, and from when until when it is true (aware; the end is excluded).

    One `for_readers` is the same for who has a session, but for the link to log in.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    begins: dt.datetime
    ends: dt.datetime
    for_readers: bool = False

    def is_alive(self, now: dt.datetime) -> bool:
        """Whether it may be served at `now`."""
        return self.begins <= now < self.ends


def same_for_readers(response: HttpResponseBase) -> HttpResponseBase:
    """Say that the answer shows nothing of the person who asked, but for the link in the menu (readers.py)."""
    response.same_for_readers = True  # type: ignore[attr-defined]
    return response


class Memory:
    """The pages that were asked for last, `most_bytes` of them at most. Threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._used = 0
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = threading.Lock()
        self._made: dict[str, threading.Lock] = {}

    def get(self, key: str) -> KeptPage | None:
        """The page of the key, if it is here."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: KeptPage) -> None:
        """Keep a page; the ones that were not asked for the longest make room."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._used += len(page.body)
            while self._used > self._most:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._pages.clear()
            self._used = 0

    def _drop(self, key: str) -> None:
        old = self._pages.pop(key, None)
        if old is not None:
            self._used -= len(old.body)

    @contextmanager
    def one_at_a_time(self, key: str) -> Iterator[None]:
        """Let one thread make the page of a key while the others wait for it; not longer than a reader would."""
        with self._lock:
            lock = self._made.setdefault(key, threading.Lock())
        got = lock.acquire(timeout=LONGEST_WAIT_SECONDS)
        try:
            yield
        finally:
            if got:
                lock.release()
            with self._lock:
                if not lock.locked():
                    self._made.pop(key, None)
