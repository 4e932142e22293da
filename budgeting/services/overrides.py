"""A result that people change after the count: a winner withdraws, a cost was wrong. Two people decide, with a reason that
everyone can read; the round is counted anew by its own rule and lot, and every earlier count stays to be seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef

from budgeting.counting.rules import count
from budgeting.counting.steps import Code, Result
from budgeting.counting.trade import Stop
from budgeting.elections.of_rounds import election_of, overrides_of, settings_of
from budgeting.models import Count, Proposal, Round, RoundAct
from budgeting.querysets.projects import decided_ore, paid_ore
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.carrying_over import left_to_carry
from budgeting.services.counting import store_count
from budgeting.services.terms import envelope_left
from radslag.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants changed: numbers of proposals that are to be out of the count, and costs in öre by number."""

    withdrawn: frozenset[int]
    costs: Mapping[int, int]


def checked(round_: Round, asked: Asked) -> dict[str, Any]:
    """What is different from the newest count, as an act stores it (RoundAct.changes).

    Raises RuleViolation: `not_counted_yet`, `not_a_candidate` (number), `not_positive` (a cost), `cost_above_budget`,
    `nothing_changed`, `imported_stays`.
    """
    if round_.imported_from:
        raise RuleViolation("imported_stays")
    newest = newest_count(round_)
    in_it = newest.outcomes.exclude(code=Code.WITHDRAWN)
    costs: dict[int, int] = dict(in_it.values_list("proposal__number", "cost_ore"))
    if unknown := sorted((asked.withdrawn | set(asked.costs)) - set(costs)):
        raise RuleViolation("not_a_candidate", number=unknown[0])
    changed = {}
    for number, cost in sorted(asked.costs.items()):
        if cost <= 0:
            raise RuleViolation("not_positive")
        if cost > round_.budget_ore:
            raise RuleViolation("cost_above_budget")
        if cost != costs[number] and number not in asked.withdrawn:
            changed[str(number)] = [costs[number], cost]
    if not changed and not asked.withdrawn:
        raise RuleViolation("nothing_changed")
    return {"withdrawn": sorted(asked.withdrawn), "costs": changed}


def result_with(round_: Round, changes: Mapping[str, Any], *, stop: Stop | None = None) -> Result:
    """What a count with the changes would give, for people to look at before they ask or confirm. Writes nothing.

    Raises RuleViolation `not_counted_yet`, and TooLong when `stop` says so.
    """
    election = election_of(round_, overrides=overrides_of(round_).after(changes))
    return count(election, settings_of(round_, newest_count(round_).seed), stop=stop)


def bring_into_force(act: RoundAct, *, by: User, now: dt.datetime) -> Count:
    """Count the round anew as the act says that somebody confirms. Inside the transaction of `acts.confirm`, which is alone
    with the round and its ballots.

    Raises RuleViolation: `not_counted_yet`, `override_paid` (title, paid_ore): what is paid is paid, so first it is put
    right there; `override_carried`, `override_envelope` (short_ore): what the round had left has another use already.
    """
    round_: Round = act.round
    programme = round_.programme
    carried_ore, year_ore = left_to_carry(round_, now), envelope_left(programme, round_.result_at)
    seed = newest_count(round_).seed
    for proposal_id in round_.proposals.order_by("pk").values_list("pk", flat=True):
        locks.queue_payment(proposal_id)
    act.confirmed_by, act.at = by, now
    act.save(update_fields=["confirmed_by", "at"])
    stored = store_count(round_, seed=seed, now=now, act=act, overrides=overrides_of(round_, until=act))
    _check_payments(round_)
    _check_use("override_carried", carried_ore, left_to_carry(round_, now))
    _check_use("override_envelope", year_ore, envelope_left(programme, round_.result_at))
    return stored


def newest_count(round_: Round) -> Count:
    """The count that holds. Raises RuleViolation `not_counted_yet`."""
    newest: Count | None = round_.counts.first()
    if newest is None:
        raise RuleViolation("not_counted_yet")
    return newest


def _check_use(code: str, before_ore: int, left_ore: int) -> None:
    """Money is used once: a new count leaves no more missing than there was before it. Raises RuleViolation `code`."""
    if left_ore < min(0, before_ore):
        raise RuleViolation(code, short_ore=-left_ore)


def _check_payments(round_: Round) -> None:
    ledger = Proposal.objects.filter(round=round_).annotate(
        decided=decided_ore(OuterRef("pk")), paid=paid_ore(OuterRef("pk"))
    )
    over = ledger.filter(paid__gt=F("decided")).first()
    if over is not None:
        raise RuleViolation("override_paid", title=over.title, paid_ore=over.paid)
