"""What a count of a round counts, read from the database: candidates, ballots and the terms.

A greedy count needs totals only, which one grouping statement gives; equal shares need every ballot, equal ones grouped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Count as Number
from django.db.models import QuerySet, Sum

from budgeting.counting.elections import Ballot as CountedBallot
from budgeting.counting.elections import Election, Project
from budgeting.counting.rules import Settings
from budgeting.models import ActKind, Ballot, BallotChoice, BallotKind, Proposal, Round, RoundAct
from budgeting.rules.origins import read_origin
from radslag.language.money import CURRENCY

ORE = 100
"""Öre of one krona: the unit by which equal shares are raised."""
BALLOTS = """
    SELECT chosen, count(*) FROM (
        SELECT array_agg(ARRAY[p.number, coalesce(c.points, 1)] ORDER BY p.number) AS chosen
        FROM budgeting_ballotchoice c JOIN budgeting_proposal p ON p.id = c.proposal_id
        WHERE c.ballot_id IN ({counted}) AND p.number = ANY(%s)
        GROUP BY c.ballot_id
    ) AS ballots GROUP BY chosen
"""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What people have decided since the first count: numbers that are no candidates any more, and costs in öre by number."""

    withdrawn: frozenset[int] = frozenset()
    costs: Mapping[int, int] = field(default_factory=dict)

    def after(self, changes: Mapping[str, Any]) -> Overrides:
        """These and what one more act changes (RoundAct.changes)."""
        costs = {int(number): after for number, (_before, after) in changes.get("costs", {}).items()}
        return Overrides(self.withdrawn | set(changes.get("withdrawn", ())), {**self.costs, **costs})


def overrides_of(round_: Round, *, until: RoundAct | None = None) -> Overrides:
    """What the acts in force have decided, in their order; up to and with `until`."""
    acts = RoundAct.objects.in_force().filter(round=round_, kind=ActKind.OVERRIDE).order_by("pk")
    if until is not None:
        acts = acts.filter(pk__lte=until.pk)
    decided = Overrides()
    for act in acts:
        decided = decided.after(act.changes)
    return decided


def currency_of(round_: Round) -> str:
    """The ISO 4217 code of the money of the round: the site's own, but in an election that was imported."""
    return read_origin(round_.imported_from).currency if round_.imported_from else CURRENCY


def settings_of(round_: Round, seed: str) -> Settings:
    """The round's own terms of counting."""
    return Settings(
        rule=round_.rule,
        tie_rule=round_.tie_rule,
        seed=seed,
        contest=round_.pk,
        threshold=round_.threshold,
        threshold_percent=round_.threshold_percent,
        utility=round_.utility,
        drawn=round_.waits_for_draw,
    )


def election_of(
    round_: Round, *, overrides: Overrides | None = None, with_ballots: bool | None = None
) -> Election:
    """The candidates with their votes, and how many gave any: never more than six statements.

    `with_ballots` also for a rule that does without them; by default as the round's rule needs.
    """
    overrides = overrides or Overrides()
    passed_over = _passed_over(round_)
    totals = _totals(round_, passed_over)
    projects = _candidates(round_, overrides, totals)
    ballots: dict[CountedBallot, int] = {}
    if round_.shares_equally if with_ballots is None else with_ballots:
        ballots = grouped_ballots(round_, [project.id for project in projects])
        voters = sum(ballots.values())
    else:
        voters = _voters(round_, projects, totals, len(passed_over))
    return Election(projects, budget=round_.budget_ore, ballots=ballots, voters=voters, unit=ORE)


def without_votes(round_: Round) -> tuple[Project, ...]:
    """The candidates as they stand on the ballot."""
    rows = Proposal.objects.accepted().filter(round=round_).order_by("number")
    fields = rows.values_list("number", "cost_ore", "alternative")
    return tuple(Project(id=number, cost=cost, group=group) for number, cost, group in fields)


def grouped_ballots(round_: Round, numbers: list[Any]) -> dict[CountedBallot, int]:
    """Counted ballots with what they give to the candidates, equal ones grouped; without those that give nothing."""
    counted, params = Ballot.objects.counted(round_.pk).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BALLOTS.format(counted=counted), [*params, numbers])
        rows = cursor.fetchall()
    ballots = {tuple((number, points) for number, points in chosen): times for chosen, times in rows}
    return dict(sorted(ballots.items()))


def withdrawn_since(round_: Round, overrides: Overrides) -> tuple[Project, ...]:
    """Those that were candidates in the first count and are no more, with the votes they got."""
    if not overrides.withdrawn:
        return ()
    all_of_them = _candidates(round_, Overrides(costs=overrides.costs), _totals(round_, _passed_over(round_)))
    return tuple(project for project in all_of_them if project.id in overrides.withdrawn)


def _passed_over(round_: Round) -> list[int]:
    return list(Ballot.objects.passed_over(round_.pk).values_list("pk", flat=True))


def _totals(round_: Round, passed_over: list[int]) -> dict[int, tuple[int, int]]:
    """Votes (points) and supporters by the number of each proposal that counted ballots name, candidate or not.

    All choices of the round are grouped, which an index alone does where there are no points, and then the few that are
    passed over are taken off: to look up the ballot of each choice took twice as long.
    """
    chosen = BallotChoice.objects.filter(round=round_).order_by()
    by_id = _grouped(round_, chosen)
    if passed_over:
        for pk, (votes, supporters) in _grouped(round_, chosen.filter(ballot__in=passed_over)).items():
            by_id[pk] = (by_id[pk][0] - votes, by_id[pk][1] - supporters)
    numbers = Proposal.objects.filter(pk__in=by_id).values_list("pk", "number").order_by()
    return {number: by_id[pk] for pk, number in numbers if by_id[pk][1]}


def _grouped(round_: Round, chosen: QuerySet[BallotChoice]) -> dict[int, tuple[int, int]]:
    supporters = Number("*")
    votes = Sum("points") if round_.ballot_kind == BallotKind.POINTS else supporters
    rows = chosen.values("proposal").annotate(votes=votes, supporters=supporters)
    return {row["proposal"]: (row["votes"], row["supporters"]) for row in rows}


def _candidates(
    round_: Round, overrides: Overrides, totals: Mapping[int, tuple[int, int]]
) -> tuple[Project, ...]:
    projects = []
    for project in without_votes(round_):
        if project.id in overrides.withdrawn:
            continue
        number = int(project.id)
        votes, supporters = totals.get(number, (0, 0))
        cost = overrides.costs.get(number, project.cost)
        projects.append(replace(project, cost=cost, votes=votes, supporters=supporters))
    return tuple(projects)


def _voters(
    round_: Round, projects: tuple[Project, ...], totals: Mapping[int, tuple[int, int]], passed_over: int
) -> int:
    """How many counted ballots name a candidate. Only when some name others is it needed to look at each."""
    numbers = {project.id for project in projects}
    if not totals.keys() - numbers:
        return Ballot.objects.filter(round=round_).count() - passed_over
    candidates = Proposal.objects.filter(round=round_, number__in=numbers)
    chosen = BallotChoice.objects.filter(
        ballot__in=Ballot.objects.counted(round_.pk), proposal__in=candidates
    )
    return chosen.values("ballot").distinct().count()
