"""Counting a round: once, after the close, alone with its ballots."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce

from budgeting import counting
from budgeting.counting import greedy, ties
from budgeting.counting.greedy import Result
from budgeting.counting.ties import Project
from budgeting.models import Ballot, BallotChoice, Count, Outcome, Proposal, Round
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.limits import check_not_stopped
from radslag.clock import database_now

logger = logging.getLogger(__name__)


@transaction.atomic
def count_round(*, round_id: int) -> Count:
    """Count the round's ballots and store the result. A round that has been counted keeps its count.

    Waits for every ballot in flight. Raises RuleViolation `too_early_to_count` before voting has closed, `round_paused`,
    `round_cancelled`: nothing is counted in a round that people have stopped.
    """
    locks.close_ballots(round_id)
    now = database_now()
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    if round_.clock_at(now) < round_.voting_closes:
        raise RuleViolation("too_early_to_count")
    earlier = round_.counts.first()
    if earlier is not None:
        return earlier
    check_not_stopped(round_, now)
    seed = round_.secret.lot_seed
    ids, projects = _candidates(round_)
    ballots = Ballot.objects.counted(round_.pk).filter(choices__isnull=False).distinct().count()
    result = greedy.count(
        projects,
        budget=round_.budget_ore,
        tie=ties.order(round_.tie_rule, seed=seed, contest=round_.pk),
        stop=round_.stops,
        threshold=round_.threshold,
    )
    steps = [asdict(step) for step in result.steps]
    count = Count.objects.create(
        round=round_,
        counted_at=now,
        version=counting.VERSION,
        rule=round_.rule,
        tie_rule=round_.tie_rule,
        seed=seed,
        threshold=result.threshold,
        budget_ore=round_.budget_ore,
        spent_ore=result.spent,
        ballots=ballots,
        votes=sum(project.votes for project in projects),
        inputs_hash=fingerprint(_inputs(round_, seed, projects, ballots)),
        steps=steps,
        result_hash=fingerprint(steps),
    )
    _store_outcomes(count, result, ids)
    return count


def count_due_rounds() -> int:
    """Count every round whose voting has closed and that has no count. May run at any time, anywhere.

    Returns how many were counted. One that fails is reported and tried again at the next run; it does not keep the
    others from their result. Raises OperationalError or InterfaceError when the database is away.
    """
    due = list(Round.objects.due_for_count(database_now()).values_list("pk", flat=True))
    return sum(_counted(round_id) for round_id in due)


def _counted(round_id: int) -> bool:
    try:
        count_round(round_id=round_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("Round %s could not be counted: %s", round_id, type(error).__name__)
        return False
    return True


def _candidates(round_: Round) -> tuple[dict[int, int], list[Project]]:
    """Ids by public number, and the accepted proposals with their votes."""
    votes = dict(
        BallotChoice.objects.filter(ballot__in=Ballot.objects.counted(round_.pk))
        .values_list("proposal")
        .annotate(n=Sum(Coalesce("points", 1)))
        .values_list("proposal", "n")
    )
    rows = list(Proposal.objects.accepted().filter(round=round_).values_list("pk", "number", "cost_ore"))
    ids = {number: pk for pk, number, _cost in rows}
    return ids, [Project(id=number, cost=cost, votes=votes.get(pk, 0)) for pk, number, cost in rows]


def _inputs(round_: Round, seed: str, projects: list[Project], ballots: int) -> dict[str, Any]:
    return {
        "round": round_.pk,
        "budget": round_.budget_ore,
        "rule": round_.rule,
        "ties": round_.tie_rule,
        "seed": seed,
        "threshold": round_.threshold,
        "ballots": ballots,
        "projects": sorted([p.id, p.cost, p.votes] for p in projects),
    }


def fingerprint(value: Any) -> str:
    """SHA-256 (hex) of the value's canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _store_outcomes(count: Count, result: Result, ids: dict[int, int]) -> None:
    Outcome.objects.bulk_create(
        Outcome(
            count=count,
            proposal_id=ids[step.project],
            rank=step.rank,
            votes=step.votes,
            cost_ore=step.cost,
            code=step.code,
            before_ore=step.before,
            after_ore=step.after,
            tied=list(step.tied),
            blocker=step.blocker,
        )
        for step in result.steps
    )
