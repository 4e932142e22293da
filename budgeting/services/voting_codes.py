"""Voting codes: made in batches, shown once, revoked, replaced, and known again when somebody types one.

What is stored is the key of a code under the round's secret. The codes themselves live in the answer to the one request
that made them, and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from wagtail.log_actions import log

from budgeting.models import Ballot, CodeBatch, PaperVote, Round, VoterIdentity, VotingCode
from budgeting.models.voting_codes import LARGEST_BATCH, SMALLEST_BATCH
from budgeting.rules.ballots import key_of_code
from budgeting.rules.eligibility import CODE_LENGTH, CODE_LETTERS, read_code
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.rules.proposals import check_line
from budgeting.services import locks
from budgeting.services.voters import Voter
from radslag.clock import database_now
from radslag.limits import limit_for, use
from radslag.models import User

MAX_NAME, MAX_WHY = 120, 200
AT_A_TIME = 2_000
OVER = (Phase.COUNTING, Phase.RESULT, Phase.CANCELLED)
SHOWN_NUMBERS = 20
MEETINGS, MEETINGS_WITHIN = 10, dt.timedelta(hours=1)
"""How often one person may meet used codes when revoking: each time tells that somebody has voted."""


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code as it is shown this once, and the number that stands beside it."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new batch and its codes, smallest number first."""

    batch: CodeBatch
    codes: tuple[FreshCode, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many codes were revoked, and how many stay because somebody has voted with them."""

    revoked: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class CodeNumbers:
    """How many codes were made, used for a ballot that is stored, and revoked."""

    made: int = 0
    used: int = 0
    revoked: int = 0


@transaction.atomic
def make_batch(*, round_id: int, name: str, size: int, by: User | None, known: Sequence[str] = ()) -> Made:
    """Make codes that residents can vote with: 10 to 20 000, from the round's creation until its voting closes.

    In a smaller batch the number of used codes would tell whether a person has voted. Only a program (`by` None) may
    make so few. `known` is for the demo alone: the codes are these, as `read_code` gives them, instead of drawn ones.
    Raises RuleViolation: `no_codes_here`, `codes_too_late`, `required`, `too_long` (name), `batch_size`,
    `batch_name_taken`: who sends the same form twice, as by a reload, makes nothing the second time.
    """
    round_ = _in_turn(round_id)
    name = check_line(name, limit=MAX_NAME)
    least = 1 if by is None or known else SMALLEST_BATCH
    if not least <= size <= LARGEST_BATCH:
        raise RuleViolation("batch_size", least=least, most=LARGEST_BATCH)
    if CodeBatch.objects.filter(round=round_, name=name).exists():
        raise RuleViolation("batch_name_taken")
    batch = CodeBatch.objects.create(round=round_, name=name, size=size, made_at=database_now(), made_by=by)
    codes = _new_codes(round_, batch, size, known=known)
    log(round_, "budgeting.make_codes", user=by, data={"batch": name, "codes": size})
    return Made(batch, codes)


def _new_codes(
    round_: Round,
    batch: CodeBatch,
    size: int,
    replaces: VotingCode | None = None,
    known: Sequence[str] = (),
) -> tuple[FreshCode, ...]:
    """Store `size` codes with the next numbers of the round. A code is never made twice: 60 random bits, and a constraint."""
    first = (VotingCode.objects.filter(round=round_).aggregate(last=Max("number"))["last"] or 0) + 1
    secret = bytes(round_.secret.voter_secret)
    drawn = dict.fromkeys(known)
    while len(drawn) < size:
        drawn["".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))] = None
    codes = tuple(FreshCode(number, code) for number, code in enumerate(drawn, start=first))
    VotingCode.objects.bulk_create(
        (
            VotingCode(
                round=round_,
                batch=batch,
                number=fresh.number,
                voter_key=key_of_code(secret, fresh.code),
                replaces=replaces,
            )
            for fresh in codes
        ),
        batch_size=AT_A_TIME,
    )
    return codes


@transaction.atomic
def revoke_codes(*, round_id: int, numbers: Sequence[int], reason: str, by: User | None) -> Revoked:
    """Let codes be worth nothing from now on, but for those that somebody has voted with. Waits for ballots in flight.

    A ballot stands, it can only be challenged. Which codes are used is told to nobody, only how many; it is not asked
    without revoking the others, not often, and not without a note in the log.
    Raises RuleViolation: `no_codes_here`, `codes_too_late`, `required`, `too_long` (reason), `no_such_codes` (numbers),
    `too_many_used`; then nothing is revoked.
    """
    round_, reason = _alone(round_id, reason)
    codes = _with_use(round_).filter(number__in=numbers, revoked_at=None)
    known = {code.number: code for code in codes}
    if missing := [number for number in numbers if number not in known]:
        raise RuleViolation("no_such_codes", numbers=_listed(missing))
    free = {number: code.pk for number, code in known.items() if not code.is_used}
    done = _revoke(free.values(), reason, by, used=len(known) - len(free))
    data = {"numbers": _listed(sorted(free)), "asked": len(known), "reason": reason}
    log(round_, "budgeting.revoke_codes", user=by, data=data)
    return done


@transaction.atomic
def revoke_batch(*, batch_id: int, reason: str, by: User | None) -> Revoked:
    """Revoke every code of a batch that nobody has voted with. Waits for ballots in flight. Raises as `revoke_codes`."""
    batch = CodeBatch.objects.get(pk=batch_id)
    round_, reason = _alone(batch.round_id, reason)
    codes = list(_with_use(round_).filter(batch=batch, revoked_at=None).values_list("pk", "is_used"))
    free = [pk for pk, is_used in codes if not is_used]
    done = _revoke(free, reason, by, used=len(codes) - len(free))
    data = {"batch": batch.name, "codes": done.revoked, "reason": reason}
    log(round_, "budgeting.revoke_codes", user=by, data=data)
    return done


@transaction.atomic
def replace_code(*, round_id: int, number: int, reason: str, by: User | None) -> FreshCode | None:
    """Revoke one code and make another in its batch, shown once; None when somebody has voted with it.

    Raises as `revoke_codes`.
    """
    locks.close_ballots(round_id)  # before the round's row, as everyone who takes both
    round_ = _in_turn(round_id)
    if revoke_codes(round_id=round_id, numbers=[number], reason=reason, by=by).used:
        return None
    old = VotingCode.objects.select_related("batch").get(round=round_, number=number)
    (fresh,) = _new_codes(round_, old.batch, 1, replaces=old)
    log(round_, "budgeting.replace_code", user=by, data={"numbers": f"{number} → {fresh.number}"})
    return fresh


def _in_turn(round_id: int) -> Round:
    """The round with its secret, its row locked so that numbers are given one after the other; ballots do not wait."""
    rounds = Round.objects.select_related("secret").select_for_update(of=("self",), no_key=True)
    return _checked(rounds.get(pk=round_id))


def _alone(round_id: int, reason: str) -> tuple[Round, str]:
    """The round, when no ballot is in flight: whose code works is not changed under one."""
    reason = check_line(reason, limit=MAX_WHY)
    locks.close_ballots(round_id)
    return _checked(Round.objects.select_related("secret").get(pk=round_id)), reason


def _checked(round_: Round) -> Round:
    if round_.identity != VoterIdentity.CODES:
        raise RuleViolation("no_codes_here")
    if round_.phase_at(database_now()) in OVER:
        raise RuleViolation("codes_too_late")
    return round_


def _revoke(ids: Iterable[int], reason: str, by: User | None, *, used: int) -> Revoked:
    """Revoke codes that nobody has voted with. `used` codes were met beside them.

    The room for that is looked at whatever was met, so that the refusal (`too_many_used`) tells nothing.
    """
    if by is not None:
        met = transaction.savepoint()
        limit = limit_for("used-codes", str(by.pk), times=MEETINGS, window=MEETINGS_WITHIN)
        if not use(limit):
            raise RuleViolation("too_many_used")
        if not used:
            transaction.savepoint_rollback(met)
    codes = VotingCode.objects.filter(pk__in=list(ids))
    return Revoked(codes.update(revoked_at=database_now(), revoked_by=by, revoked_why=reason), used)


def _with_use(round_: Round) -> QuerySet[Any]:
    """The round's codes, each with whether somebody has voted with it, on the web or on paper."""
    ballots = Ballot.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
    papers = PaperVote.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
    return VotingCode.objects.filter(round=round_).annotate(is_used=Exists(ballots) | Exists(papers))


def _listed(numbers: Sequence[int]) -> str:
    """The first of them, for a sentence."""
    shown = ", ".join(str(number) for number in numbers[:SHOWN_NUMBERS])
    return f"{shown} …" if len(numbers) > SHOWN_NUMBERS else shown


def batches_of(round_: Round) -> QuerySet[CodeBatch]:
    """The batches of a round, newest first, each with `made`, `used`, `revoked`, `first` and `last` (numbers)."""
    ballots = Ballot.objects.filter(round=OuterRef("codes__round"), voter_key=OuterRef("codes__voter_key"))
    return round_.code_batches.select_related("made_by").annotate(
        made=Count("codes"),
        used=Count("codes", filter=Exists(ballots)),
        revoked=Count("codes", filter=Q(codes__revoked_at__isnull=False)),
        first=Min("codes__number"),
        last=Max("codes__number"),
    )


def code_numbers(round_: Round) -> CodeNumbers:
    """How many codes the round has had, and how many of them are used or revoked."""
    batches = list(batches_of(round_))
    return CodeNumbers(
        made=sum(batch.made for batch in batches),  # type: ignore[attr-defined]
        used=sum(batch.used for batch in batches),  # type: ignore[attr-defined]
        revoked=sum(batch.revoked for batch in batches),  # type: ignore[attr-defined]
    )


def find_code(round_: Round, text: str, *, on_paper_too: bool = False) -> Voter:
    """The voter that a typed code stands for; `round_` has its secret loaded.

    Raises RuleViolation: `wrong_code` for what is no code, unknown, or of another round, in one and the same way;
    `code_revoked`; `code_used_on_paper`, but for who keys that very paper (`on_paper_too`).
    """
    code = read_code(text)
    if getattr(round_, "secret", None) is None:  # sealed
        raise RuleViolation("wrong_code")
    key = key_of_code(bytes(round_.secret.voter_secret), code)
    papers = PaperVote.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
    codes = VotingCode.objects.annotate(on_paper=Exists(papers))
    found = codes.filter(round=round_, voter_key=key).values_list("revoked_at", "on_paper").first()
    if found is None:
        raise RuleViolation("wrong_code")
    revoked_at, on_paper = found
    if revoked_at is not None:
        raise RuleViolation("code_revoked")
    if on_paper and not on_paper_too:
        raise RuleViolation("code_used_on_paper")
    return Voter(key=key, identity=VoterIdentity.CODES)


def numbers_of(round_: Round, codes: Sequence[str]) -> tuple[FreshCode, ...]:
    """The codes among `codes` that the round has and that are not revoked, each with its number, smallest first.

    For the sheets of codes that a browser carries back: what the round does not know is left out.
    """
    if getattr(round_, "secret", None) is None:  # sealed
        return ()
    secret = bytes(round_.secret.voter_secret)
    by_key: dict[str, str] = {}
    for text in codes:
        try:
            code = read_code(text)
        except RuleViolation:
            continue
        by_key[key_of_code(secret, code)] = code
    rows = VotingCode.objects.filter(round=round_, voter_key__in=list(by_key), revoked_at=None)
    found = rows.order_by("number").values_list("number", "voter_key")
    return tuple(FreshCode(number, by_key[str(key)]) for number, key in found)
