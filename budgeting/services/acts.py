"""Acts about a round that is going on: pause, resume, cancel, change what residents rely on.

Pausing and cancelling take two people. Every act waits for submissions and ballots in flight, stores its published reason,
and tells those who take part, in one transaction. What may be changed is said by rules/acts.py and, again, by the database.
"""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from budgeting.models import ActKind, BudgetingPage, Proposal, ProposalStatus, Round, RoundAct
from budgeting.models.acts import MAX_REASON
from budgeting.rules.acts import INSTANTS, PROMISES, after_pause, changeable
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.rules.proposals import check_text
from budgeting.rules.two_people import check_second
from budgeting.services import locks, overrides, rounds, terms
from budgeting.services.moved_dates import follow_dates
from budgeting.tasks import tell_participants_task, tell_second_persons_task
from radslag.clock import database_now
from radslag.models import User

IN_THE_RUNNING = (ProposalStatus.RECEIVED, ProposalStatus.ACCEPTED)


def ask_to_pause(*, round_id: int, by: User, reason: str) -> RoundAct:
    """Ask a second person to stop the round for a while.

    Raises RuleViolation: `required`, `too_long` (reason), `already_stopped`, `already_asked`.
    """
    return _ask(ActKind.PAUSE, round_id=round_id, by=by, reason=reason)


def ask_to_cancel(*, round_id: int, by: User, reason: str) -> RoundAct:
    """Ask a second person to end the round for good. Raises RuleViolation as `ask_to_pause`."""
    return _ask(ActKind.CANCEL, round_id=round_id, by=by, reason=reason)


def ask_to_override(*, round_id: int, by: User, reason: str, asked: overrides.Asked) -> RoundAct:
    """Ask a second person to have the round counted anew: without proposals, or with other costs.

    Raises RuleViolation: `required`, `too_long` (reason), `already_asked`, and the codes of `overrides.checked`.
    """
    return _ask(ActKind.OVERRIDE, round_id=round_id, by=by, reason=reason, asked=asked)


@transaction.atomic
def _ask(
    kind: ActKind, *, round_id: int, by: User, reason: str, asked: overrides.Asked | None = None
) -> RoundAct:
    reason = check_text(reason, limit=MAX_REASON)
    round_, _programme, now = _locked(round_id)
    if asked is None:
        _check_may_stop(round_, kind, now)
    elif round_.is_cancelled_at(now):
        raise RuleViolation("round_cancelled")
    changes = overrides.checked(round_, asked) if asked is not None else {}
    waiting = RoundAct.objects.waiting().filter(round=round_, kind=kind)
    if waiting.exists():
        raise RuleViolation("already_asked")
    act: RoundAct = RoundAct.objects.create(
        round=round_, kind=kind, reason=reason, changes=changes, asked_by=by, asked_at=now
    )
    _log(act, "budgeting.ask", by)
    tell_second_persons_task.enqueue(act.pk)
    return act


@transaction.atomic
def confirm(*, act_id: int, by: User) -> RoundAct:
    """Bring into force what somebody else asked for.

    Raises RuleViolation: `not_waiting`, `second_person`, `already_stopped`, and the codes of `overrides.bring_into_force`;
    then nothing is written.
    """
    round_, _programme, now = _locked(RoundAct.objects.values_list("round_id", flat=True).get(pk=act_id))
    act = _waiting(act_id)
    check_second(act.asked_by_id, by.pk)
    kind = ActKind(act.kind)
    if kind is ActKind.OVERRIDE:
        overrides.bring_into_force(act, by=by, now=now)
        _tell(act, by)
        return act
    _check_may_stop(round_, kind, now)
    act.confirmed_by, act.at = by, now
    act.save(update_fields=["confirmed_by", "at"])
    name = "cancelled_at" if kind is ActKind.CANCEL else "paused_at"
    _write(round_, {name: now}, now)
    if kind is ActKind.CANCEL:  # there is nothing left to pause
        round_.acts.waiting().update(dropped_at=now, dropped_by=by)
    _tell(act, by)
    return act


