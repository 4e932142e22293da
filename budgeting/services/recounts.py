"""Counting again what is stored: the same fingerprints, or an alarm."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from wagtail.log_actions import log

from budgeting import counting
from budgeting.counting.inputs import canonical, fingerprint, inputs_json
from budgeting.counting.rules import count
from budgeting.elections.of_rounds import Overrides, currency_of, election_of, overrides_of, settings_of
from budgeting.mails import recounts as recount_mails
from budgeting.models import Ballot, Count, CountInputs, Outcome, Recount, Round
from budgeting.permissions import people_who_change
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.counting import facts_of, steps_as_json, withdrawn_steps
from radslag.clock import database_now
from radslag.models import User

logger = logging.getLogger(__name__)
OF_VERSION_1 = ("rank", "project", "code", "votes", "cost", "before", "after", "tied", "blocker")
WATCHED_FOR = dt.timedelta(days=60)
AGAIN_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A count that is made again now: its fingerprints, and whether all that is published of the stored one is what it says."""

    inputs_hash: str
    result_hash: str
    is_published: bool


@transaction.atomic
def recount(*, round_id: int, by: User | None = None) -> Recount:
    """Count the round again, from its stored ballots, and note whether the newest count stands, with all that is published of
    it. When it does not, everyone who may change the round is told by mail, and the public page says so.

    Raises RuleViolation `not_counted_yet`.
    """
    locks.close_ballots(round_id)
    now = database_now()
    newest = Count.objects.filter(round=round_id).select_related("round__programme", "act").first()
    if newest is None:
        raise RuleViolation("not_counted_yet")
    again = repeated(newest)
    is_same = (again.inputs_hash, again.result_hash) == (newest.inputs_hash, newest.result_hash)
    done: Recount = Recount.objects.create(
        count=newest,
        at=now,
        by=by,
        version=counting.VERSION,
        agrees=is_same and again.is_published,
        inputs_hash=again.inputs_hash,
        result_hash=again.result_hash,
    )
    log(newest.round, "budgeting.recount", user=by, data={"agrees": done.agrees})
    if not done.agrees:
        _alarm(newest)
    return done


def repeated(stored: Count) -> Repeated:
    """Count again what the database holds, with the stored seed. A count of an earlier version is repeated as it was made."""
    round_ = stored.round
    decided = overrides_of(round_, until=stored.act) if stored.act is not None else Overrides()
    election, settings = election_of(round_, overrides=decided), settings_of(round_, stored.seed)
    result = count(election, settings)
    steps = steps_as_json(result)
    published = [*steps, *(step.as_json() for step in withdrawn_steps(round_, decided, result))]
    is_published = (
        _is_intact(stored)
        and (stored.budget_ore, stored.spent_ore) == (election.budget, result.spent)
        and (stored.version != counting.VERSION or stored.facts == facts_of(result))
        and _are_outcomes(stored, published)
    )
    if stored.version == "1":
        inputs = {
            "round": round_.pk,
            "budget": round_.budget_ore,
            "rule": round_.rule,
            "ties": round_.tie_rule,
            "seed": stored.seed,
            "threshold": round_.threshold,
            "ballots": Ballot.objects.counted(round_.pk).count(),
            "projects": sorted([p.id, p.cost, p.votes] for p in election.projects),
        }
        old = [_of_version_1(step) for step in steps]
        return Repeated(fingerprint(canonical(inputs)), fingerprint(canonical(old)), is_published)
    inputs_text = inputs_json(election, settings, currency=currency_of(round_))
    return Repeated(fingerprint(inputs_text), fingerprint(canonical(steps)), is_published)


def _is_intact(stored: Count) -> bool:
    """Whether what is published has the fingerprints that are published. A count of version 1 kept no inputs."""
    text = CountInputs.objects.filter(count=stored).values_list("text", flat=True).first()
    inputs_fit = stored.version == "1" if text is None else fingerprint(text) == stored.inputs_hash
    return inputs_fit and fingerprint(canonical(stored.steps)) == stored.result_hash


def _are_outcomes(stored: Count, steps: list[dict[str, Any]]) -> bool:
    """Whether what the public page tells of each proposal is what the steps say. Rows of version 1 hold the columns alone."""
    rows = Outcome.objects.filter(count=stored).order_by("rank")
    columns = rows.values_list(
        "rank", "proposal__number", "code", "votes", "cost_ore", "before_ore", "after_ore", "tied", "blocker"
    )
    numbers = list(rows.values_list("numbers", flat=True))
    return [dict(zip(OF_VERSION_1, row, strict=True)) for row in columns] == [
        _of_version_1(step) for step in steps
    ] and all(told in (step, {}) for told, step in zip(numbers, steps, strict=True))


def _of_version_1(step: dict[str, Any]) -> dict[str, Any]:
    return {name: step[name] for name in OF_VERSION_1}


def recount_recent() -> int:
    """Count again, once a week, what was counted in the last two months. May run at any time; returns how many were.

    One that fails is reported and tried again at the next run; it does not keep the others from being counted again. Raises
    OperationalError or InterfaceError when the database is away.
    """
    now = database_now()
    lately = Recount.objects.filter(count__round=OuterRef("pk"), at__gt=now - AGAIN_AFTER)
    recent = Round.objects.filter(counts__counted_at__gt=now - WATCHED_FOR).filter(~Exists(lately)).distinct()
    return sum(_recounted(round_id) for round_id in list(recent.values_list("pk", flat=True)))


def _recounted(round_id: int) -> bool:
    try:
        recount(round_id=round_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("Round %s could not be counted again: %s", round_id, type(error).__name__)
        return False
    return True


def _alarm(stored: Count) -> None:
    logger.error("The recount of round %s differs from its count %s", stored.round_id, stored.pk)
    for email in people_who_change(stored.round).values_list("email", flat=True):
        recount_mails.differs(stored, to=email).send()
