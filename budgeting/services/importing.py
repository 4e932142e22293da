"""Importing an election elsewhere as a finished round: for comparison, and so that simulations work on real votes.

All in one transaction: round, proposals, ballots, count, sealing, page. The guards of the database judge each write by an
instant inside the right phase of the round. Its ballots stand for nobody, so no secret is kept and nobody has a receipt.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from wagtail.log_actions import log

from budgeting.counting import ties
from budgeting.counting.elections import Ballot as Choices
from budgeting.elections.foreign import ForeignElection
from budgeting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    Proposal,
    ProposalStatus,
    Round,
    RoundPage,
    RoundSecret,
    Sealing,
)
from budgeting.rules.errors import RuleViolation
from budgeting.rules.proposals import MAX_NAME
from budgeting.services import locks, rounds
from budgeting.services.counting import count_round
from budgeting.services.terms import check_terms
from radslag.clock import database_now
from radslag.incoming.plain import plain_line

NO_SEED = ""
"""Whose lot an election elsewhere drew is not known: what is equal in all else goes by number, as on the command line."""
BATCH = 2_000
BITS_OF_AN_ID = 63
chance = secrets.SystemRandom()


@transaction.atomic
def import_round(*, programme_id: int, election: ForeignElection, publish: bool = False) -> RoundPage:
    """Make a finished, counted, sealed round of the election under a programme. Returns its page, unpublished unless told.

    Raises RuleViolation `already_imported` (name) when the programme has the same file, in whatever language, and the codes
    of `check_terms`; then nothing is written. Two at once wait for each other.
    """
    programme = rounds.alone_with_the_money(programme_id)
    same = Round.objects.filter(
        programme__translation_key=programme.translation_key,
        imported_from__endswith=election.origin.sha256,
    ).exclude(imported_from="")
    earlier = same.first()
    if earlier is not None:
        raise RuleViolation("already_imported", name=earlier.name)
    round_ = store_election(programme.pk, election)
    return rounds.add_page(round_, programme, rounds.Words(), publish=publish)


def store_election(programme_id: int, election: ForeignElection) -> Round:
    """The round without a page: written, counted, sealed. Inside a transaction that is alone with the programme's money.

    Raises RuleViolation with the codes of `check_terms`.
    """
    round_ = _round(programme_id, election)
    check_terms(round_)
    round_.save()
    RoundSecret.objects.create(round=round_, voter_secret=secrets.token_bytes(32), lot_seed=NO_SEED)
    with locks.decided_at(round_.submission_opens):
        numbers = _write_proposals(round_, election)
    _write_ballots(round_, election, numbers)
    count_round(round_id=round_.pk)
    RoundSecret.objects.filter(round=round_).delete()
    now = database_now()
    n_ballots = sum(election.ballots.values())
    Sealing.objects.create(round=round_, at=now, ballots=n_ballots, swept_at=now)
    log(round_, "budgeting.import")
    return round_


def _round(programme_id: int, election: ForeignElection) -> Round:
    schedule, terms = election.schedule, election.terms
    return Round(
        programme_id=programme_id,
        name=election.title,
        submission_opens=schedule.submission_opens,
        submission_closes=schedule.submission_closes,
        proposals_shown=schedule.proposals_shown,
        voting_opens=schedule.voting_opens,
        voting_closes=schedule.voting_closes,
        result_at=schedule.result,
        budget_ore=election.budget_ore,
        cap_ore=election.budget_ore,
        ballot_kind=terms.ballot_kind,
        ballot_min=terms.ballot_min,
        ballot_max=terms.ballot_max,
        points_total=terms.points_total,
        points_most=terms.points_most,
        rule=election.rule,
        utility=election.utility,
        tie_rule=election.tie_rule,
        threshold=election.threshold,
        imported_from=str(election.origin),
        lot_commitment=ties.commitment(NO_SEED),
    )


def _write_proposals(round_: Round, election: ForeignElection) -> dict[int, int]:
    """The proposals as accepted ones. Returns their primary keys by number."""
    from_where = plain_line(election.origin.place)[:MAX_NAME]
    Proposal.objects.bulk_create(
        (
            Proposal(
                round=round_,
                number=candidate.number,
                title=candidate.title,
                what=candidate.what,
                cost_ore=candidate.cost_ore,
                alternative=candidate.alternative,
                shown_name=from_where,
                status=ProposalStatus.ACCEPTED,
                submitted_at=round_.submission_opens,
                decided_at=round_.submission_closes,
            )
            for candidate in election.candidates
        ),
        batch_size=BATCH,
    )
    return dict(Proposal.objects.filter(round=round_).values_list("number", "pk"))


def _write_ballots(round_: Round, election: ForeignElection, ids: dict[int, int]) -> None:
    """The ballots in random order under random ids, each under a key that stands for nobody."""
    said = [ballot for ballot, times in election.ballots.items() for _again in range(times)]
    chance.shuffle(said)
    common = {"round": round_, "kind": round_.ballot_kind, "limit": round_.ballot_limit}
    in_points = round_.ballot_kind == BallotKind.POINTS
    for start in range(0, len(said), BATCH):
        some = said[start : start + BATCH]
        ballots = [
            Ballot(pk=pk, voter_key=secrets.token_hex(32), saved_at=round_.voting_opens, **common)
            for pk in _ids(len(some))
        ]
        Ballot.objects.bulk_create(ballots)
        choices = [
            BallotChoice(
                ballot=ballot,
                slot=slot,
                proposal_id=ids[int(number)],
                points=points if in_points else None,
                **common,
            )
            for ballot, chosen in zip(ballots, some, strict=True)
            for slot, (number, points) in enumerate(_shuffled(chosen), 1)
        ]
        BallotChoice.objects.bulk_create(choices, batch_size=BATCH)


def _ids(n: int) -> Iterable[int]:
    ids: set[int] = set()
    while len(ids) < n:
        ids.add(secrets.randbits(BITS_OF_AN_ID))
    return ids


def _shuffled(chosen: Choices) -> list[tuple[int | str, int]]:
    return chance.sample(chosen, len(chosen))
