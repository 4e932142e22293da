"""Ten thousand comments from fifty forged addresses: what gets in, and whether others can still read.

`python benchmarks/flood.py [--posts 10000] [--clients 6]`. Serves the site with gunicorn on the loopback out of a database of
its own and stops by itself. Four kinds of senders take turns: with a proof of work of its own, with one proof used again and
again, with neither proof nor address, and with a new address to mail each time. Each post claims another X-Forwarded-For.
Beside them a reader asks for a page with ten comments, before and during. Ends with 1 when a limit did not hold.
"""

import argparse
import itertools
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from math import ceil
from urllib.parse import urlencode

import html5lib
from django.conf import settings
from django.db import connections
from threads import own_database, served

from comments.models import Comment, Participant
from comments.services.limiting import MOST, NETWORK, UNPROVED, WINDOWS
from comments.tests.builders import make_page, make_proof
from comments.tests.crowds import fill
from radslag.models import OutgoingMail

ADDRESSES = 50
LONGEST_SECONDS = 540
READER_PAUSE = 0.1
KINDS = ("fresh proof", "one proof again and again", "no proof, no address", "an address to mail each time")


class Sender:
    """One robot: it fetched a form, keeps its cookie and sends it again and again."""

    def __init__(self, port: int, address: str) -> None:
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = address
        self.line.request("GET", address)
        response = self.line.getresponse()
        self.cookie = "; ".join(
            f"{m.key}={m.value}" for m in SimpleCookie(response.headers["Set-Cookie"]).values()
        )
        form = html5lib.parse(response.read().decode(), namespaceHTMLElements=False).find(
            ".//form[@method='post']"
        )
        self.fields = {field.get("name"): field.get("value", "") for field in form.iter("input")}
        self.proof = make_proof()

    def send(self, number: int) -> str:
        """Send one comment; the kind of sender, and the status of the answer."""
        kind = number % len(KINDS)
        more = [{"proof": make_proof()}, {"proof": self.proof}, {}, {"email": f"n{number}@example.org"}][kind]
        fields = {
            **self.fields,
            "comment": f"Köp snabbt, nummer {number}, vid ån i kväll",
            "form_key": "",
            **more,
        }
        forged = f"203.0.{number % ADDRESSES}.7"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "X-Forwarded-For": forged,
            "X-Real-IP": forged,
        }
        self.line.request("POST", self.address, urlencode(fields), headers)
        response = self.line.getresponse()
        response.read()
        return f"{KINDS[kind]}: {response.status}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=6)
    options = parser.parse_args()
    with own_database():
        settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
        page = make_page(thread_showing="at_once")
        fill(page, threads=5, replies=1)
        before = Comment.objects.count()
        connections.close_all()
        with served() as port:
            calm = _read(port, page.url, threading.Event(), most=60)
            flood, answers, seconds = _flooded(port, page, options)
        return _told(calm, flood, answers, seconds, before)


def _flooded(port: int, page: object, options: argparse.Namespace) -> tuple[list[float], Counter[str], float]:
    numbers, over, answers = itertools.count(), threading.Event(), Counter[str]()
    read: list[float] = []
    reader = threading.Thread(target=lambda: read.extend(_read(port, page.url, over)))  # type: ignore[attr-defined]
    begun = time.monotonic()

    def work(_client: int) -> None:
        sender = Sender(port, f"/samtal/{page.pk}/skriv/")  # type: ignore[attr-defined]
        while (number := next(numbers)) < options.posts and time.monotonic() - begun < LONGEST_SECONDS:
            answers[sender.send(number)] += 1

    reader.start()
    with ThreadPoolExecutor(options.clients) as pool:
        list(pool.map(work, range(options.clients)))
    seconds = time.monotonic() - begun
    over.set()
    reader.join()
    return read, answers, seconds


def _read(port: int, address: str, over: threading.Event, most: int = 10**9) -> list[float]:
    """Ask for a page now and then until `over`; how long each answer took, in seconds."""
    times: list[float] = []
    while not over.is_set() and len(times) < most:
        begun = time.monotonic()
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", address)
        if line.getresponse().read() == b"":
            raise SystemExit("the reader got nothing")
        line.close()
        times.append(time.monotonic() - begun)
        over.wait(READER_PAUSE)
    return times


def _told(calm: list[float], flood: list[float], answers: Counter[str], seconds: float, before: int) -> int:
    sent = sum(answers.values())
    print(
        f"{sent} posts in {seconds:.0f} s, {sent / seconds:.0f} a second, from {ADDRESSES} forged addresses"
    )
    for answer, number in sorted(answers.items()):
        print(f"  {answer:45} {number:6}")
    states = Counter(Comment.objects.order_by("pk").values_list("state", flat=True)[before:])
    print(
        f"stored: {dict(states)}; mails: {OutgoingMail.objects.count()}; addresses: {Participant.objects.count()}"
    )
    for name, times in (("before", calm), ("during", flood)):
        print(
            f"reading {name}: p50 {_part(times, 50):.0f} ms, p95 {_part(times, 95):.0f} ms, longest {max(times) * 1000:.0f} ms"
        )
    most = MOST[NETWORK] * ceil(seconds / WINDOWS[NETWORK].total_seconds() + 1)
    unproved = MOST[UNPROVED] * ceil(seconds / WINDOWS[UNPROVED].total_seconds() + 1)
    held = sum(states.values()) <= most and OutgoingMail.objects.count() <= unproved
    print("the limits held" if held else f"a limit did not hold: at most {most} comments, {unproved} mails")
    return 0 if held else 1


def _part(times: list[float], percent: int) -> float:
    """The percentile, in milliseconds."""
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)] * 1000


if __name__ == "__main__":
    sys.exit(main())
