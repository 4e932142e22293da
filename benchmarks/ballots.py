"""Whole ballots a second, measured against what Django and psycopg can do at most: `python benchmarks/ballots.py`.

One run, one machine, the same gunicorn (two processes with threads), load generator and database for all:
  site     POST of a whole ballot: session, token, limits, rules, guards, receipt, and the mail with it
  V        a Django view without middleware that writes the same ballot and choices and trusts everything
  psycopg  the same rows without Django and HTTP; once into the guarded tables, once into bare copies of them
They take turns, so that a busy machine slows all of them down alike. Then ballots come at fixed times: 100 a second on a
machine whose V is 1 749, as the yardstick's was, and as many fewer as this one's V is lower.
Ends with 1 when a target is missed: 15 % of V, p95 under 300 ms, no errors. `--minutes 30` lets the ballots at fixed times
last, `--pace` says how many a second.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import psycopg
from django.db import connection, connections
from django.urls import reverse
from load import Answers, as_fast_as_possible, at_a_rate
from threads import own_database  # sets Django up

from budgeting.models import Ballot, Receipt, Round
from budgeting.tests.builders import make_proposals, make_round
from budgeting.tests.crowd import Resident, make_residents, this_database
from budgeting.tests.serving import served
from radslag.models import OutgoingMail

WORKERS, WRITERS = 2, 4
LEAST_OF_V, MOST_P95, PACE, YARDSTICK = 0.15, 300, 100, 1749
PACED_SECONDS = 10
CHANGES = 200
"""How often one voter changes the ballot in a long run: below what is allowed in an hour."""
BARE = """
    CREATE TABLE bare_ballot (LIKE budgeting_ballot INCLUDING ALL);
    CREATE TABLE bare_ballotchoice (LIKE budgeting_ballotchoice INCLUDING ALL)
"""
WRITE_BALLOT = """
    INSERT INTO {0}_ballot (round_id, voter_key, kind, "limit", saved_at) VALUES (%s, %s, 'approval', 3, now()) RETURNING id
"""
WRITE_CHOICES = """
    INSERT INTO {0}_ballotchoice (ballot_id, round_id, kind, "limit", slot, proposal_id)
    VALUES (%s, %s, 'approval', 3, 1, %s), (%s, %s, 'approval', 3, 2, %s), (%s, %s, 'approval', 3, 3, %s)
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="for each of them and turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=0.0, help="only ballots at fixed times, for so long")
    parser.add_argument("--pace", type=int, default=0, help="how many a second; by default as V says, or 100")
    options = parser.parse_args()
    with own_database():
        round_ = make_round()
        ids = [proposal.pk for proposal in make_proposals(round_, 40)]
        if options.minutes:
            pace = options.pace or PACE
            return _told_of_the_pace(_paced(round_, ids, options.minutes * 60, pace), round_, pace)
        measured = _in_turns(round_, ids, options)
        v = sum(answers.rate for answers in measured["V"]) / options.turns
        pace = options.pace or min(PACE, round(PACE * v / YARDSTICK))
        missed = _told(measured) + _told_of_the_pace(_paced(round_, ids, PACED_SECONDS, pace), round_, pace)
    return min(missed, 1)


