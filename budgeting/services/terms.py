"""What the terms of a round must be: none contradicts another, no two rounds share a step, and the money is there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, Sum
from django.utils import timezone

from budgeting.models import (
    BallotKind,
    BudgetingPage,
    CarriedOver,
    Round,
    VoterIdentity,
    VotingCode,
)
from budgeting.models.round_choices import MOST_POINTS
from budgeting.querysets.projects import taken_by_year
from budgeting.rules.eligibility import read_postal_code
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import STEPS
from radslag.clock import database_now


def check_terms(round_: Round) -> None:
    """Refuse terms that contradict each other.

    Raises RuleViolation: the codes of `Schedule.check`, `budget_not_positive`, `budget_below_carried` (carried_ore),
    `not_positive`, `cap_above_budget`, `ballot_limits`, `points_limits`, `least_beyond_budget` (room),
    `postal_codes_unreadable`, `postal_codes_with_codes`, `codes_made` (made), `threshold_too_low`, `threshold_no_share`.
    """
    round_.schedule.check()
    if round_.budget_ore <= 0:
        raise RuleViolation("budget_not_positive")
    carried_ore = _carried_to(round_.pk)
    if round_.budget_ore < carried_ore:
        raise RuleViolation("budget_below_carried", carried_ore=carried_ore)
    if round_.cap_ore <= 0:
        raise RuleViolation("not_positive")
    if round_.cap_ore > round_.budget_ore:
        raise RuleViolation("cap_above_budget")
    limits = (round_.proposals_per_quarter, round_.applicant_round_ore, round_.applicant_quarter_ore)
    if any(limit is not None and limit < 1 for limit in limits):
        raise RuleViolation("not_positive")
    if not 1 <= round_.ballot_min <= round_.ballot_max:
        raise RuleViolation("ballot_limits")
    _check_voters(round_)
    if round_.threshold < 1:
        raise RuleViolation("threshold_too_low")
    if round_.threshold_percent is not None and not 1 <= round_.threshold_percent <= 100:
        raise RuleViolation("threshold_no_share")


def _check_voters(round_: Round) -> None:
    points = (round_.points_total, round_.points_most)
    if round_.ballot_kind == BallotKind.POINTS:
        total, most = (number or 0 for number in points)
        if not 1 <= most <= total <= MOST_POINTS or round_.ballot_min > total:
            raise RuleViolation("points_limits")
    elif points != (None, None):
        raise RuleViolation("points_limits")
    room = round_.budget_ore // round_.cap_ore
    if round_.ballot_kind == BallotKind.KNAPSACK and room < round_.ballot_min:
        raise RuleViolation("least_beyond_budget", room=room)
    if any(read_postal_code(code) != code for code in round_.postal_code_list):
        raise RuleViolation("postal_codes_unreadable")
    if round_.postal_codes and round_.identity == VoterIdentity.CODES:
        raise RuleViolation("postal_codes_with_codes")
    _check_codes_stay_good(round_)


def _check_codes_stay_good(round_: Round) -> None:
    """Codes that have been made are printed and handed out: they do not become worthless unless they are revoked."""
    if round_.pk is None or round_.identity == VoterIdentity.CODES:
        return
    made = VotingCode.objects.filter(round=round_, revoked_at=None).count()
    if made:
        raise RuleViolation("codes_made", made=made)


def check_envelope(round_: Round, programme: BudgetingPage) -> None:
    """Raises RuleViolation `budget_above_envelope` (left_ore: what the year has left, never below 0)."""
    left_ore = envelope_left(programme, round_.result_at, leaving_out=round_.pk)
    if round_.budget_ore > left_ore:
        raise RuleViolation("budget_above_envelope", left_ore=max(0, left_ore))


def envelope_left(programme: BudgetingPage, result_at: datetime, *, leaving_out: int | None = None) -> int:
    """Öre of the programme's year that nothing else has (`taken_by_year`); the year is that of `result_at` in local time.

    The translations of a programme are one programme with one sum of money. What was carried over to the round that is left out
    is not of the year, so it is left to it.
    """
    key = programme.translation_key
    rounds = Round.objects.uncancelled().filter(programme__translation_key=key).exclude(pk=leaving_out)
    taken = taken_by_year(rounds, [key], database_now())[timezone.localtime(result_at).year]
    return programme.envelope_ore - taken.taken_ore + _carried_to(leaving_out)


def _carried_to(round_id: int | None) -> int:
    """Öre that earlier rounds have carried over to the round."""
    carried: int | None = CarriedOver.objects.filter(to_round=round_id).aggregate(sum=Sum("amount_ore"))[
        "sum"
    ]
    return carried or 0


def check_overlap(round_: Round, programme: BudgetingPage) -> None:
    """Two rounds of a programme are never in the same step at once; a cancelled one is in no way.

    An exclusion constraint says the same for each language of a programme. Raises RuleViolation `same_phase` (name).
    """
    others = Round.objects.uncancelled().filter(programme__translation_key=programme.translation_key)
    clash = Q(pk__in=[])
    for begins, ends in STEPS:
        first, last = getattr(round_, begins), getattr(round_, ends)
        if first < last:
            clash |= Q(**{f"{begins}__lt": last, f"{ends}__gt": first})
    other = others.filter(clash).exclude(pk=round_.pk).order_by("submission_opens").first()
    if other is not None:
        raise RuleViolation("same_phase", name=other.name)
