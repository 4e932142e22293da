"""Challenging a ballot: two people decide that it is not counted, for a reason that is published. It stays stored.

Whose ballot it is, is told by its receipt: nobody who challenges sees what it says. Every step waits for the ballots in
flight and is kept in the site's history. Lifting a challenge takes two people as well.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from budgeting.mails import challenges as challenge_mails
from budgeting.models import Challenge, Receipt, Round, VoterIdentity, VotingCode
from budgeting.models.trust import MAX_WHY
from budgeting.permissions import people_who_change
from budgeting.rules.ballots import voter_key
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import check_text
from budgeting.rules.receipts import read_receipt
from budgeting.rules.two_people import check_second
from budgeting.services import locks
from budgeting.tasks import tell_challengers_task
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number
from radslag.limits import limit_for, use
from radslag.models import User

LOOK_UPS, LOOK_UPS_WITHIN = 30, dt.timedelta(hours=1)
"""How often one person may ask whose ballot it is: enough for those who call, too few to go through a register."""


def find_ballot(*, round_id: int, typed: str, by: User) -> int:
    """The handle (id of the receipt) of the ballot that somebody means: by receipt, by address in a round with e-mail, or by
    the number of a voting code. It is noted that `by` asked, not what for: also when nothing is found, since that is an
    answer as well. So what is noted and counted is committed before the refusal.

    Raises RuleViolation `challenge_not_now`, `challenge_unknown`, `too_many_look_ups`.
    """
    with transaction.atomic():
        found = _looked_up(round_id, typed, by)
    if found is None:
        raise RuleViolation("challenge_unknown")
    return found


def _looked_up(round_id: int, typed: str, by: User) -> int | None:
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    if not may_challenge(round_, database_now()):
        raise RuleViolation("challenge_not_now")
    limit = limit_for("find-ballot", str(by.pk), times=LOOK_UPS, window=LOOK_UPS_WITHIN)
    if not use(limit):
        raise RuleViolation("too_many_look_ups")
    log(round_, "budgeting.find_ballot", user=by)
    receipts = Receipt.objects.filter(round=round_)
    if code := read_receipt(typed):
        receipts = receipts.filter(code=code)
    else:
        receipts = receipts.filter(voter_key=_key_of(round_, typed.strip()))
    found: int | None = receipts.values_list("pk", flat=True).first()
    return found


def _key_of(round_: Round, typed: str) -> str:
    """The voter key of an address or of a code's number; empty, which no voter has, when it is neither."""
    if round_.identity == VoterIdentity.EMAIL and "@" in typed and getattr(round_, "secret", None):
        return voter_key(bytes(round_.secret.voter_secret), typed)
    if round_.identity == VoterIdentity.CODES and is_row_number(typed):
        codes = VotingCode.objects.filter(round=round_, number=int(typed))
        return codes.values_list("voter_key", flat=True).first() or ""
    return ""


@transaction.atomic
def ask_to_challenge(*, round_id: int, receipt_id: int, by: User, reason: str) -> Challenge:
    """Ask a second person that the ballot is not counted.

    Raises RuleViolation: `required`, `too_long` (reason), `challenge_not_now`, `challenge_unknown`, `already_challenged`.
    """
    reason = check_text(reason, limit=MAX_WHY)
    round_, now = _locked(round_id)
    receipt = Receipt.objects.filter(round=round_, pk=receipt_id).first()
    if receipt is None:
        raise RuleViolation("challenge_unknown")
    if receipt.challenges.filter(dropped_at=None).exists():
        raise RuleViolation("already_challenged")
    challenge: Challenge = Challenge.objects.create(
        round=round_,
        receipt=receipt,
        voter_key=receipt.voter_key,
        reason=reason,
        asked_by=by,
        asked_at=now,
    )
    _log(challenge, "budgeting.ask_challenge", by)
    tell_challengers_task.enqueue(challenge.pk)
    return challenge


@transaction.atomic
def confirm_challenge(*, challenge_id: int, by: User) -> Challenge:
    """Let the ballot not be counted, as somebody else asked for.

    Raises RuleViolation: `challenge_not_waiting`, `second_person`, `challenge_withdrawn` (its voter has taken the ballot
    back since), `challenge_not_now`; then nothing is written.
    """
    challenge, now = _held(challenge_id)
    if not challenge.waits:
        raise RuleViolation("challenge_not_waiting")
    if not challenge.has_ballot:
        raise RuleViolation("challenge_withdrawn")
    check_second(challenge.asked_by_id, by.pk)
    challenge.confirmed_by, challenge.at = by, now
    challenge.save(update_fields=["confirmed_by", "at"])
    _log(challenge, "budgeting.challenge", by)
    return challenge


