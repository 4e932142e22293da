"""Published files are counted again by other code: PostgreSQL counts what the .pb files say and gets the same, in order.

Nothing of the program is used from the text of the files on: a reader of three lines, and the statement in recount.sql.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection, transaction

from budgeting.counting import rules, ties
from budgeting.counting.elections import Election, Project, grouped, tally
from budgeting.counting.pabulib import write
from budgeting.counting.pb_export import Export, Vote, compose
from budgeting.counting.rules import Settings
from budgeting.elections.foreign import Candidate, ForeignElection
from budgeting.elections.foreign_ballots import BallotTerms
from budgeting.for_programs.counts import export_of
from budgeting.models import BallotKind, BudgetingPage
from budgeting.rules.origins import Origin
from budgeting.rules.phases import Schedule
from budgeting.services.importing import store_election
from radslag.tests.scale import is_full, scaled

from .builders import make_programme

pytestmark = pytest.mark.django_db
N = scaled(1_000, least=20)
ROUNDS = N if is_full() else 10
"""Each is written and counted whole, which takes its time."""
RECOUNT = Path(__file__).with_name("recount.sql").read_text(encoding="utf-8")
DAY = dt.timedelta(days=1)
META = {
    "description": "Prov",
    "country": "Sweden",
    "unit": "Norrby",
    "instance": "2026",
    "date_begin": "01.04.2026",
    "date_end": "14.04.2026",
}


def counted_by_sql(texts: list[str]) -> list[list[str]]:
    """The winners of each file in the order in which they get money."""
    found: dict[str, list[tuple[object, ...]]] = {"META": [], "PROJECTS": [], "VOTES": []}
    for election, text in enumerate(texts):
        section, columns = "", []
        for cells in csv.reader(text.splitlines(), delimiter=";"):
            if cells[0] in found:
                section, columns = cells[0], []
            elif not columns:
                columns = cells
            else:
                row = dict(zip(columns, cells, strict=True))
                wanted = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost")}.get(section)
                found[section].append((election, *(row.get(name) for name in wanted or ("vote", "points"))))
    with connection.cursor() as cursor:
        for table, columns, section in (
            ("pb_meta", "key text, value text", "META"),
            ("pb_project", "project_id text, cost text", "PROJECTS"),
            ("pb_vote", "vote text, points text", "VOTES"),
        ):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (election int, {columns})")
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s, %s)", found[section])  # noqa: S608
        cursor.execute("ANALYZE pb_meta, pb_project, pb_vote")
        cursor.execute(RECOUNT)
        winners = dict(cursor.fetchall())
    return [winners[election] for election in range(len(texts))]


def ballots_at_random(
    rng: random.Random, ids: list[int], *, in_points: bool
) -> Iterable[dict[int | str, int]]:
    """Two or three favourites, so that some have many votes, and ties all over."""
    for _voter in range(rng.randint(0, 20)):
        chosen = rng.sample(ids, min(len(ids), rng.choice((1, 1, 2, 3))))
        yield {id_: rng.randint(1, 3) if in_points else 1 for id_ in chosen}


def export_at_random(rng: random.Random) -> Export:
    """The export of a greedy count with ties by cost, by number or by a lot, points, thresholds and alternatives."""
    in_points = rng.random() < 0.3
    ids = rng.sample(range(1, 40), rng.randint(1, 9))
    costs = [rng.choice((1, 2, 3, 5, 10)) * 100_050 for _id in ids]
    some = list(ballots_at_random(rng, ids, in_points=in_points))
    groups = rng.choice(("", "", "x"))
    projects = [
        Project(id_, cost, group=groups if rng.random() < 0.4 else "")
        for id_, cost in zip(ids, costs, strict=True)
    ]
    tie = rng.choice(ties.RULES)
    settings = Settings(
        rule=rng.choice(("greedy_skip", "greedy_stop")),
        tie_rule=tie,
        seed=f"tärningar {rng.randint(1, 6)}" if tie == ties.LOT or rng.random() < 0.5 else "",
        contest=rng.randint(1, 99),
        threshold=rng.choice((1, 1, 3)),
        threshold_percent=rng.choice((None, None, 20)) if not in_points else None,
    )
    election = Election(
        tally(projects, grouped(some)), max(max(costs), rng.randint(1, sum(costs))), grouped(some)
    )
    votes = [Vote(f"v{at}", next(iter(grouped([ballot])))) for at, ballot in enumerate(some)]
    names: dict[int | str, str] = {id_: f'Förslag; "{id_}"' for id_ in ids}
    return Export(
        META,
        election,
        settings,
        rules.count(election, settings),
        names,
        votes,
        vote_type="cumulative" if in_points else "approval",
    )


def test_exports_of_random_counts_are_counted_the_same_by_sql() -> None:
    rng = random.Random("räkna om")
    exports = [export_at_random(rng) for _case in range(N)]
    by_sql = counted_by_sql([write(compose(export)) for export in exports])
    for export, winners in zip(exports, by_sql, strict=True):
        assert winners == [str(id_) for id_ in export.result.funded], write(compose(export))
    assert sum(any(step.tied for step in export.result.steps) for export in exports) > N // 8
    assert sum(len(export.result.funded) > 1 for export in exports) > N // 8


def election_at_random(rng: random.Random, number: int) -> ForeignElection:
    opens = dt.datetime(2020, 3, 1, tzinfo=dt.UTC) + number * DAY
    kind = rng.choice((BallotKind.APPROVAL, BallotKind.KNAPSACK, BallotKind.POINTS))
    in_points = kind == BallotKind.POINTS
    ids = rng.sample(range(1, 40), rng.randint(1, 9))
    costs = {id_: rng.choice((1, 2, 3, 5, 10)) * 100_050 for id_ in ids}
    ballots = list(ballots_at_random(rng, ids, in_points=in_points))
    purse = max(sum(sorted(costs.values())[-3:]), rng.randint(1, sum(costs.values())))
    return ForeignElection(
        origin=Origin(
            f"Norrby {number}, Sweden", "SEK", hashlib.sha256(bytes(str(number), "ascii")).hexdigest()
        ),
        title=f"Norrby {number}",
        schedule=Schedule(opens - 2 * DAY, opens - DAY, opens - DAY, opens, opens + DAY, opens + 2 * DAY),
        budget_ore=purse if kind == BallotKind.KNAPSACK else max(max(costs.values()), purse // 2),
        terms=BallotTerms(kind, points_total=9, points_most=3) if in_points else BallotTerms(kind),
        rule=rng.choice(("greedy_skip", "greedy_stop")),
        tie_rule=rng.choice((ties.CHEAPEST, ties.DEAREST, ties.EARLIEST)),
        utility="cost",
        threshold=rng.choice((1, 1, 3)),
        candidates=tuple(
            Candidate(id_, f"Förslag; {id_}", "", cost, rng.choice(("", "", "torget")))
            for id_, cost in sorted(costs.items())
        ),
        ballots=grouped(ballots),
    )


def test_random_rounds_are_counted_the_same_by_sql_from_their_exported_files() -> None:
    rng = random.Random("omgångar")
    programme: BudgetingPage = make_programme()
    texts, published = [], []
    for number in range(ROUNDS):
        with transaction.atomic():
            round_ = store_election(programme.pk, election_at_random(rng, number))
        stored = round_.counts.select_related("round__programme", "act").get()
        texts.append(write(compose(export_of(stored))))
        published.append([str(step["project"]) for step in stored.steps if step["code"].startswith("funded")])
    for winners, text, said in zip(counted_by_sql(texts), texts, published, strict=True):
        assert winners == said, text