@transaction.atomic
def drop(*, act_id: int, by: User) -> RoundAct:
    """Drop a request that waits, one's own or another's. Raises RuleViolation `not_waiting`."""
    _round, _programme, now = _locked(RoundAct.objects.values_list("round_id", flat=True).get(pk=act_id))
    act = _waiting(act_id)
    act.dropped_by, act.dropped_at = by, now
    act.save(update_fields=["dropped_by", "dropped_at"])
    _log(act, "budgeting.drop", by)
    return act


@transaction.atomic
def resume(*, round_id: int, by: User, reason: str) -> RoundAct:
    """Let a paused round go on. Every instant after the pause began moves by the pause's length in whole local days.

    Raises RuleViolation: `required`, `too_long` (reason), `not_paused`, `same_phase` (name: the round in the way),
    `budget_above_envelope` (the result now falls in a year without money for it); then nothing is written.
    """
    reason = check_text(reason, limit=MAX_REASON)
    round_, programme, now = _locked(round_id)
    if not round_.is_paused_at(now) or round_.paused_at is None:
        raise RuleViolation("not_paused")
    changes = moved_instants(round_, now)
    act = _change(round_, programme, changes, now, kind=ActKind.RESUME, by=by, reason=reason)
    _tell(act, by)
    return act


def moved_instants(round_: Round, now: dt.datetime) -> dict[str, dt.datetime]:
    """When what lies ahead of a paused round will be, if it goes on at `now`. Raises RuleViolation `not_paused`."""
    if round_.paused_at is None:
        raise RuleViolation("not_paused")
    instants = {name: getattr(round_, name) for name in INSTANTS}
    zone = timezone.get_default_timezone()
    return after_pause(instants, paused_at=round_.paused_at, now=now, zone=zone)


@transaction.atomic
def change_with_reason(*, round_id: int, by: User, reason: str, **changes: Any) -> RoundAct:
    """Change what residents already rely on, with a reason that everyone can read. `changes` are fields of Round.

    Raises RuleViolation: `required`, `too_long` (reason), `round_cancelled`, `nothing_changed`, `frozen` (field),
    `instant_passed`, `cap_below_proposals` (cost_ore), `same_phase` (name), and the codes of `check_terms` and
    `check_envelope`; then nothing is written.
    """
    unknown = set(changes) - {*INSTANTS, *PROMISES}
    if unknown:
        raise TypeError(f"nothing that residents rely on: {sorted(unknown)}")
    reason = check_text(reason, limit=MAX_REASON)
    round_, programme, now = _locked(round_id)
    different = checked_changes(round_, changes, now)
    act = _change(round_, programme, different, now, kind=ActKind.CHANGE, by=by, reason=reason)
    _tell(act, by)
    return act


def may_change(round_: Round, now: dt.datetime) -> frozenset[str]:
    """The terms that an act may change at `now`; none of a round that is cancelled or finished."""
    if round_.phase_at(now) in (Phase.CANCELLED, Phase.RESULT):
        return frozenset()
    instants = {name: getattr(round_, name) for name in INSTANTS}
    return changeable(instants, round_.clock_at(now), paused=round_.is_paused_at(now))


