"""Counting again what is stored: the same fingerprints, or an alarm."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.log_actions import log

from budgeting import counting, recount_mails
from budgeting.counting.inputs import canonical, fingerprint, inputs_json
from budgeting.counting.rules import count
from budgeting.elections import currency_of, election_of, overrides_of, settings_of
from budgeting.models import Ballot, Count, Recount, Round
from budgeting.permissions import people_who_change
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.counting import steps_as_json
from radslag.clock import database_now
from radslag.models import User

logger = logging.getLogger(__name__)
OF_VERSION_1 = ("rank", "project", "code", "votes", "cost", "before", "after", "tied", "blocker")
WATCHED_FOR = dt.timedelta(days=60)
AGAIN_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The fingerprints that a count has when it is made again now."""

    inputs_hash: str
    result_hash: str


@transaction.atomic
def recount(*, round_id: int, by: User | None = None) -> Recount:
    """Count the round again, from its stored ballots, and note whether the newest count stands. When it does not, everyone
    who may change the round is told by mail, and the public page says so.

    Raises RuleViolation `not_counted_yet`.
    """
    locks.close_ballots(round_id)
    now = database_now()
    newest = Count.objects.filter(round=round_id).select_related("round__programme", "act").first()
    if newest is None:
        raise RuleViolation("not_counted_yet")
    again = repeated(newest)
    agrees = (again.inputs_hash, again.result_hash) == (newest.inputs_hash, newest.result_hash)
    done: Recount = Recount.objects.create(
        count=newest, at=now, by=by, version=counting.VERSION, agrees=agrees, **asdict(again)
    )
    log(newest.round, "budgeting.recount", user=by, data={"agrees": agrees})
    if not agrees:
        _alarm(newest)
    return done


def repeated(stored: Count) -> Repeated:
    """Count again what the database holds, with the stored seed. A count of an earlier version is repeated as it was made."""
    round_ = stored.round
    decided = overrides_of(round_, until=stored.act) if stored.act is not None else None
    election, settings = election_of(round_, overrides=decided), settings_of(round_, stored.seed)
    steps = steps_as_json(count(election, settings))
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
        old: list[dict[str, Any]] = [{name: step[name] for name in OF_VERSION_1} for step in steps]
        return Repeated(fingerprint(canonical(inputs)), fingerprint(canonical(old)))
    inputs_text = inputs_json(election, settings, currency=currency_of(round_))
    return Repeated(fingerprint(inputs_text), fingerprint(canonical(steps)))


def recount_recent() -> int:
    """Count again, once a week, what was counted in the last two months. May run at any time; returns how many were."""
    now = database_now()
    lately = Recount.objects.filter(count__round=OuterRef("pk"), at__gt=now - AGAIN_AFTER)
    recent = Round.objects.filter(counts__counted_at__gt=now - WATCHED_FOR).filter(~Exists(lately)).distinct()
    round_ids = list(recent.values_list("pk", flat=True))
    for round_id in round_ids:
        recount(round_id=round_id)
    return len(round_ids)


def _alarm(stored: Count) -> None:
    logger.error("The recount of round %s differs from its count %s", stored.round_id, stored.pk)
    for email in people_who_change(stored.round).values_list("email", flat=True):
        recount_mails.differs(stored, to=email).send()
