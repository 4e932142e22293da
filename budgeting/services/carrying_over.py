"""Money that a finished round has left becomes part of the next one's budget, where the round's leftover says so.

What can be carried over is what the newest count left and what projects gave back. The next round's budget grows by it, and is
taken from its own year for the rest only (`terms.envelope_left`).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from wagtail.log_actions import log

from budgeting.models import CarriedOver, Leftover, MoneyDecision, Round
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks, rounds, terms
from radslag.clock import database_now
from radslag.models import User


@transaction.atomic
def carry_over(*, from_round_id: int, to_round_id: int, amount_ore: int, by: User) -> CarriedOver:
    """Add money of a finished round to the budget of a later one, until proposals can be handed in there.

    Raises RuleViolation: `not_positive`, `not_carried_between`, `carried_to_closed`, `carried_already`, `above_carried`
    (left_ore), and the codes of `check_terms` and `check_envelope`; then nothing is written.
    """
    if amount_ore <= 0:
        raise RuleViolation("not_positive")
    source, goal, now = _locked(from_round_id, to_round_id)
    _check_open(goal, now)
    if CarriedOver.objects.filter(from_round=source, to_round=goal).exists():
        raise RuleViolation("carried_already")
    left_ore = left_to_carry(source, now)
    if amount_ore > left_ore:
        raise RuleViolation("above_carried", left_ore=left_ore)
    carried = CarriedOver.objects.create(
        from_round=source, to_round=goal, amount_ore=amount_ore, by=by, at=now
    )
    _change_budget(goal, amount_ore, now)
    log(goal, "budgeting.carry_over", user=by, data={"amount_ore": amount_ore, "from": source.name})
    return carried


@transaction.atomic
def carry_back(*, carried_id: int, by: User) -> None:
    """Take it back: the later round's budget shrinks again, unless that round is cancelled and shares nothing out.

    Raises RuleViolation `carried_to_closed`, and the codes of `check_terms`.
    """
    ids = CarriedOver.objects.values_list("from_round_id", "to_round_id").get(pk=carried_id)
    source, goal, now = _locked(*ids)
    cancelled = goal.is_cancelled_at(now)
    if not cancelled:
        _check_open(goal, now)
    carried = CarriedOver.objects.get(pk=carried_id)
    data = {"amount_ore": -carried.amount_ore, "from": source.name}
    amount_ore = carried.amount_ore
    carried.delete()
    if not cancelled:
        _change_budget(goal, -amount_ore, now)
    log(goal, "budgeting.carry_over", user=by, data=data)


def left_to_carry(round_: Round, now: dt.datetime) -> int:
    """Öre of a finished round that can be carried over and has not been yet; 0 of one that returns what is left.

    What was carried over to a round that was cancelled since is there again.
    """
    newest = round_.counts.first()
    finished = round_.clock_at(now) >= round_.result_at and not round_.is_cancelled_at(now)
    if round_.leftover != Leftover.CARRIED_OVER or not finished or newest is None:
        return 0
    back = MoneyDecision.objects.that_count().filter(proposal__round=round_, goes_to=Leftover.CARRIED_OVER)
    used = round_.carried_on.filter(to_round__cancelled_at=None)
    carried: int = used.aggregate(sum=Sum("amount_ore"))["sum"] or 0
    return int(newest.remaining_ore) - back.sum_ore() - carried


def sources_for(round_: Round, now: dt.datetime) -> list[tuple[Round, int]]:
    """Finished rounds of the programme that have something to carry over to `round_`, with how much, the newest first."""
    if round_.clock_at(now) >= round_.submission_opens or round_.is_cancelled_at(now):
        return []
    others = Round.objects.uncancelled().filter(
        programme__translation_key=round_.programme.translation_key,
        leftover=Leftover.CARRIED_OVER,
        result_at__lte=now,
        result_at__lt=round_.result_at,
    )
    found = [(other, left_to_carry(other, now)) for other in others.exclude(pk=round_.pk)]
    return [(other, left_ore) for other, left_ore in found if left_ore > 0]


def _locked(from_round_id: int, to_round_id: int) -> tuple[Round, Round, dt.datetime]:
    """Both rounds, alone with the programme's money, and the instant that counts."""
    programme = rounds.alone_with_the_money(
        Round.objects.values_list("programme", flat=True).get(pk=to_round_id)
    )
    locks.queue_submission(to_round_id)
    now = database_now()
    goal = Round.objects.select_for_update(of=("self",)).select_related("programme").get(pk=to_round_id)
    source = Round.objects.select_related("programme").get(pk=from_round_id)
    same = source.programme.translation_key == programme.translation_key
    if not same or source.pk == goal.pk or source.result_at >= goal.result_at:
        raise RuleViolation("not_carried_between")
    return source, goal, now


def _check_open(goal: Round, now: dt.datetime) -> None:
    if goal.clock_at(now) >= goal.submission_opens or goal.is_cancelled_at(now):
        raise RuleViolation("carried_to_closed")


def _change_budget(goal: Round, by_ore: int, now: dt.datetime) -> None:
    goal.budget_ore += by_ore
    terms.check_terms(goal)
    terms.check_envelope(goal, goal.programme)
    with locks.decided_at(now):
        goal.save(update_fields=["budget_ore"])
