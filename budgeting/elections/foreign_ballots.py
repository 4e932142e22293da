"""The ballot of an election elsewhere as a ballot of a round: a few choices, choices for at most the budget, or points."""

from __future__ import annotations

from dataclasses import dataclass

from budgeting.counting import pb_elections
from budgeting.counting.elections import Ballot, Election
from budgeting.counting.pabulib import PbError, PbFile, shown
from budgeting.models.round_choices import MOST_CHOICES, MOST_IN_THE_PURSE, MOST_POINTS, BallotKind

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class BallotTerms:
    """The ballot of a round, by the names of Round's fields."""

    ballot_kind: str
    ballot_min: int = 1
    ballot_max: int = MOST_CHOICES
    points_total: int | None = None
    points_most: int | None = None


def ballot_terms(file: PbFile, election: Election) -> BallotTerms:
    """The ballot that holds all votes of the file. PbError where there is none."""
    ballots = [ballot for ballot in election.ballots if ballot]
    vote_type = file.meta["vote_type"]
    if vote_type == "ordinal":
        raise PbError(file.line_of("vote_type"), "voters ranked the projects, which no round here can hold")
    if vote_type in pb_elections.POINT_TYPES:
        return _points(file, ballots)
    if vote_type == "choose-1":
        return BallotTerms(BallotKind.APPROVAL, 1, 1)
    longest = max(map(len, ballots), default=1)
    purse, budget = file.meta.get("max_sum_cost", ""), file.meta["budget"]
    if purse and _is_same_amount(purse, budget):
        return _purse(file, election, ballots, longest)
    most = _limit(file, "max_length")
    if longest > min(most or MOST_CHOICES, MOST_CHOICES):
        raise PbError(
            file.line_of("max_length") if most else file.votes.line,
            f"a vote names {longest} projects; the limit is {min(most or MOST_CHOICES, MOST_CHOICES)}",
        )
    greatest = min(most or longest, MOST_CHOICES)
    return BallotTerms(BallotKind.APPROVAL, min(_limit(file, "min_length") or 1, greatest), greatest)


def _purse(file: PbFile, election: Election, ballots: list[Ballot], longest: int) -> BallotTerms:
    costs = {project.id: project.cost for project in election.projects}
    dearest = max((sum(costs[id_] for id_, _points in ballot) for ballot in ballots), default=0)
    if dearest > election.budget:
        raise PbError(file.line_of("max_sum_cost"), "a vote costs more than the budget, which is its limit")
    if longest > MOST_IN_THE_PURSE:
        raise PbError(file.votes.line, f"a vote names {longest} projects; the limit is {MOST_IN_THE_PURSE}")
    return BallotTerms(BallotKind.KNAPSACK)


def _points(file: PbFile, ballots: list[Ballot]) -> BallotTerms:
    given = [points for ballot in ballots for _id, points in ballot]
    sums = [sum(points for _id, points in ballot) for ballot in ballots]
    if any(points < 0 for points in given):
        raise PbError(file.line_of("vote_type"), "voters took points away, which no round here can hold")
    total = _limit(file, "max_sum_points") or max(sums, default=1)
    most = min(_limit(file, "max_points") or total, total)
    for key, limit, greatest in (
        ("max_sum_points", total, max(sums, default=0)),
        ("max_points", most, max(given, default=0)),
    ):
        if greatest > limit:
            raise PbError(file.line_of(key), f"a vote gives {greatest} points; the limit is {limit}")
    if total > MOST_POINTS:
        raise PbError(
            file.line_of("max_sum_points"), f"{total} points to share out; a round has at most {MOST_POINTS}"
        )
    return BallotTerms(BallotKind.POINTS, points_total=total, points_most=most)


def _limit(file: PbFile, key: str) -> int:
    """A whole number of META from 1 on; 0 where there is none."""
    text = file.meta.get(key, "").removesuffix(".0")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) >= 1):
        raise PbError(file.line_of(key), f"{key} is no whole number from 1 on: {shown(file.meta[key])}")
    return int(text)


def _is_same_amount(one: str, other: str) -> bool:
    return _trimmed(one) == _trimmed(other)


def _trimmed(amount: str) -> str:
    return amount.rstrip("0").rstrip(".") if "." in amount else amount
