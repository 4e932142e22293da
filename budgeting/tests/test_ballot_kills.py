"""Workers and the database server killed while people vote: what was acknowledged is stored, and is stored whole."""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from budgeting.rules.ballots import voter_key
from radslag.postgres.binaries import installation
from radslag.postgres.cluster import Cluster
from radslag.postgres.embedded import ensure_running
from radslag.tests.scale import scaled

from .builders import make_proposals, make_round
from .crowd import Browser, is_saved, make_residents, this_database
from .serving import served

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKER_KILLS = scaled(30, least=3)
SERVER_KILLS = scaled(20, least=3)
CLIENTS, RESIDENTS = 8, 40
MOST_SECONDS_AWAY = 10
STORED = """
    SELECT b.voter_key, array_agg(c.proposal_id ORDER BY c.slot) FILTER (WHERE c.id IS NOT NULL), count(DISTINCT r.id)
    FROM budgeting_ballot b LEFT JOIN budgeting_ballotchoice c ON c.ballot_id = b.id
    LEFT JOIN budgeting_receipt r ON r.voter_key = b.voter_key AND r.round_id = b.round_id
    GROUP BY b.voter_key
"""


class Voting(threading.Thread):
    """A connection over which some residents vote again and again. Knows what was acknowledged and what may be stored."""

    def __init__(self, port, round_id, proposals, residents, seed):
        super().__init__(daemon=True)
        self.port, self.round_id, self.proposals, self.residents = port, round_id, proposals, residents
        self.rng, self.over = random.Random(seed), threading.Event()
        self.acknowledged = {}
        self.unanswered = {resident.email: [] for resident in residents}  # since the last acknowledged one
        self.answers, self.last_saved = Counter(), 0.0

    def run(self):
        browser = Browser(self.port)
        while not self.over.is_set():
            resident = self.rng.choice(self.residents)
            choices = tuple(self.rng.sample(self.proposals, self.rng.randint(1, 3)))
            try:
                answer = browser.vote(self.round_id, resident, choices)
            except (OSError, http.client.HTTPException):
                self.answers["broken off"] += 1
                self.unanswered[resident.email].append(choices)
                time.sleep(0.02)
                continue
            if is_saved(answer):
                self.answers["saved"] += 1
                self.acknowledged[resident.email], self.unanswered[resident.email] = choices, []
                self.last_saved = time.monotonic()
                continue
            self.answers[answer.status] += 1
            self.unanswered[resident.email].append(choices)
            if answer.status == 503:
                assert int(answer.headers["Retry-After"]) <= MOST_SECONDS_AWAY
                time.sleep(0.05)


@contextmanager
def voting(server, round_, residents):
    """Everybody votes until the block ends. Yields the connections."""
    ids = list(round_.proposals.values_list("pk", flat=True))
    lines = [Voting(server.port, round_.pk, ids, residents[n::CLIENTS], n) for n in range(CLIENTS)]
    for line in lines:
        line.start()
    try:
        yield lines
    finally:
        for line in lines:
            line.over.set()
        for line in lines:
            line.join(timeout=120)


def wait_until_all_save_again(lines, seconds):
    """How long it takes until every connection has saved a ballot from now on; fails after `seconds`."""
    begun = time.monotonic()
    while min(line.last_saved for line in lines) < begun:
        assert time.monotonic() < begun + seconds, "the votes do not go on"
        time.sleep(0.02)
    return time.monotonic() - begun


def differences(round_, residents, lines, rows):
    """Residents for whom neither the last acknowledged ballot is stored, whole and with its receipt, nor a later one."""
    secret = bytes(round_.secret.voter_secret)
    stored = {key: (tuple(choices or ()), receipts) for key, choices, receipts in rows}
    wrong = []
    for resident in residents:
        (line,) = [line for line in lines if resident in line.residents]
        possible = [line.acknowledged.get(resident.email, ()), *line.unanswered[resident.email]]
        choices, receipts = stored.get(voter_key(secret, resident.email), ((), 0))
        if choices not in possible or receipts != bool(choices):
            wrong.append((resident.email, choices, receipts, possible))
    return wrong