def _in_turns(round_: Round, ids: list[int], options: argparse.Namespace) -> dict[str, list[Answers]]:
    with connection.cursor() as cursor:
        cursor.execute(BARE)
    measured: dict[str, list[Answers]] = defaultdict(list)
    bare = {"ROOT_URLCONF": "bare", "MIDDLEWARE": []}
    most = int(800 * options.seconds)
    crowds = [make_residents(most, name=f"turn-{turn}") for turn in range(options.turns)]
    connections.close_all()
    with (
        served(database=this_database(), workers=WORKERS) as site,
        served(database=this_database(), workers=WORKERS, settings=bare) as yardstick,
    ):
        for turn, crowd in enumerate(crowds):
            posts = [_post(round_, resident, ids) for resident in crowd]
            simple = [_simple(round_, f"v{turn}-{n}", ids) for n in range(most * 3)]
            warm = max(1, most // 30)
            as_fast_as_possible(site.port, posts[:warm], 1)
            as_fast_as_possible(yardstick.port, simple[:warm], 1)
            first = as_fast_as_possible(site.port, posts[warm:], options.seconds)
            voted = warm + first.statuses["302"]
            measured["site, first ballot"].append(first)
            measured["V"].append(as_fast_as_possible(yardstick.port, simple[warm:], options.seconds))
            changed = [_post(round_, resident, ids) for resident in crowd[: voted // 2]]
            measured["site, changed ballot"].append(as_fast_as_possible(site.port, changed, options.seconds))
            for name in ("budgeting", "bare"):
                measured[f"psycopg, {name}"].append(_by_psycopg(round_, ids, name, turn, options.seconds / 2))
    return measured


def _post(round_: Round, resident: Resident, ids: list[int]) -> bytes:
    body = resident.form(random.sample(ids, 3))
    headers = {"Host": "localhost", "Content-Length": str(len(body)), **resident.headers()}
    lines = [f"POST {reverse('budgeting:ballot', args=[round_.pk])} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _simple(round_: Round, key: str, ids: list[int]) -> bytes:
    chosen = "-".join(map(str, random.sample(ids, 3)))
    return (
        f"POST /{round_.pk}/{key}/{chosen}/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode()
    )


def _by_psycopg(round_: Round, ids: list[int], table: str, turn: int, seconds: float) -> Answers:
    settings = connection.settings_dict
    host = str(connection.embedded.socket_folder()) if connection.embedded else settings["HOST"]  # type: ignore[attr-defined]
    address = {"host": host, "user": settings["USER"], "dbname": settings["NAME"]}
    if not connection.embedded:  # type: ignore[attr-defined]
        address |= {"password": settings["PASSWORD"], "port": settings["PORT"]}
    connections.close_all()
    with ProcessPoolExecutor(WRITERS) as pool:
        shares = [
            pool.submit(_write, address, round_.pk, ids, table, f"{turn}-{n}", seconds)
            for n in range(WRITERS)
        ]
        written = sum(share.result() for share in shares)
    return Answers(Counter({"written": written}), seconds, [])


def _write(
    address: dict[str, Any], round_id: int, ids: list[int], table: str, name: str, seconds: float
) -> int:
    written = 0
    with psycopg.connect(**address, autocommit=True) as line:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with line.transaction():
                values = [round_id, f"p{name}-{written}"]
                (ballot,) = line.execute(WRITE_BALLOT.format(table), values).fetchone()  # type: ignore[misc, arg-type]
                a, b, c = random.sample(ids, 3)
                rows = [ballot, round_id, a, ballot, round_id, b, ballot, round_id, c]
                line.execute(WRITE_CHOICES.format(table), rows)  # type: ignore[arg-type]
            written += 1
    return written


def _told(measured: dict[str, list[Answers]]) -> int:
    rates = {name: sum(a.rate for a in answers) / len(answers) for name, answers in measured.items()}
    for name, rate in sorted(rates.items(), key=lambda pair: pair[1]):
        p50, p99 = (max(answers.percentile(percent) for answers in measured[name]) for percent in (50, 99))
        times = f"p50 {p50:6.1f} ms  p99 {p99:6.1f} ms" if p50 else ""
        print(f"{name:22} {rate:8.0f} a second {rate / rates['V']:7.1%} of V   {times}")
    a_ballot = 1 / rates["site, first ballot"]
    guards = 1 / rates["psycopg, budgeting"] - 1 / rates["psycopg, bare"]
    print(f"the database's guards are {guards / a_ballot:.1%} of a ballot")
    statuses = sum((a.statuses for name in measured for a in measured[name]), Counter())
    bad = {status: n for status, n in statuses.items() if status not in ("302", "200", "written")}
    ratio = rates["site, first ballot"] / rates["V"]
    for words, held in (
        (f"errors: {bad}", not bad),
        (f"{ratio:.1%} of V, at least {LEAST_OF_V:.0%}", ratio >= LEAST_OF_V),
    ):
        print(("held: " if held else "MISSED: ") + words)
    return int(bool(bad)) + int(ratio < LEAST_OF_V)


def _paced(round_: Round, ids: list[int], seconds: float, pace: int) -> Answers:
    number = int(pace * seconds)
    crowd = make_residents(-(-number // CHANGES) + 50 if seconds > PACED_SECONDS else number, name="paced")
    warm = [_post(round_, resident, ids) for resident in make_residents(4 * pace, name="warm")]
    connections.close_all()
    posts = [_post(round_, crowd[n % len(crowd)], ids) for n in range(number)]
    with served(database=this_database(), workers=WORKERS) as site:
        as_fast_as_possible(
            site.port, warm, 4
        )  # a new process reads its code and templates with its first requests
        return at_a_rate(site.port, posts, pace)


def _told_of_the_pace(paced: Answers, round_: Round, pace: int) -> int:
    p95 = paced.percentile(95)
    bad = {status: n for status, n in paced.statuses.items() if status != "302"}
    stored = Ballot.objects.filter(round=round_).count()
    print(
        f"{pace} a second for {paced.seconds:.0f} s: p50 {paced.percentile(50):.1f} ms, p95 {p95:.1f} ms, errors: {bad}"
    )
    print(f"ballots {stored}, receipts {Receipt.objects.count()}, mails {OutgoingMail.objects.count()}")
    held = p95 < MOST_P95 and not bad
    print("held" if held else f"MISSED: p95 under {MOST_P95} ms without errors")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
