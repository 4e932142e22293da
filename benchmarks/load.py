"""A load generator of as little work as possible: processes with threads, kept connections, requests made beforehand."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

PROCESSES, THREADS = 2, 8


class Answers(NamedTuple):
    """How many requests ended how, in how many seconds, and each one's own milliseconds."""

    statuses: Counter[str]
    seconds: float
    times: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, percent: float) -> float:
        """Milliseconds that so many percent of the requests took at most."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def send(self, request: bytes) -> str:
        """The status of the answer, or what went wrong."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(request)
            return self._status(self.socket)
        except (OSError, ValueError) as error:
            self.socket = None
            return type(error).__name__

    def _status(self, line: socket.socket) -> str:
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += _received(line)
        head, _, body = answer.partition(b"\r\n\r\n")
        fields = dict(field.lower().split(b": ", 1) for field in head.split(b"\r\n")[1:])
        left = int(fields.get(b"content-length", b"0")) - len(body)
        while left > 0:
            left -= len(_received(line))
        if fields.get(b"connection") == b"close":
            line.close()
            self.socket = None
        return head[9:12].decode()


def _received(line: socket.socket) -> bytes:
    part = line.recv(65536)
    if not part:
        raise ConnectionResetError
    return part


def as_fast_as_possible(port: int, requests: Sequence[bytes], seconds: float) -> Answers:
    """Each request once, over all connections, until they are used up or the time is."""
    return _in_processes(_hurry, port, requests, seconds)


def at_a_rate(port: int, requests: Sequence[bytes], a_second: float) -> Answers:
    """Each request at its own time, whether or not those before it have been answered; times count from then on."""
    return _in_processes(_keep_pace, port, requests, a_second)


def _in_processes(work: Callable[..., None], port: int, requests: Sequence[bytes], figure: float) -> Answers:
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()
    gate = fork.Barrier(PROCESSES)
    shares = [requests[n::PROCESSES] for n in range(PROCESSES)]
    processes = [fork.Process(target=work, args=[told, gate, port, share, figure]) for share in shares]
    for process in processes:
        process.start()
    answers = [told.get() for _process in processes]
    for process in processes:
        process.join()
    times = [milliseconds for answer in answers for milliseconds in answer.times]
    return Answers(sum((a.statuses for a in answers), Counter()), max(a.seconds for a in answers), times)


def _hurry(told, gate, port, requests, seconds) -> None:  # type: ignore[no-untyped-def]
    waiting, lock = iter(requests), threading.Lock()
    statuses, times = Counter[str](), []
    gate.wait()
    begun = time.monotonic()

    def work(_thread: int) -> None:
        line = Line(port)
        while time.monotonic() < begun + seconds:
            with lock:
                request = next(waiting, None)
            if request is None:
                return
            sent = time.monotonic()
            status = line.send(request)
            with lock:
                statuses[status] += 1
                times.append((time.monotonic() - sent) * 1000)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    told.put(Answers(statuses, time.monotonic() - begun, times))


def _keep_pace(told, gate, port, requests, a_second) -> None:  # type: ignore[no-untyped-def]
    waiting, lock = iter(enumerate(requests)), threading.Lock()
    statuses, times = Counter[str](), []
    pause = PROCESSES / a_second
    gate.wait()
    begun = time.monotonic()

    def work(_thread: int) -> None:
        line = Line(port)
        while True:
            with lock:
                number, request = next(waiting, (0, b""))
            if not request:
                return
            due = begun + number * pause
            time.sleep(max(0.0, due - time.monotonic()))
            status = line.send(request)
            with lock:
                statuses[status] += 1
                times.append((time.monotonic() - due) * 1000)

    with ThreadPoolExecutor(THREADS * 4) as pool:
        list(pool.map(work, range(THREADS * 4)))
    told.put(Answers(statuses, time.monotonic() - begun, times))