def test_workers_killed_while_people_vote_lose_no_ballot_that_was_acknowledged():
    round_ = make_round()
    make_proposals(round_, 6)
    residents = make_residents(RESIDENTS)
    rng = random.Random(9)
    with (
        served(database=this_database(), workers=3) as server,
        voting(server, round_, residents) as lines,
    ):
        for _kill in range(WORKER_KILLS):
            time.sleep(rng.uniform(0.2, 0.4))
            workers = server.workers()
            if workers:
                os.kill(rng.choice(workers), signal.SIGKILL)
        wait_until_all_save_again(lines, 30)
    answers = sum((line.answers for line in lines), Counter())
    print(f"{WORKER_KILLS} workers killed: {dict(answers)}")
    assert set(answers) <= {"saved", "broken off"}
    assert answers["broken off"] > 0
    with connection.cursor() as cursor:
        cursor.execute(STORED)
        assert differences(round_, residents, lines, cursor.fetchall()) == []


class Durable:
    """A cluster of its own that waits for the disk, with a copy of this test's database, and that we may kill."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder / "postgres")
        ensure_running(self.cluster)
        programs = installation() / "bin"
        here, there = connection.settings_dict, self.address()
        source = str(connection.embedded.socket_folder()) if connection.embedded else here["HOST"]
        dump = [str(programs / "pg_dump"), "--no-owner", "-U", here["USER"], "-h", source, here["NAME"]]
        copied = subprocess.run(dump, check=True, capture_output=True).stdout
        psql = [str(programs / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres"]
        subprocess.run(
            [*psql, "-h", there["HOST"], there["NAME"]], input=copied, check=True, stdout=subprocess.DEVNULL
        )

    def address(self):
        """The settings of a site that does not start the server itself, as one with DATABASE_URL."""
        host = str(self.cluster.socket_folder())
        return {"NAME": "radslag", "USER": "postgres", "HOST": host, "EMBEDDED": None, "CONN_MAX_AGE": 60} | {
            "CONN_HEALTH_CHECKS": True
        }

    def kill(self) -> None:
        """As when the machine's memory runs out: no warning, no farewell."""
        os.kill(self.cluster.postmaster(), signal.SIGKILL)

    def start(self) -> None:
        ensure_running(self.cluster, make_sure=True)

    def query(self, statement):
        address = {"host": str(self.cluster.socket_folder()), "user": "postgres", "dbname": "radslag"}
        with psycopg.connect(**address) as line:
            return line.execute(statement).fetchall()


@pytest.fixture
def durable():
    folder = Path(tempfile.mkdtemp(prefix="radslag-kills-"))
    folder.chmod(0o755)
    yield lambda: Durable(folder)
    pid = Cluster(folder / "postgres").postmaster()
    if pid:
        os.kill(pid, signal.SIGINT)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_database_killed_while_people_vote_loses_nothing_and_is_answered_with_try_again(durable):
    round_ = make_round()
    make_proposals(round_, 6)
    residents = make_residents(RESIDENTS)
    server = durable()
    slowest = 0.0
    with (
        served(database=server.address(), workers=2) as site,
        voting(site, round_, residents) as lines,
    ):
        wait_until_all_save_again(lines, 30)
        for _kill in range(SERVER_KILLS):
            server.kill()
            time.sleep(0.2)
            begun = time.monotonic()
            server.start()
            wait_until_all_save_again(lines, 30)
            slowest = max(slowest, time.monotonic() - begun)
    answers = sum((line.answers for line in lines), Counter())
    print(f"{SERVER_KILLS} times without a database, at most {slowest:.1f} s: {dict(answers)}")
    assert set(answers) <= {"saved", 503}
    assert answers[503] > 0
    assert slowest < MOST_SECONDS_AWAY
    assert server.query("SHOW fsync") == server.query("SHOW synchronous_commit") == [("on",)]
    assert differences(round_, residents, lines, server.query(STORED)) == []
