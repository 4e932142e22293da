"""How long a count takes and how much memory, beside what could be hoped for: `python benchmarks/counting.py`.

  greedy       100 000 ballots with a million choices, from the database, against one GROUP BY over the same rows
  shares       equal shares without completion: 100 projects, 100 000 ballots of up to 10 choices
  add1         equal shares raised by one krona at a time: 80 projects, 5 000 ballots of up to 15 choices
  dear         the same rule with dear projects and few voters, 150 projects and 1 000 ballots: takes very long,
               so that what a page asks for is given up after ten seconds; how soon after
Where pabutools is installed (it is no dependency), it counts the same two elections in the same run.
Each counts in a process of its own and in turn. Ends with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]

from budgeting.counting.elections import Ballot, Election, Project, tally  # noqa: E402
from budgeting.counting.rules import Rule, Settings, count  # noqa: E402
from budgeting.counting.trade import TooLong  # noqa: E402
from budgeting.elections.time_limits import stopwatch  # noqa: E402

KRONA = 100
MOST_OF_GROUP_BY, MOST_SHARES, MOST_ADD1, MOST_MEMORY = 3, 10, 30, 500
PATIENCE, MOST_LATE = 10, 1
VOTERS, EACH, PROPOSALS = 100_000, 10, 100
FILL = """
    SET session_replication_role = replica;
    INSERT INTO budgeting_ballot (id, round_id, voter_key, kind, "limit", saved_at)
        SELECT n, {round}, n::text, 'approval', {each}, now() FROM generate_series(1, {voters}) n;
    INSERT INTO budgeting_ballotchoice (ballot_id, round_id, kind, "limit", slot, proposal_id)
        SELECT n, {round}, 'approval', {each}, slot, (ARRAY[{ids}])[1 + (n % 997 * 31 + slot * (1 + n % 9)) % {proposals}]
        FROM generate_series(1, {voters}) n, generate_series(1, {each}) slot
        ORDER BY n, slot;
    SET session_replication_role = DEFAULT;
    ANALYZE budgeting_ballot; ANALYZE budgeting_ballotchoice;
