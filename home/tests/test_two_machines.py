"""Two app servers behind a balancer, one database: what one does the other knows, and one of them may die."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.core import mail
from django.db import connections
from django.urls import reverse

from budgeting.models import Ballot
from budgeting.tests.builders import make_proposals, make_round
from budgeting.tests.crowd import Browser, is_saved, make_residents, this_database
from budgeting.tests.serving import Server, served
from home.tests.builders import make_home
from radslag.models import Area, LimitCount, OutgoingMail
from radslag.operation.worker import Worker

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream site {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://site; proxy_set_header Host $http_host; proxy_http_version 1.1; }}
  }}
}}
"""


class Balancer(socketserver.ThreadingTCPServer):
    """Gives each connection to the next server that answers: for machines without nginx."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.ports, self.turn = list(ports), 0

    def connect(self) -> socket.socket:
        """A line to the next server."""
        for _try in self.ports:
            self.turn += 1
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.ports[self.turn % len(self.ports)]))
        raise ConnectionRefusedError


class Passing(socketserver.BaseRequestHandler):
    """One connection, passed on both ways."""

    server: Balancer

    def handle(self) -> None:
        """Until either side hangs up."""
        with self.server.connect() as other:
            threading.Thread(target=self._pass_on, args=[other, self.request], daemon=True).start()
            self._pass_on(self.request, other)

    def _pass_on(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while part := here.recv(65536):
                there.sendall(part)
        for line in (here, there):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


@contextmanager
def balanced(ports: Sequence[int], folder: Path) -> Iterator[int]:
    """A balancer in front of the servers: nginx where it is installed. Its port."""
    if not shutil.which("nginx"):
        with Balancer(ports) as balancer:
            threading.Thread(target=balancer.serve_forever, daemon=True).start()
            yield balancer.server_address[1]
            balancer.shutdown()
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;" for one in ports)
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, port=port, servers=servers))
    nginx = subprocess.Popen(["nginx", "-c", str(conf), "-e", str(folder / "errors")])
    try:
        for _try in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield port
    finally:
        nginx.terminate()
        nginx.wait()


@contextmanager
def two_machines(folder: Path) -> Iterator[tuple[int, Server, Server]]:
    """The port of the balancer, and the two servers behind it."""
    chosen = {"RADSLAG_KEEP_PAGES": True, "ALLOWED_HOSTS": ["*"]}
    with (
        served(database=this_database(), settings=chosen, workers=1) as one,
        served(database=this_database(), settings=chosen, workers=1) as other,
        balanced([one.port, other.port], folder) as port,
    ):
        yield port, one, other


def get(port: int, address: str, cookie: str = "") -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    response = line.getresponse()
    response.body = response.read().decode()  # type: ignore[attr-defined]
    line.close()
    return response


def test_two_machines_share_sessions_limits_pages_and_votes_and_one_may_die(tmp_path):
    home = make_home()
    round_ = make_round()
    ids = [proposal.pk for proposal in make_proposals(round_, 4)]
    residents = make_residents(12)
    with two_machines(tmp_path) as (port, one, other):
        # A kept page is the same on both, and a change on one is at once on the other.
        pages = {server.port: get(server.port, home.url) for server in (one, other)}
        assert len({page.headers["ETag"] for page in pages.values()}) == 1
        Area.objects.create(name="Nybyggda", slug="nybyggda")
        home.title = "En ny rubrik"
        home.save_revision().publish()
        for server in (one, other):
            assert "En ny rubrik" in get(server.port, home.url).body  # type: ignore[attr-defined]

        # Somebody who logged in through one is known by the other.
        mine = {
            get(s.port, reverse("my_pages"), residents[0].headers()["Cookie"]).status for s in (one, other)
        }
        assert mine == {200}

        # Votes through the balancer, changed through either: one ballot each.
        for resident in residents:
            for server in (port, one.port, other.port):
                assert is_saved(Browser(server).vote(round_.pk, resident, ids[:2]))
        assert Ballot.objects.filter(round=round_).count() == len(residents)
        assert LimitCount.objects.filter(used__gte=3).exists(), "both count in the same place"

        # One machine dies in the middle: whoever tries again gets through, and nobody votes twice.
        for pid in [one.process.pid, *one.workers()]:
            os.kill(pid, signal.SIGKILL)
        one.process.wait()
        for resident in residents:
            assert is_saved(_votes_until_answered(port, round_.pk, resident, ids[2:]))
        assert Ballot.objects.filter(round=round_).count() == len(residents)
        assert get(port, home.url).status == 200


def _votes_until_answered(port, round_id, resident, choices):
    for _try in range(10):
        with suppress(OSError, http.client.HTTPException):
            answer = Browser(port).vote(round_id, resident, choices)
            if answer.status != 502:
                return answer
        time.sleep(0.2)
    raise AssertionError("nobody answers")


def test_workers_on_two_machines_send_each_mail_once(settings):
    settings.EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
    for number in range(20):
        mail.send_mail(f"Mejl {number}", "Hej", None, ["siv@example.org"])
    assert OutgoingMail.objects.count() == 20

    def work() -> None:
        try:
            Worker().run_once()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _machine in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent.subject for sent in mail.outbox) == sorted(f"Mejl {number}" for number in range(20))
    assert not OutgoingMail.objects.exists()