def checked_changes(round_: Round, changes: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """What of `changes` is different. Raises RuleViolation when an act may not change it (codes as above)."""
    if round_.is_cancelled_at(now):
        raise RuleViolation("round_cancelled")
    different = {name: value for name, value in changes.items() if getattr(round_, name) != value}
    if not different:
        raise RuleViolation("nothing_changed")
    allowed = may_change(round_, now)
    for name, value in different.items():
        if name not in allowed:
            raise RuleViolation("frozen", field=str(Round._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        if name in INSTANTS and value <= now:
            raise RuleViolation("instant_passed")
    _check_cap(round_, different.get("cap_ore"))
    return different


def previewed_changes(round_: Round, changes: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """What `change_with_reason` would change, for people to look at first. Raises what it raises about the terms; writes
    nothing, and lets the round be as it is."""
    different = checked_changes(round_, changes, now)
    _set(copy(round_), round_.programme, different)
    return different


def _check_cap(round_: Round, cap_ore: int | None) -> None:
    """A proposal that was received under the cap is not thrown out by another cap."""
    if cap_ore is None:
        return
    proposals = Proposal.objects.filter(round=round_, status__in=IN_THE_RUNNING)
    dearest = proposals.aggregate(dearest=Max("cost_ore"))["dearest"] or 0
    if cap_ore < dearest:
        raise RuleViolation("cap_below_proposals", cost_ore=dearest)


def _change(
    round_: Round,
    programme: BudgetingPage,
    changes: dict[str, Any],
    now: dt.datetime,
    *,
    kind: ActKind,
    by: User,
    reason: str,
) -> RoundAct:
    """Store the act, then what it changes: the database lets frozen terms change in the act's transaction only."""
    before = {name: getattr(round_, name) for name in changes}
    _set(round_, programme, changes)
    stored = {name: [_plain(before[name]), _plain(value)] for name, value in changes.items()}
    act: RoundAct = RoundAct.objects.create(
        round=round_, kind=kind, reason=reason, changes=stored, asked_by=by, asked_at=now, at=now
    )
    _write(round_, changes | ({"paused_at": None} if kind is ActKind.RESUME else {}), now)
    follow_dates(round_, before)
    return act


def _set(round_: Round, programme: BudgetingPage, changes: dict[str, Any]) -> None:
    """Give the round the changes, unwritten. Raises RuleViolation when they contradict each other or other rounds."""
    year = timezone.localtime(round_.result_at).year
    for name, value in changes.items():
        setattr(round_, name, value)
    terms.check_terms(round_)
    if "budget_ore" in changes or timezone.localtime(round_.result_at).year != year:
        terms.check_envelope(round_, programme)
    if changes.keys() & set(INSTANTS):
        terms.check_overlap(round_, programme)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _write(round_: Round, changes: dict[str, Any], now: dt.datetime) -> None:
    for name, value in changes.items():
        setattr(round_, name, value)
    with locks.decided_at(now):
        round_.save(update_fields=sorted(changes))


def _locked(round_id: int) -> tuple[Round, BudgetingPage, dt.datetime]:
    """The round, alone with its money, submissions and ballots, and the instant that counts."""
    programme = rounds.alone_with_the_money(
        Round.objects.values_list("programme", flat=True).get(pk=round_id)
    )
    locks.queue_submission(round_id)
    locks.close_ballots(round_id)
    round_: Round = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    return round_, programme, database_now()


def _waiting(act_id: int) -> RoundAct:
    act: RoundAct = RoundAct.objects.select_for_update(of=("self",)).get(pk=act_id)
    if not act.waits:
        raise RuleViolation("not_waiting")
    return act


def may_stop(round_: Round, kind: ActKind, now: dt.datetime) -> bool:
    """Whether there is anything to pause or to cancel: not in a pause again, nothing that is cancelled or finished."""
    paused_twice = kind is ActKind.PAUSE and round_.is_paused_at(now)
    return not paused_twice and round_.phase_at(now) not in (Phase.CANCELLED, Phase.RESULT)


def _check_may_stop(round_: Round, kind: ActKind, now: dt.datetime) -> None:
    if not may_stop(round_, kind, now):
        raise RuleViolation("already_stopped")


def _tell(act: RoundAct, by: User) -> None:
    """Into the site's history, and to everyone who takes part: the task exists exactly when the act does."""
    _log(act, f"budgeting.{act.kind}", by)
    tell_participants_task.enqueue(act.pk)


def _log(act: RoundAct, action: str, by: User) -> None:
    log(act.round, action, user=by, data={"act": str(act.get_kind_display()), "reason": act.reason})