@transaction.atomic
def ask_to_lift(*, challenge_id: int, by: User) -> Challenge:
    """Ask a second person that the ballot is counted after all.

    Raises RuleViolation: `challenge_not_in_force`, `already_asked`, `challenge_not_now`.
    """
    challenge, now = _held(challenge_id)
    if not challenge.holds:
        raise RuleViolation("challenge_not_in_force")
    if challenge.lift_waits:
        raise RuleViolation("already_asked")
    challenge.lift_asked_by, challenge.lift_asked_at, challenge.colleagues_told_at = by, now, None
    challenge.save(update_fields=["lift_asked_by", "lift_asked_at", "colleagues_told_at"])
    _log(challenge, "budgeting.ask_lift", by)
    tell_challengers_task.enqueue(challenge.pk)
    return challenge


@transaction.atomic
def confirm_lift(*, challenge_id: int, by: User) -> Challenge:
    """Let the ballot be counted again, as somebody else asked for.

    Raises RuleViolation: `challenge_not_waiting`, `second_person`, `challenge_not_now`; then nothing is written.
    """
    challenge, now = _held(challenge_id)
    if not challenge.lift_waits:
        raise RuleViolation("challenge_not_waiting")
    check_second(challenge.lift_asked_by_id, by.pk)
    challenge.dropped_by, challenge.dropped_at = by, now
    challenge.save(update_fields=["dropped_by", "dropped_at"])
    _log(challenge, "budgeting.lift", by)
    return challenge


@transaction.atomic
def drop_request(*, challenge_id: int, by: User) -> Challenge:
    """Drop what waits for a second person, one's own or another's: the ballot stays as it is.

    Raises RuleViolation: `challenge_not_waiting`, `challenge_not_now`.
    """
    challenge, now = _held(challenge_id)
    if challenge.waits:
        challenge.dropped_by, challenge.dropped_at = by, now
    elif challenge.lift_waits:
        challenge.lift_asked_by = challenge.lift_asked_at = None
    else:
        raise RuleViolation("challenge_not_waiting")
    challenge.save(update_fields=["dropped_by", "dropped_at", "lift_asked_by", "lift_asked_at"])
    _log(challenge, "budgeting.drop_challenge", by)
    return challenge


def may_challenge(round_: Round, now: dt.datetime) -> bool:
    """Whether there are ballots that wait for the count: from the opening of the vote until it, but in no cancelled round."""
    if round_.is_cancelled_at(now) or round_.clock_at(now) < round_.voting_opens:
        return False
    return not round_.counts.exists()


@transaction.atomic
def tell_challengers(*, challenge_id: int) -> int:
    """Mail everyone who may confirm what waits, once, but not who asked; return how many.

    The mark and the mails are one transaction. What waits no longer is told to nobody.
    """
    rows = Challenge.objects.filter(pk=challenge_id, colleagues_told_at=None)
    challenge = rows.select_for_update(of=("self",)).select_related("round__programme").first()
    if challenge is None or not (challenge.waits or challenge.lift_waits):
        return 0
    asked_by = challenge.lift_asked_by if challenge.lift_waits else challenge.asked_by
    if asked_by is None:
        return 0
    rows.update(colleagues_told_at=database_now())
    reached = list(people_who_change(challenge.round).exclude(pk=asked_by.pk).values_list("email", flat=True))
    for email in reached:
        challenge_mails.to_confirm(challenge, asked_by=asked_by, to=email).send()
    return len(reached)


def _locked(round_id: int) -> tuple[Round, dt.datetime]:
    """The round, alone with its ballots, and the instant that counts. Raises RuleViolation `challenge_not_now`."""
    locks.close_ballots(round_id)
    now = database_now()
    round_: Round = Round.objects.get(pk=round_id)
    if not may_challenge(round_, now):
        raise RuleViolation("challenge_not_now")
    return round_, now


def _held(challenge_id: int) -> tuple[Challenge, dt.datetime]:
    _round, now = _locked(Challenge.objects.values_list("round_id", flat=True).get(pk=challenge_id))
    challenge: Challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge_id)
    return challenge, now


def _log(challenge: Challenge, action: str, by: User) -> None:
    """Into the site's history: that it was done and why, not to which ballot."""
    log(challenge.round, action, user=by, data={"reason": challenge.reason})