"""
GROUP_BY = "SELECT proposal_id, count(*) FROM budgeting_ballotchoice WHERE round_id = %s GROUP BY proposal_id"


class Counted(NamedTuple):
    """One count: seconds by the clock and of the processor, the most memory of its process in MB, and what is told of it."""

    seconds: float
    processor: float
    memory: int
    words: str


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=15, help="of greedy and GROUP BY")
    parser.add_argument("--only", choices=("greedy", "shares", "add1", "dear"), help="leave out the others")
    options = parser.parse_args()
    missed = 0
    if options.only in (None, "greedy"):
        missed += _alone(_greedy_missed, options.turns)
    for name, most in (("shares", MOST_SHARES), ("add1", MOST_ADD1)):
        if options.only in (None, name):
            missed += _told(name, most)
    if options.only in (None, "dear"):
        _tell("dear", dear := _alone(_given_up))
        late = dear.seconds - PATIENCE
        missed += _held(late <= MOST_LATE, f"{max(late, 0):.2f} s too late, at most {MOST_LATE}")
    return min(missed, 1)


def _alone(work: Callable[..., Any], *values: object) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *values).result()


def _greedy_missed(turns: int) -> int:
    """Both in turn, so that a busy machine slows both down alike; the medians count."""
    from threads import own_database  # sets Django up

    with own_database():
        from django.db import connection

        from budgeting.elections.of_rounds import election_of, settings_of
        from budgeting.tests.builders import make_proposals, make_round

        round_ = make_round(ballot_max=EACH)
        ids = ", ".join(str(proposal.pk) for proposal in make_proposals(round_, PROPOSALS))
        statement = FILL.format(round=round_.pk, voters=VOTERS, each=EACH, ids=ids, proposals=PROPOSALS)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        whole, bare = [], []
        for _turn in range(turns + 1):
            started = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(GROUP_BY, [round_.pk])
                rows = cursor.fetchall()
            between = time.perf_counter()
            election = election_of(round_)
            result = count(election, settings_of(round_, "frö"))
            whole.append(time.perf_counter() - between)
            bare.append(between - started)
    if not sum(votes for _, votes in rows) == sum(p.votes for p in election.projects) == VOTERS * EACH:
        raise SystemExit("they do not count the same")
    greedy, group_by = (sorted(times[1:])[turns // 2] for times in (whole, bare))
    words = f"{len(result.funded)} of {PROPOSALS} funded"
    print(f"greedy    {greedy * 1000:8.0f} ms   GROUP BY {group_by * 1000:.0f} ms   {words}")
    return _held(greedy <= MOST_OF_GROUP_BY * group_by, f"{greedy / group_by:.1f} × one GROUP BY, at most 3")


def _told(name: str, most: int) -> int:
    ours = _alone(_ours, name)
    _tell(name, ours)
    if importlib.util.find_spec("pabutools"):
        _tell("", _alone(_pabutools, name))
    missed = _held(ours.seconds <= most, f"{ours.seconds:.1f} s, at most {most}")
    return missed + _held(ours.memory <= MOST_MEMORY, f"{ours.memory} MB, at most {MOST_MEMORY}")


def _tell(name: str, counted: Counted) -> None:
    times = f"{counted.seconds:8.1f} s ({counted.processor:.1f} s of the processor)"
    print(f"{name:8} {times}  {counted.memory:4} MB   {counted.words}", flush=True)


def _held(held: bool, words: str) -> int:
    print(("held: " if held else "MISSED: ") + words, flush=True)
    return int(not held)


def _ours(name: str) -> Counted:
    election = _election(name)
    rule = Rule.EQUAL_SHARES if name == "shares" else Rule.EQUAL_SHARES_ADD1
    started = time.perf_counter(), time.process_time()
    result = count(election, Settings(rule, "id"))
    words = f"{len(result.funded)} of {len(election.projects)} funded, {result.raises} raises"
    return _measured(started, words)


def _given_up() -> Counted:
    chance = random.Random(3)  # noqa: S311 - the same election every time
    ballots = {tuple((id_, 1) for id_ in sorted(chance.sample(range(150), 15))): 1 for _ in range(1_000)}
    projects = tally([Project(id_, chance.randint(10**9, 10**11)) for id_ in range(150)], ballots)
    election = Election(projects, sum(project.cost for project in projects) // 4, ballots)
    started = time.perf_counter(), time.process_time()
    try:
        count(election, Settings(Rule.EQUAL_SHARES_ADD1, "id"), stop=stopwatch(PATIENCE)())
    except TooLong:
        return _measured(started, "given up")
    return _measured(started, "counted to the end")


def _election(name: str) -> Election:
    """Made up, the same every time: some projects are liked by many, costs from 5 000 to 500 000 kr."""
    projects, voters, choices = (100, 100_000, 10) if name == "shares" else (80, 5_000, 15)
    chance = random.Random(7)  # noqa: S311 - the same election every time
    liked = [0.05 + chance.random() ** 2 for _ in range(projects)]
    named = [(id_, 1) for id_ in range(projects)]
    ballots: dict[Ballot, int] = {}
    for _ in range(voters):
        chosen = set(chance.choices(range(projects), liked, k=chance.randint(1, choices)))
        ballot = tuple(named[id_] for id_ in sorted(chosen))
        ballots[ballot] = ballots.get(ballot, 0) + 1
    made = [Project(id_, chance.randint(5, 500) * 1_000 * KRONA) for id_ in range(projects)]
    budget = sum(project.cost for project in made) * 3 // 10 // KRONA * KRONA
    return Election(tally(made, ballots), budget, ballots)


def _pabutools(name: str) -> Counted:
    from pabutools import election as pb
    from pabutools.rules import method_of_equal_shares

    election = _election(name)
    projects = {p.id: pb.Project(str(p.id), p.cost // KRONA) for p in election.projects}
    instance = pb.Instance(projects.values(), budget_limit=election.budget // KRONA)
    ballots = [
        pb.ApprovalBallot([projects[id_] for id_, _points in ballot])
        for ballot, times in election.ballots.items()
        for _ in range(times)
    ]
    profile = pb.ApprovalProfile(ballots, instance=instance)
    raised = {"voter_budget_increment": Fraction(1)} if name == "add1" else {}
    started = time.perf_counter(), time.process_time()
    bought = method_of_equal_shares(instance, profile, sat_class=pb.Cost_Sat, **raised)
    return _measured(started, f"{len(bought)} funded, by pabutools")


def _measured(started: tuple[float, float], words: str) -> Counted:
    seconds, processor = time.perf_counter() - started[0], time.process_time() - started[1]
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Counted(seconds, processor, kilobytes // 1024, words)


if __name__ == "__main__":
    sys.exit(main())
