"""Counting a round: after the close, alone with its ballots, by the rule that was public before voting.

The first count is made once, by a worker seconds after the close or by somebody's button. Another one takes a published
decision of two people (services/overrides.py). A count is stored with all that it counted, so that it can be repeated.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from wagtail.log_actions import log

from budgeting import counting
from budgeting.counting.elections import Election
from budgeting.counting.inputs import canonical, fingerprint, inputs_json
from budgeting.counting.rules import Settings, count
from budgeting.counting.steps import Code, Result, Step
from budgeting.elections.of_rounds import Overrides, currency_of, election_of, settings_of, withdrawn_since
from budgeting.models import Ballot, Count, CountInputs, Outcome, Proposal, PublicDraw, Round, RoundAct
from budgeting.querysets.rounds import waiting_challenges
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.limits import check_not_stopped
from radslag.audit.services import record
from radslag.clock import database_now
from radslag.models import User

COUNTED = "budgeting.store_count"
"""What the audit log calls that a count is stored."""
logger = logging.getLogger(__name__)


@transaction.atomic
def count_round(*, round_id: int, by: User | None = None) -> Count:
    """Count the round's ballots and store the result. A round that has been counted keeps its count.

    Waits for every ballot in flight. `by` is who pressed the button; None when it is done by itself.
    Raises RuleViolation `too_early_to_count` before voting has closed, `draw_missing` while the lot is to be drawn in
    public, `challenge_waits` while a second person is to say whether a ballot is counted, until the result at most,
    `round_paused`, `round_cancelled`: nothing is counted in a round that people have stopped.
    """
    locks.close_ballots(round_id)
    now = database_now()
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    if round_.clock_at(now) < round_.voting_closes:
        raise RuleViolation("too_early_to_count")
    earlier: Count | None = round_.counts.first()
    if earlier is not None:
        return earlier
    check_not_stopped(round_, now)
    if now < round_.result_at and waiting_challenges(round_id).exists():
        raise RuleViolation("challenge_waits")
    stored = store_count(round_, seed=_seed(round_), now=now)
    if by is not None:
        log(round_, "budgeting.count", user=by)
    return stored


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
    except RuleViolation as refused:
        logger.info("Round %s is not counted yet: %s", round_id, refused.code)  # people were faster
        return False
    except Exception as error:
        logger.error("Round %s could not be counted: %s", round_id, type(error).__name__)
        return False
    return True


def _seed(round_: Round) -> str:
    """What the lot is drawn from. Raises RuleViolation `draw_missing`."""
    if not round_.waits_for_draw:
        return round_.secret.lot_seed
    draw = PublicDraw.objects.filter(round=round_, confirmed_at__isnull=False).first()
    if draw is None:
        raise RuleViolation("draw_missing")
    return draw.seed


def store_count(
    round_: Round, *, seed: str, now: Any, act: RoundAct | None = None, overrides: Overrides | None = None
) -> Count:
    """Count what the database holds, with what people have decided since, and store it. Inside a transaction that is alone
    with the round's ballots."""
    overrides = overrides or Overrides()
    election, settings = election_of(round_, overrides=overrides), settings_of(round_, seed)
    result = count(election, settings)
    inputs = inputs_json(election, settings, currency=currency_of(round_))
    stored = _written(round_, election, settings, result, now=now, act=act, inputs=inputs)
    CountInputs.objects.create(count=stored, text=inputs)
    _store_outcomes(stored, [*result.steps, *withdrawn_steps(round_, overrides, result)])
    record(COUNTED, about=round_, facts={"count": stored.pk})
    return stored


def _written(
    round_: Round,
    election: Election,
    settings: Settings,
    result: Result,
    *,
    now: Any,
    act: RoundAct | None,
    inputs: str,
) -> Count:
    steps = steps_as_json(result)
    count_: Count = Count.objects.create(
        round=round_,
        counted_at=now,
        act=act,
        version=counting.VERSION,
        rule=settings.rule,
        utility=settings.utility,
        tie_rule=settings.tie_rule,
        seed=settings.seed,
        threshold=result.threshold,
        threshold_percent=settings.threshold_percent,
        budget_ore=election.budget,
        spent_ore=result.spent,
        ballots=Ballot.objects.counted(round_.pk).count(),
        votes=sum(project.votes for project in election.projects),
        facts=facts_of(result),
        inputs_hash=fingerprint(inputs),
        steps=steps,
        result_hash=fingerprint(canonical(steps)),
    )
    return count_


def facts_of(result: Result) -> dict[str, Any]:
    """What the result says beside its steps, as plain values."""
    return {
        "voters": result.voters,
        "least_supporters": result.least_supporters,
        "share": None if result.share is None else str(result.share),
        "raises": result.raises,
        "prefer_greedy": result.prefer_greedy,
        "prefer_shares": result.prefer_shares,
    }


def steps_as_json(result: Result) -> list[dict[str, Any]]:
    """The steps as they are stored, and as their fingerprint is made of."""
    return [step.as_json() for step in result.steps]


def withdrawn_steps(round_: Round, overrides: Overrides, result: Result) -> list[Step]:
    """Those that are no candidates any more, last, so that everybody sees what became of them."""
    left = result.remaining
    return [
        Step(rank, p.id, Code.WITHDRAWN, p.votes, p.cost, left, left, supporters=p.supporters)
        for rank, p in enumerate(withdrawn_since(round_, overrides), len(result.steps) + 1)
    ]


def _store_outcomes(count_: Count, steps: list[Step]) -> None:
    ids = dict(Proposal.objects.filter(round=count_.round_id).values_list("number", "pk"))
    Outcome.objects.bulk_create(
        Outcome(
            count=count_,
            proposal_id=ids[int(step.project)],
            rank=step.rank,
            votes=step.votes,
            cost_ore=step.cost,
            code=step.code,
            numbers=step.as_json(),
            before_ore=step.before,
            after_ore=step.after,
            tied=list(step.tied),
            blocker=step.blocker,
        )
        for step in steps
    )
