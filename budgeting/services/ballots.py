"""Casting, reading and withdrawing a ballot. The clock of the database decides, once the lock is held."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery

from budgeting.mails import receipts as receipt_mails
from budgeting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    Challenge,
    Channel,
    Proposal,
    Receipt,
    Round,
    RoundSecret,
)
from budgeting.rules.ballots import check_choices, check_points, check_purse
from budgeting.rules.domains import throw_away_domain
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.rules.receipts import RECEIPT_LENGTH, RECEIPT_LETTERS, grouped_receipt
from budgeting.services import locks
from budgeting.services.limits import check_not_stopped
from budgeting.services.voters import Declaration, Voter, check_may_vote, check_standing, with_standing
from radslag.clock import database_now, set_instant
from radslag.limits import hit, limit_for

SAVES, SAVES_WITHIN = 300, dt.timedelta(hours=1)
"""How often one voter may save: far more than anybody who makes up their mind, far less than a machine."""

TERMS = """
    SELECT r.*, s.voter_secret, clock_timestamp() AS now,
        ARRAY(SELECT id FROM budgeting_proposal
            WHERE round_id = r.id AND status = 'accepted' AND id = ANY(%(choices)s::bigint[])) AS candidates,
        EXISTS (SELECT 1 FROM budgeting_votingcode
            WHERE round_id = r.id AND voter_key = %(key)s AND revoked_at IS NULL) AS usable,
        EXISTS (SELECT 1 FROM budgeting_papervote WHERE round_id = r.id AND voter_key = %(key)s) AS on_paper
    FROM budgeting_round r LEFT JOIN budgeting_roundsecret s ON s.round_id = r.id WHERE r.id = %(round)s
"""
SAVE = """
    INSERT INTO budgeting_ballot (round_id, voter_key, kind, "limit", saved_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (round_id, voter_key) DO UPDATE SET saved_at = excluded.saved_at
    RETURNING id, xmax = 0
"""
CHOOSE = """
    INSERT INTO budgeting_ballotchoice (ballot_id, round_id, kind, "limit", slot, points, proposal_id)
    SELECT %s, %s, %s, %s, slot, points, proposal
    FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY AS chosen (proposal, points, slot)
"""
THANK = """
    WITH thanked AS (
        INSERT INTO budgeting_receipt (round_id, voter_key, code, channel, made_at, network, domain)
        VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id, round_id, voter_key
    )
    UPDATE budgeting_challenge AS asked SET receipt_id = thanked.id FROM thanked
    WHERE asked.round_id = thanked.round_id AND asked.voter_key = thanked.voter_key AND asked.dropped_at IS NULL
"""
KEPT = """
    SELECT code, EXISTS (SELECT 1 FROM budgeting_challenge
        WHERE receipt_id = budgeting_receipt.id AND at IS NOT NULL AND dropped_at IS NULL)
    FROM budgeting_receipt WHERE round_id = %s AND voter_key = %s
"""


@dataclass(frozen=True, slots=True)
class StoredBallot:
    """What is stored for a voter: ids of the chosen proposals, when it was saved, and the receipt.

    `points` by id of proposal, on a ballot of points. `challenged` is the published reason why it is not counted.
    """

    choices: tuple[int, ...] = field(repr=False)
    saved_at: dt.datetime
    receipt: str = field(repr=False)
    points: Mapping[int, int] = field(default_factory=dict, repr=False)
    challenged: str = ""
    on_paper: bool = False


@transaction.atomic
def cast_ballot(
    *,
    round_id: int,
    voter: Voter,
    choices: Sequence[int],
    points: Mapping[int, int] | None = None,
    said: Declaration | None = None,
    network: str = "",
    channel: Channel = Channel.WEB,
) -> StoredBallot:
    """Record `voter`'s whole ballot, replacing an earlier one in the same round. Repeating it changes nothing.

    `choices` are ids of proposals; in a round with points `points` says how many each gets, and only there. `said` is
    asked for with the first ballot. `network` is a hash (radslag.limits), kept until sealing.
    Raises RuleViolation (codes of `check_voting_open`, `check_standing`, `check_filled_in`, `check_may_vote`;
    `too_often`, `ballot_challenged`) and then writes nothing. Holds the round's shared lock: ballots do not wait for
    each other, and the count waits for them all.
    """
    locks.share_ballots(round_id)
    round_, now = _round_for(round_id, voter, choices)
    check_voting_open(round_, now)
    check_standing(round_, voter, by_paper=channel == Channel.PAPER)
    check_filled_in(round_, choices, points or {}, candidates=round_.candidates)  # type: ignore[attr-defined]
    key = voter.key_in(round_)
    if not hit(limit_for("ballot", key, times=SAVES, window=SAVES_WITHIN).key, SAVES, SAVES_WITHIN):
        raise RuleViolation("too_often")
    ballot_id, is_first = _save(round_, key, now)
    if is_first:
        check_may_vote(round_, voter, said or Declaration())
        receipt = _new_receipt(round_, voter, key, now, network=network, channel=channel)
    else:
        receipt = _receipt(round_, key)
        BallotChoice.objects.filter(ballot=ballot_id)._raw_delete("default")
    _choose(round_, ballot_id, choices, points or {})
    return StoredBallot(tuple(choices), now, receipt, points or {})


def _round_for(round_id: int, voter: Voter, choices: Sequence[int]) -> tuple[Round, dt.datetime]:
    """The round with its secret, which of `choices` may be chosen in it, and how the voter's code stands; and the instant
    that counts: read with the terms, in one query, when the round's lock is held already.

    Raises Round.DoesNotExist. In plain SQL, as what is written: to put these together anew for each of the ballots that
    come in the last minutes cost Django more time than the database needs for all of them.
    """
    values = {"round": round_id, "choices": list(choices), "key": voter.key}
    for round_ in Round.objects.raw(TERMS, values):
        secret, now = round_.voter_secret, round_.now  # type: ignore[attr-defined]
        if secret is not None:
            round_.secret = RoundSecret(round=round_, voter_secret=secret)
        return round_, set_instant() or now
    raise Round.DoesNotExist


def check_voting_open(round_: Round, now: dt.datetime) -> None:
    """Raises RuleViolation `round_paused`, `round_cancelled`, `not_voting_yet` or `voting_closed`."""
    check_not_stopped(round_, now)
    phase = round_.phase_at(now)
    if phase in (Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW):
        raise RuleViolation("not_voting_yet")
    if phase is not Phase.VOTING:
        raise RuleViolation("voting_closed")


def check_filled_in(
    round_: Round, choices: Sequence[int], points: Mapping[int, int], *, candidates: Sequence[int]
) -> None:
    """Whether the ballot may be stored as it is filled in. `candidates`: those of `choices` that may be chosen.

    Raises RuleViolation: the codes of `check_choices`, `check_purse`, `check_points`; `points_not_whole` also when the
    points are for other proposals than those chosen.
    """
    check_choices(choices, candidates=candidates, least=round_.ballot_min, limit=round_.ballot_limit)
    if round_.ballot_kind == BallotKind.POINTS:
        if points.keys() != set(choices):
            raise RuleViolation("points_not_whole")
        check_points(points, total=round_.points_total or 0, most=round_.points_most or 0)
    elif points:
        raise RuleViolation("points_not_whole")
    if round_.ballot_kind == BallotKind.KNAPSACK:
        costs = Proposal.objects.filter(pk__in=list(choices)).values_list("cost_ore", flat=True)
        check_purse(costs, budget_ore=round_.budget_ore)


def _save(round_: Round, key: str, now: dt.datetime) -> tuple[int, bool]:
    """The id of the voter's one ballot, and whether it is new; its row is locked until the transaction ends."""
    values: list[Any] = [round_.pk, key, round_.ballot_kind, round_.ballot_limit, now]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)
        ballot_id, is_first = cursor.fetchone()
    return ballot_id, is_first


