"""Many ballots at once through gunicorn with several workers: one ballot each, never too many choices, no error shown."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.models import Count

from budgeting.models import Ballot, BallotChoice, Receipt
from budgeting.rules.ballots import voter_key
from radslag.limits import salt_of_today
from radslag.models import OutgoingMail
from radslag.tests.scale import scaled

from .builders import make_proposals, make_round
from .crowd import Browser, is_saved, make_residents, this_database
from .serving import served
from .test_races import without_constraints

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
VOTERS = 100
BALLOTS = scaled(3200, least=320)
CLIENTS = 16
WORKERS = 4


def voted_by_all(round_, residents, port, ballots):
    """Each resident's ballots, shuffled, from CLIENTS connections at once; how the answers were."""
    ids = list(round_.proposals.values_list("pk", flat=True))
    rng = random.Random(6)
    posts = [(residents[n % len(residents)], rng.sample(ids, rng.randint(1, 3))) for n in range(ballots)]
    rng.shuffle(posts)
    shares = [posts[n::CLIENTS] for n in range(CLIENTS)]

    def vote(share):
        browser = Browser(port)
        answers = Counter()
        for resident, choices in share:
            response = browser.vote(round_.pk, resident, choices)
            answers["saved" if is_saved(response) else response.status] += 1
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(vote, shares), Counter())


def too_much(round_, residents):
    """Ballots beyond one each, voters with more choices than the round allows, and ballots without one."""
    key = {voter_key(bytes(round_.secret.voter_secret), resident.email) for resident in residents}
    ballots = Ballot.objects.filter(round=round_, voter_key__in=key)
    voters = BallotChoice.objects.filter(round=round_).values("ballot__voter_key").annotate(n=Count("pk"))
    return (
        ballots.count() - ballots.values("voter_key").distinct().count(),
        voters.filter(n__gt=round_.ballot_max).count(),
        ballots.filter(choices__isnull=True).count(),
    )


class WaitsSeen(threading.Thread):
    """Looks again and again whether a ballot waits for another one's lock.

    Not the one by which a table gets its next page: that is held for a moment, never until a ballot is stored.
    """

    def __init__(self):
        super().__init__(daemon=True)
        self.over, self.looks, self.waits = threading.Event(), 0, Counter()

    def run(self):
        with connection.cursor() as cursor:
            while not self.over.wait(0.005):
                cursor.execute(
                    "SELECT wait_event FROM pg_stat_activity"
                    " WHERE wait_event_type = 'Lock' AND wait_event <> 'extend' AND datname = current_database()"
                )
                self.looks += 1
                self.waits.update(row[0] for row in cursor.fetchall())
        connections.close_all()


def test_a_hundred_voters_at_once_again_and_again_have_one_ballot_each_and_wait_for_nobody_else(
    monkeypatch,
):
    round_ = make_round()
    make_proposals(round_, 6)
    residents, others = make_residents(VOTERS), make_residents(scaled(2000, least=200), name="other")
    monkeypatch.setattr("radslag.limits.services._salt_today", None)
    salt_of_today()  # in its table: else the first voters of the day make it and wait for each other
    seen = WaitsSeen()
    with served(database=this_database(), workers=WORKERS) as server:
        seen.start()
        once = voted_by_all(round_, others, server.port, len(others))  # nobody twice: nobody has to wait
        seen.over.set()
        seen.join()
        answers = voted_by_all(round_, residents, server.port, BALLOTS)
    assert once == {"saved": len(others)} and answers == {"saved": BALLOTS}
    for model in (Ballot, Receipt, OutgoingMail):
        assert model.objects.count() == VOTERS + len(others)
    assert too_much(round_, residents + others) == (0, 0, 0)
    print(f"{seen.looks} looks at the locks of {len(others)} ballots: {dict(seen.waits)} waited")
    assert seen.looks > 20 and not seen.waits


def test_control_by_checking_first_the_same_crowd_has_more_ballots_than_voters():
    """The same server and posts, but the service trusts its own looks and the database has no constraints."""
    round_ = make_round()
    make_proposals(round_, 6)
    residents = make_residents(10)
    careless = {"budgeting.services.ballots.cast_ballot": "budgeting.tests.careless.cast_ballot"}
    with (
        without_constraints(),
        served(database=this_database(), workers=WORKERS, instead=careless) as server,
    ):
        answers = voted_by_all(round_, residents, server.port, 160)
        twice, too_many, _empty = too_much(round_, residents)
    print(f"control: {twice} ballots too many, {too_many} voters with too many choices, {dict(answers)}")
    assert twice > 0 and too_many > 0
