"""Sealing: after the count nobody can join a ballot to its voter any more, whoever holds the whole database.

Ballots, choices and receipts are written anew in one transaction: with random ids, in random order, under keys that stand
for nobody, with one and the same instant. The secret that keys were made with is deleted. What the count said stays, and
can be repeated from the ballots. Copies that were made before keep the tie until they are deleted.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log

from budgeting.models import (
    Ballot,
    BallotChoice,
    Challenge,
    PaperRefusal,
    PaperVote,
    Receipt,
    Round,
    RoundSecret,
    Sealing,
    VotingCode,
)
from budgeting.rules.errors import RuleViolation
from budgeting.rules.sealing import KEPT_FOR
from budgeting.services import locks
from budgeting.services.sweeping import sweep_up
from budgeting.services.voter_sessions import forget_voters
from budgeting.tasks import seal_round_task
from radslag.clock import database_now
from radslag.limits.services import prune_limits
from radslag.models import User

logger = logging.getLogger(__name__)
chance = secrets.SystemRandom()
BATCH = 2_000
BITS_OF_AN_ID = 63


@transaction.atomic
def seal_round(*, round_id: int, by: User | None = None) -> Sealing:
    """Remove the tie between the round's ballots and their voters for good. A round that is sealed stays as it is.

    `by` is who asked for it; None when it is done by itself. Waits for every ballot in flight.
    Raises RuleViolation `too_early_to_seal` while somebody may appeal against the result and the round is not cancelled.
    """
    locks.close_ballots(round_id)
    now = database_now()
    round_ = Round.objects.get(pk=round_id)
    earlier: Sealing | None = Sealing.objects.filter(round=round_).first()
    if earlier is not None:
        return earlier
    if not may_seal(round_, now):
        raise RuleViolation("too_early_to_seal")
    # first: the database lets counted ballots be written in the transaction of the round's sealing only
    sealing = Sealing.objects.create(round=round_, at=now, by=by, **_totals(round_))
    _write_ballots_anew(round_)
    _write_receipts_anew(round_)
    PaperVote.objects.filter(round=round_).delete()
    VotingCode.objects.filter(round=round_).update(voter_key=None)
    RoundSecret.objects.filter(round=round_).delete()
    prune_limits()
    log(round_, "budgeting.seal", user=by)
    transaction.on_commit(forget_voters, robust=True)
    transaction.on_commit(sweep_up, robust=True)
    return sealing


def may_seal(round_: Round, now: Any) -> bool:
    """Whether nobody can appeal against the result any more, or the round is cancelled and there will be none."""
    if round_.is_cancelled_at(now):
        return True
    return round_.clock_at(now) >= round_.seal_at and round_.counts.exists()


@transaction.atomic
def seal_soon(*, round_id: int, by: User) -> None:
    """Let a worker seal the round: it takes minutes when many have voted. Asked for twice it is done once.

    Raises RuleViolation `too_early_to_seal`.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if not may_seal(round_, database_now()):
        raise RuleViolation("too_early_to_seal")
    if not Sealing.objects.filter(round=round_).exists() and not is_being_sealed(round_id):
        seal_round_task.enqueue(round_id, by.pk)


def is_being_sealed(round_id: int) -> bool:
    """Whether a worker has the sealing to do, or is at it."""
    at_work = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    tasks = DBTaskResult.objects.filter(task_path=seal_round_task.module_path, status__in=at_work)
    return tasks.filter(args_kwargs__args__0=round_id).exists()


def seal_due_rounds() -> int:
    """Seal every round whose time has come. May run at any time, anywhere; returns how many were sealed.

    One that fails is reported and tried again at the next run. Raises OperationalError or InterfaceError when the
    database is away.
    """
    ended = database_now() - KEPT_FOR
    finished = Q(result_at__lte=ended, counts__isnull=False, paused_at=None)
    rounds = Round.objects.filter(finished | Q(cancelled_at__lte=ended), sealing=None).distinct()
    return sum(_sealed(round_id) for round_id in rounds.order_by("pk").values_list("pk", flat=True))


