"""The files of a count that anyone can count again: all ballots in the .pb format, and the inputs to the letter.

Whether they are published is decided by rules/publication.py. The inputs are the same bytes whoever asks and whenever.
So is the .pb file as long as titles and themes are: what looks drawn by lot in it is made from the fingerprint of the result.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping

from django.utils import timezone

from budgeting.counting.amounts import plain
from budgeting.counting.elections import Ballot, Election, ProjectId
from budgeting.counting.pabulib import write
from budgeting.counting.pb_export import Export, Vote, compose
from budgeting.counting.rules import count
from budgeting.elections.of_rounds import Overrides, currency_of, election_of, overrides_of, settings_of
from budgeting.models import BallotKind, Count, Proposal, Round, Sealing
from budgeting.rules.origins import read_origin
from budgeting.rules.publication import LEAST_BALLOTS, Counted, Part, Withheld, withheld
from radslag.clock import TICK
from radslag.for_programs.open_data import LICENCE

COUNTRY, LANGUAGE = "Sweden", "sv"
ID_DIGITS = 16


class NotPublishedError(Exception):
    """The file is not published; `reason` says why."""

    def __init__(self, reason: Withheld) -> None:
        super().__init__(reason.value)
        self.reason = reason


def counted(stored: Count, *, now: dt.datetime) -> Counted:
    """What the rules of publication go by. The count must have its round."""
    round_ = stored.round
    return Counted(
        result_is_public=round_.clock_at(now) >= round_.result_at and not round_.is_cancelled_at(now),
        is_sealed=Sealing.objects.filter(round=round_).exists(),
        ballots=min(stored.ballots, stored.facts.get("voters", stored.ballots)),
        by_ballots=stored.shares_equally,
        in_points=round_.ballot_kind == BallotKind.POINTS,
    )


def published_inputs(stored: Count, *, now: dt.datetime) -> str:
    """The text whose SHA-256 is the count's `inputs_hash`. Raises NotPublishedError."""
    _check(Part.INPUTS, stored, now)
    return str(stored.inputs.text)


def published_pb(stored: Count, *, now: dt.datetime) -> str:
    """The text of the .pb file of the count, with a row for each ballot. Counts, which may take long: for a worker or a
    command. Raises NotPublishedError."""
    _check(Part.BALLOTS, stored, now)
    file = compose(export_of(stored))
    if len(file.votes.rows) < LEAST_BALLOTS:  # the others name only what is out of the count, or too dear
        raise NotPublishedError(Withheld.FEW_BALLOTS)
    return write(file)


def export_of(stored: Count) -> Export:
    """What the .pb file of a count is made of, from the stored ballots. For `published_pb`, which knows who may have it."""
    round_ = stored.round
    decided = overrides_of(round_, until=stored.act) if stored.act is not None else None
    election = election_of(round_, overrides=decided, with_ballots=True)
    settings = settings_of(round_, stored.seed)
    proposals = Proposal.objects.filter(round=round_).select_related("theme")
    named = {proposal.number: proposal for proposal in proposals}
    names: dict[ProjectId, str] = {number: proposal.title for number, proposal in named.items()}
    themes: dict[ProjectId, str] = {
        number: proposal.theme.name.replace(",", " ") for number, proposal in named.items() if proposal.theme
    }
    return Export(
        meta=_meta(round_, election, limit_holds=not _dearer(decided, named)),
        election=election,
        settings=settings,
        result=count(election, settings),
        names=names,
        votes=list(_votes(election, stored.result_hash)),
        vote_type=_vote_type(round_),
        columns={"category": themes} if themes else {},
        comments=(f"Licence: {LICENCE}.", "Ballots in random order under random ids; nothing about voters."),
    )


def _check(part: Part, stored: Count, now: dt.datetime) -> None:
    reason = withheld(part, counted(stored, now=now))
    if reason is not None:
        raise NotPublishedError(reason)


def _vote_type(round_: Round) -> str:
    if round_.ballot_kind == BallotKind.POINTS:
        return "cumulative"
    return "choose-1" if round_.ballot_kind == BallotKind.APPROVAL and round_.ballot_max == 1 else "approval"


def _dearer(decided: Overrides | None, proposals: Mapping[int, Proposal]) -> bool:
    """Whether something costs more than when people voted: then a ballot may hold more than the whole budget."""
    costs = decided.costs if decided else {}
    return any(cost > proposals[number].cost_ore for number, cost in costs.items())


def _meta(round_: Round, election: Election, *, limit_holds: bool) -> dict[str, str]:
    zone = timezone.get_default_timezone()
    first, last = (
        instant.astimezone(zone).strftime("%d.%m.%Y")
        for instant in (round_.voting_opens, round_.voting_closes - TICK)
    )
    meta = _where(round_) | {
        "description": round_.name,
        "date_begin": first,
        "date_end": last,
        "currency": currency_of(round_),
    }
    if round_.ballot_kind == BallotKind.POINTS:
        meta |= {"max_points": str(round_.points_most), "max_sum_points": str(round_.points_total)}
    elif round_.ballot_kind == BallotKind.KNAPSACK:
        if limit_holds:
            meta["max_sum_cost"] = plain(election.budget, election.unit)
    else:
        meta |= {"min_length": str(round_.ballot_min), "max_length": str(round_.ballot_max)}
    return meta


def _where(round_: Round) -> dict[str, str]:
    if round_.imported_from:
        place, _comma, country = read_origin(round_.imported_from).place.rpartition(", ")
        return {"unit": place or country, "instance": round_.name, "country": country}
    return {
        "unit": round_.programme.title,
        "instance": round_.name,
        "country": COUNTRY,
        "language": LANGUAGE,
    }


def _votes(election: Election, seed: str) -> Iterator[Vote]:
    """Each ballot, under an id and in an order that say nothing: made of the fingerprint and the ballots' own order alone."""
    each = [ballot for ballot, times in sorted(election.ballots.items()) for _again in range(times)]
    drawn: list[tuple[str, Ballot]] = [
        (hashlib.sha256(f"{seed}|{at}".encode()).hexdigest()[:ID_DIGITS], ballot)
        for at, ballot in enumerate(each)
    ]
    return (Vote(id_, ballot) for id_, ballot in sorted(drawn))
