"""Casting, reading and withdrawing a ballot. The clock of the database decides, once the lock is held."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from budgeting.models import Ballot, BallotChoice, Proposal, Receipt, Round
from budgeting.rules.ballots import check_choices, voter_key
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import locks
from budgeting.services.limits import check_not_stopped
from radslag.clock import database_now
from radslag.models import User

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: a receipt is read aloud and written by hand."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes. `email` has been confirmed by a code."""

    email: str

    @classmethod
    def of(cls, user: User) -> Voter:
        """The voter that a logged-in resident is."""
        return cls(email=user.email)


@dataclass(frozen=True, slots=True)
class StoredBallot:
    """What is stored for a voter: ids of the chosen proposals, when it was saved, and the receipt."""

    choices: tuple[int, ...]
    saved_at: datetime
    receipt: str


@transaction.atomic
def cast_ballot(*, round_id: int, voter: Voter, choices: Sequence[int]) -> StoredBallot:
    """Record `voter`'s whole ballot, replacing an earlier one in the same round. Repeating it changes nothing.

    `choices` are ids of proposals. Raises RuleViolation (codes of `check_voting_open`, `chosen_twice`, `too_many`,
    `too_few`, `not_on_the_ballot`) and then writes nothing. Holds the round's shared lock: ballots do not wait for each
    other, and the count waits for them all.
    """
    locks.share_ballots(round_id)
    now = database_now()
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    check_voting_open(round_, now)
    candidates = set(
        Proposal.objects.accepted().filter(round=round_, pk__in=choices).values_list("pk", flat=True)
    )
    check_choices(choices, candidates=candidates, least=round_.ballot_min, limit=round_.ballot_max)
    key = voter_key(bytes(round_.secret.voter_secret), voter.email)
    ballot = _locked_ballot(round_, key, now)
    ballot.choices.all().delete()
    BallotChoice.objects.bulk_create(
        BallotChoice(ballot=ballot, round=round_, limit=ballot.limit, slot=slot, proposal_id=proposal_id)
        for slot, proposal_id in enumerate(choices, start=1)
    )
    return StoredBallot(tuple(choices), now, _receipt(round_, key))


def check_voting_open(round_: Round, now: datetime) -> None:
    """Raises RuleViolation `round_paused`, `round_cancelled`, `not_voting_yet` or `voting_closed`."""
    check_not_stopped(round_, now)
    phase = round_.phase_at(now)
    if phase in (Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW):
        raise RuleViolation("not_voting_yet")
    if phase is not Phase.VOTING:
        raise RuleViolation("voting_closed")


def _locked_ballot(round_: Round, key: str, now: datetime) -> Ballot:
    """The voter's one ballot, made if need be; the upsert locks its row until the transaction ends."""
    ballot = Ballot(round=round_, voter_key=key, limit=round_.ballot_max, saved_at=now)
    Ballot.objects.bulk_create(
        [ballot],
        update_conflicts=True,
        unique_fields=["round", "voter_key"],
        update_fields=["saved_at"],
    )
    return ballot


def _receipt(round_: Round, key: str) -> str:
    fresh = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(9))
    Receipt.objects.bulk_create(
        [Receipt(round=round_, voter_key=key, code=f"{fresh[:3]}-{fresh[3:6]}-{fresh[6:]}")],
        ignore_conflicts=True,
    )
    code: str = Receipt.objects.values_list("code", flat=True).get(round=round_, voter_key=key)
    return code


def stored_ballot(*, round_: Round, voter: Voter) -> StoredBallot | None:
    """What is stored for the voter, only ever shown to that voter; None when there is nothing."""
    key = voter_key(bytes(round_.secret.voter_secret), voter.email)
    receipts = Receipt.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
    ballots = Ballot.objects.annotate(receipt=Subquery(receipts.values("code")))
    ballot = ballots.filter(round=round_, voter_key=key).first()
    if ballot is None:
        return None
    choices = tuple(ballot.choices.order_by("slot").values_list("proposal_id", flat=True))
    if not choices:  # removed in another window since
        return None
    return StoredBallot(choices, ballot.saved_at, ballot.receipt)


@transaction.atomic
def withdraw_ballot(*, round_id: int, voter: Voter) -> None:
    """Remove the voter's ballot and its receipt while voting is open.

    Raises RuleViolation `no_ballot` and the codes of `check_voting_open`.
    """
    locks.share_ballots(round_id)
    now = database_now()
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    check_voting_open(round_, now)
    key = voter_key(bytes(round_.secret.voter_secret), voter.email)
    ballot = Ballot.objects.select_for_update().filter(round=round_, voter_key=key).first()
    if ballot is None:
        raise RuleViolation("no_ballot")
    ballot.choices.all().delete()
    ballot.delete()
    Receipt.objects.filter(round=round_, voter_key=key).delete()