def _sealed(round_id: int) -> bool:
    try:
        seal_round(round_id=round_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("Round %s could not be sealed: %s", round_id, type(error).__name__)
        return False
    return True


def _totals(round_: Round) -> dict[str, int]:
    """What can't be told afterwards, or only with difficulty."""
    voted = Ballot.objects.filter(round=round_, voter_key=OuterRef("voter_key"))
    codes = VotingCode.objects.filter(round=round_)
    return {
        "ballots": Ballot.objects.filter(round=round_).count(),
        "codes_made": codes.count(),
        "codes_used": codes.filter(Exists(voted)).count(),
        "papers_refused": PaperRefusal.objects.filter(round=round_).count(),
    }


def _write_ballots_anew(round_: Round) -> None:
    """The same ballots, in an order and under keys that say nothing.

    A challenged one stays without its choices: were it the only one, they could be told from the receipt it stands beside.
    """
    counted = set(Ballot.objects.counted(round_.pk).values_list("pk", flat=True))
    n_challenged = Ballot.objects.filter(round=round_).count() - len(counted)
    bags: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    choices = BallotChoice.objects.filter(round=round_)
    for ballot_id, proposal_id, points in choices.values_list("ballot", "proposal", "points"):
        bags[ballot_id].append((proposal_id, points))
    choices._raw_delete("default")
    Ballot.objects.filter(round=round_)._raw_delete("default")
    said = [bags[ballot_id] for ballot_id in counted] + [None] * n_challenged
    chance.shuffle(said)
    common = {"round": round_, "kind": round_.ballot_kind, "limit": round_.ballot_limit}
    written = [
        (
            Ballot(pk=pk, voter_key=_nobody(), saved_at=round_.voting_opens, left_out=bag is None, **common),
            bag or [],
        )
        for pk, bag in zip(_ids(len(said)), said, strict=True)
    ]
    Ballot.objects.bulk_create((ballot for ballot, _bag in written), batch_size=BATCH)
    rows = [
        BallotChoice(ballot=ballot, slot=slot, proposal_id=proposal_id, points=points, **common)
        for ballot, bag in written
        for slot, (proposal_id, points) in zip(_slots(len(bag)), bag, strict=True)
    ]
    _create_in_any_order(BallotChoice, rows)


def _write_receipts_anew(round_: Round) -> None:
    """The codes and their channels, and nothing that says whose they were or when they came."""
    receipts = Receipt.objects.filter(round=round_)
    kept = list(receipts.values_list("code", "channel"))
    holding = Challenge.objects.in_force().filter(round=round_, receipt__isnull=False)
    challenged = dict(holding.values_list("receipt__code", "pk"))
    Challenge.objects.filter(round=round_).update(receipt=None, voter_key="")
    receipts._raw_delete("default")
    rows = [
        Receipt(round=round_, voter_key=_nobody(), code=code, channel=channel, made_at=None)
        for code, channel in kept
    ]
    _create_in_any_order(Receipt, rows)
    for row in rows:
        if row.code in challenged:
            Challenge.objects.filter(pk=challenged[row.code]).update(receipt=row)


def _create_in_any_order(model: Any, rows: list[Any]) -> None:
    for row, pk in zip(rows, _ids(len(rows)), strict=True):
        row.pk = pk
    chance.shuffle(rows)
    model.objects.bulk_create(rows, batch_size=BATCH)


def _ids(n: int) -> Iterable[int]:
    """So many different random ids; not in the order in which they were drawn either."""
    ids: set[int] = set()
    while len(ids) < n:
        ids.add(secrets.randbits(BITS_OF_AN_ID))
    return chance.sample(sorted(ids), n)


def _slots(n: int) -> list[int]:
    """The slots of a ballot with n choices, dealt anew: in which order they were chosen is nobody's business."""
    return chance.sample(range(1, n + 1), n)


def _nobody() -> str:
    """A key that stands for nobody."""
    return secrets.token_hex(32)