def _choose(round_: Round, ballot_id: int, choices: Sequence[int], points: Mapping[int, int]) -> None:
    """Write what is chosen, in the order of the ballot."""
    given = [points.get(proposal_id) for proposal_id in choices]
    values: list[Any] = [ballot_id, round_.pk, round_.ballot_kind, round_.ballot_limit, list(choices), given]
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE, values)


def _new_receipt(
    round_: Round, voter: Voter, key: str, now: dt.datetime, *, network: str, channel: Channel
) -> str:
    """A fresh code, shown on screen and mailed where there is an address. What waits to be decided about an earlier ballot
    of the voter, withdrawn since, is about this one."""
    code = grouped_receipt("".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH)))
    domain = throw_away_domain(voter.email)
    with connection.cursor() as cursor:
        cursor.execute(THANK, [round_.pk, key, code, str(channel), now, network, domain])
    if voter.email:
        receipt_mails.receipt(round_, code, to=voter.email).send()
    return code


def _receipt(round_: Round, key: str) -> str:
    """The voter's receipt. Raises RuleViolation `ballot_challenged`: what is challenged stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [round_.pk, key])
        code, challenged = cursor.fetchone()
    if challenged:
        raise RuleViolation("ballot_challenged")
    return str(code)


def stored_ballot(*, round_: Round, voter: Voter) -> StoredBallot | None:
    """What is stored for the voter, only ever shown to that voter; None when there is nothing, or it can't be known.

    Once the round is sealed nobody can find a voter's ballot any more.
    """
    if not voter.key and getattr(round_, "secret", None) is None:
        return None
    key = voter.key_in(round_)
    receipts = Receipt.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
    reasons = Challenge.objects.filter(
        Q(receipt__voter_key=OuterRef("voter_key"), receipt__round=OuterRef("round")),
        at__isnull=False,
        dropped_at=None,
    )
    ballots = Ballot.objects.annotate(
        receipt=Subquery(receipts.values("code")),
        channel=Subquery(receipts.values("channel")),
        why=Subquery(reasons.values("reason")[:1]),
    )
    ballot = ballots.filter(round=round_, voter_key=key).first()
    if ballot is None:
        return None
    rows = list(ballot.choices.order_by("slot").values_list("proposal_id", "points"))
    if not rows:  # removed in another window since
        return None
    return StoredBallot(
        tuple(proposal for proposal, _points in rows),
        ballot.saved_at,
        ballot.receipt,
        {proposal: points for proposal, points in rows if points},
        ballot.why or "",
        ballot.channel == Channel.PAPER,
    )


@transaction.atomic
def withdraw_ballot(*, round_id: int, voter: Voter) -> None:
    """Remove the voter's ballot and its receipt while voting is open, and mail that where there is an address.

    A request to challenge it waits for the next one.
    Raises RuleViolation `no_ballot`, `ballot_challenged` and the codes of `check_voting_open` and `check_standing`.
    """
    locks.share_ballots(round_id)
    now = database_now()
    rounds = Round.objects.select_related("secret")
    round_ = with_standing(rounds, voter).get(pk=round_id)
    check_voting_open(round_, now)
    check_standing(round_, voter)
    key = voter.key_in(round_)
    ballot = Ballot.objects.select_for_update().filter(round=round_, voter_key=key).first()
    if ballot is None:
        raise RuleViolation("no_ballot")
    code = _receipt(round_, key)
    ballot.choices.all().delete()
    ballot.delete()
    Receipt.objects.filter(round=round_, voter_key=key).delete()
    if voter.email:
        receipt_mails.removed(round_, code, to=voter.email).send()
