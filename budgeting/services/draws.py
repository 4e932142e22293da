"""The lot of a round that is drawn in public: between the close and the count, typed in by one and again by another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from budgeting.models import PublicDraw, Round
from budgeting.models.counts import MAX_SEED
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_line, check_text
from budgeting.rules.two_people import check_second
from budgeting.services import locks
from budgeting.services.limits import check_not_stopped
from radslag.clock import database_now
from radslag.models import User

MAX_HOW = 500


@transaction.atomic
def type_in_draw(*, round_id: int, seed: str, how: str, by: User) -> PublicDraw:
    """Type in what was drawn, and how, for everybody to read. A second person has to type in the same.

    Raises RuleViolation: `required`, `too_long` (seed or how), `no_draw_here`, `too_early_to_count`, `already_counted`,
    `draw_waits` (somebody has typed it in already), `round_paused`, `round_cancelled`.
    """
    seed, how = tidy_seed(seed), check_text(how, limit=MAX_HOW)
    round_, now = _locked(round_id)
    if PublicDraw.objects.filter(round=round_).exists():
        raise RuleViolation("draw_waits")
    with locks.decided_at(now):
        draw: PublicDraw = PublicDraw.objects.create(
            round=round_, seed=seed, how=how, typed_by=by, typed_at=now
        )
    log(round_, "budgeting.draw", user=by)
    return draw


@transaction.atomic
def type_in_again(*, round_id: int, seed: str, by: User) -> PublicDraw:
    """Type in, without seeing the first, what was drawn. When both are the same the lot is in force, and the round is counted
    within seconds.

    Raises RuleViolation: `required`, `too_long`, `draw_not_typed`, `second_person`, `draw_differs`, and the codes of
    `type_in_draw` for a round that has no draw now.
    """
    seed = tidy_seed(seed)
    round_, now = _locked(round_id)
    draw: PublicDraw | None = PublicDraw.objects.filter(round=round_, confirmed_at=None).first()
    if draw is None:
        raise RuleViolation("draw_not_typed")
    check_second(draw.typed_by_id, by.pk)
    if draw.seed != seed:
        raise RuleViolation("draw_differs")
    draw.confirmed_by, draw.confirmed_at = by, now
    with locks.decided_at(now):
        draw.save(update_fields=["confirmed_by", "confirmed_at"])
    log(round_, "budgeting.confirm_draw", user=by)
    return draw


@transaction.atomic
def drop_draw(*, round_id: int, by: User) -> None:
    """Take back what only one person has typed in. Raises RuleViolation `draw_not_typed` and those of a round without draw."""
    round_, _now = _locked(round_id)
    deleted, _rows = PublicDraw.objects.filter(round=round_, confirmed_at=None).delete()
    if not deleted:
        raise RuleViolation("draw_not_typed")
    log(round_, "budgeting.drop_draw", user=by)


def tidy_seed(seed: str) -> str:
    """One line, single spaces: so that two people type the same. Raises RuleViolation `required`, `too_long`."""
    return " ".join(check_line(seed, limit=MAX_SEED).split())


def _locked(round_id: int) -> tuple[Round, dt.datetime]:
    locks.close_ballots(round_id)
    now = database_now()
    round_: Round = Round.objects.get(pk=round_id)
    if not round_.waits_for_draw:
        raise RuleViolation("no_draw_here")
    if round_.clock_at(now) < round_.voting_closes:
        raise RuleViolation("too_early_to_count")
    if round_.counts.exists():
        raise RuleViolation("already_counted")
    check_not_stopped(round_, now)
    return round_, now
