"""Ballots on paper, in rounds with voting codes: each paper carries a code, which is used up on the web and on paper alike.

The pile has a number, said beforehand. Below DOUBLE_FROM papers each is keyed once and cast at once. From there on each is
keyed by two people: the first keying waits, the second must say the same, then the ballot is cast and what was keyed is
forgotten. When the two differ, a third look decides: somebody sees both and keys the paper anew, and it is cast when that
agrees with what *another* person keyed. So every ballot of a large pile is what two people read, and nobody decides alone.

When a pile grows past the limit, papers that were keyed once are to be keyed by a second person too. If they say the same,
that is noted. If not, the paper waits for its third look, and its ballot stands as it is until then: nobody takes one out
alone. How many ballots only one person stands behind when voting closes is published. A pile never shrinks below the limit.

Whoever keys decides nothing about time: `cast_ballot` does, by the clock. What waits when voting closes is not counted.
Everything here is done alone with the round's ballots, so that a code can't be used on the web at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.log_actions import log

from budgeting.models import (
    Ballot,
    Channel,
    PaperPile,
    PaperVote,
    Proposal,
    Round,
    VoterIdentity,
)
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules.errors import RuleViolation
from budgeting.rules.typed_numbers import TypedChoice
from budgeting.services import locks
from budgeting.services.ballots import cast_ballot, check_filled_in, check_voting_open
from budgeting.services.limits import check_not_stopped
from budgeting.services.voters import Voter
from budgeting.services.voting_codes import find_code
from radslag.clock import database_now
from radslag.models import User

Version = list[list[int | None]]
"""Ids of proposals with their points, smallest id first: how a keyed paper is kept until its ballot is cast."""
FIRST, SECOND = "first", "second"
STORED = Ballot.objects.filter(round=OuterRef("round"), voter_key=OuterRef("voter_key"))
"""The ballot of a paper."""


class Keyed(StrEnum):
    """What came of keying a paper."""

    CAST = "cast"
    WAITS = "waits"
    VERIFIED = "verified"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Looked:
    """A paper as it would be keyed: whose code it is, how it was keyed before, and what it says."""

    voter: Voter
    paper: PaperVote | None
    version: Version
    pile: PaperPile

    @property
    def versions(self) -> list[Version]:
        """What two people read differently; empty when nobody has to decide."""
        if self.paper is None or not self.paper.differs or self.paper.choices is None:
            return []
        kept = _kept(self.paper)
        return [kept[FIRST], kept[SECOND]]


@transaction.atomic
def say_pile(*, round_id: int, papers: int, by: User | None) -> PaperPile:
    """Say how many ballots on paper there are, before they are keyed or when more have come.

    Raises RuleViolation: `no_codes_here`, `fewer_than_keyed` (keyed), `stays_with_two`, and `voting_closed`,
    `round_paused`, `round_cancelled`.
    """
    round_ = alone_with_ballots(round_id)
    check_not_stopped(round_, database_now())
    if database_now() >= round_.voting_closes:
        raise RuleViolation("voting_closed")
    keyed = PaperVote.objects.filter(round=round_).count()
    if papers < keyed:
        raise RuleViolation("fewer_than_keyed", keyed=keyed)
    pile = PaperPile.objects.filter(round=round_).first()
    if keyed and pile is not None and pile.papers >= DOUBLE_FROM > papers:
        raise RuleViolation("stays_with_two")
    pile, _is_new = PaperPile.objects.update_or_create(round=round_, defaults={"papers": papers})
    log(round_, "budgeting.count_papers", user=by, data={"papers": papers})
    return pile


@transaction.atomic
def key_paper(*, round_id: int, code: str, choices: Sequence[TypedChoice], by: User) -> Keyed:
    """Key a paper, for the first, second or third time; see above for what comes of it.

    Raises RuleViolation and writes nothing: `papers_unsaid`, `more_papers_than_said` (papers), `second_person_keys`,
    `paper_done`, `paper_own_version`, `paper_agrees_with_neither`; the codes of `check_code`, `check_voting_open`,
    `numbers_to_choices` and `check_filled_in`, or `ballot_challenged`.
    """
    round_ = alone_with_ballots(round_id)
    looked = look_at_paper(round_, code=code, choices=choices, by=by)
    voter, paper, version, pile = looked.voter, looked.paper, looked.version, looked.pile
    if paper is None:
        paper = PaperVote.objects.create(
            round=round_, voter_key=voter.key, first_by=by, first_at=database_now()
        )
        keyed = _first(paper, voter, version, pile, by)
    elif paper.differs:
        keyed = _third(paper, voter, version, by)
    else:
        keyed = _second(paper, voter, version, by)
    pile.read_once = read_by_one(round_)
    pile.save(update_fields=["read_once"])
    return keyed


def read_by_one(round_: Round) -> int:
    """How many stored ballots on paper one person alone stands behind."""
    papers = PaperVote.objects.filter(round=round_)
    questioned = papers.filter(Exists(STORED), cast_at=None, differs=True).count()
    return papers.filter(cast_at__isnull=False, second_at=None).count() + questioned


def look_at_paper(round_: Round, *, code: str, choices: Sequence[TypedChoice], by: User) -> Looked:
    """What would be keyed, without writing anything. `round_` has its secret loaded. Raises as `key_paper`."""
    check_voting_open(round_, database_now())
    voter, paper = check_code(round_, code)
    pile = check_turn(round_, paper, by)
    return Looked(voter, paper, numbers_to_choices(round_, choices), pile)


def check_turn(round_: Round, paper: PaperVote | None, by: User) -> PaperPile:
    """Whether the paper is to be keyed now, and by this person; returns the pile it lies in.

    Raises RuleViolation: `papers_unsaid`, `more_papers_than_said` (papers), `paper_done`, `second_person_keys`.
    """
    pile: PaperPile | None = PaperPile.objects.filter(round=round_).first()
    if pile is None:
        raise RuleViolation("papers_unsaid")
    if paper is None:
        if PaperVote.objects.filter(round=round_).count() >= pile.papers:
            raise RuleViolation("more_papers_than_said", papers=pile.papers)
        return pile
    if paper.differs and paper.cast_at is None:
        return pile
    if paper.cast_at is not None and (paper.second_at is not None or pile.papers < DOUBLE_FROM):
        raise RuleViolation("paper_done")
    if paper.first_by_id == by.pk:
        raise RuleViolation("second_person_keys")
    return pile


def _first(paper: PaperVote, voter: Voter, version: Version, pile: PaperPile, by: User) -> Keyed:
    if pile.papers < DOUBLE_FROM:
        _cast(paper, voter, version, by)
        return Keyed.CAST
    paper.choices = {FIRST: version}
    paper.save(update_fields=["choices"])
    return Keyed.WAITS


def _second(paper: PaperVote, voter: Voter, version: Version, by: User) -> Keyed:
    was_cast = paper.cast_at is not None
    first = _stored(paper) if was_cast else _kept(paper)[FIRST]
    paper.second_by, paper.second_at = by, database_now()
    if first == version:
        paper.save(update_fields=["second_by", "second_at"])
        if was_cast:
            return Keyed.VERIFIED
        _cast(paper, voter, version, by)
        return Keyed.CAST
    if was_cast:
        log(paper.round, "budgeting.question_paper", user=by)
    paper.differs, paper.cast_at = True, None
    paper.choices = {FIRST: first, SECOND: version}
    paper.save(update_fields=["second_by", "second_at", "differs", "cast_at", "choices"])
    return Keyed.DIFFERS


def _third(paper: PaperVote, voter: Voter, version: Version, by: User) -> Keyed:
    people = {FIRST: paper.first_by_id, SECOND: paper.second_by_id}
    kept = _kept(paper)
    agreed = [which for which in (FIRST, SECOND) if kept[which] == version]
    if not agreed:
        raise RuleViolation("paper_agrees_with_neither")
    if all(people[which] == by.pk for which in agreed):
        raise RuleViolation("paper_own_version")
    if (
        version == kept[FIRST]
        and Ballot.objects.filter(round=paper.round, voter_key=paper.voter_key).exists()
    ):
        paper.cast_at, paper.choices = database_now(), None
        paper.save(update_fields=["cast_at", "choices"])
        return Keyed.VERIFIED
    _cast(paper, voter, version, by)
    return Keyed.CAST


def _cast(paper: PaperVote, voter: Voter, version: Version, by: User) -> None:
    """Cast the ballot of the paper, and forget what was keyed."""
    points = {int(id_): given for id_, given in version if id_ and given is not None}
    cast_ballot(
        round_id=paper.round_id,
        voter=voter,
        choices=[int(id_) for id_, _given in version if id_],
        points=points,
        channel=Channel.PAPER,
    )
    paper.cast_at, paper.choices = database_now(), None
    paper.save(update_fields=["cast_at", "choices"])
    log(paper.round, "budgeting.enter_paper", user=by)


def _kept(paper: PaperVote) -> dict[str, Version]:
    """What was keyed and waits."""
    kept: dict[str, Version] = paper.choices or {}
    return kept


def _stored(paper: PaperVote) -> Version:
    ballot = Ballot.objects.get(round=paper.round_id, voter_key=paper.voter_key)
    return sorted([row[0], row[1]] for row in ballot.choices.values_list("proposal_id", "points"))


def alone_with_ballots(round_id: int) -> Round:
    """The round with its secret, alone with its ballots: no vote with the same code is in flight.

    Raises RuleViolation `no_codes_here`.
    """
    locks.close_ballots(round_id)
    round_: Round = Round.objects.select_related("secret").get(pk=round_id)
    if round_.identity != VoterIdentity.CODES:
        raise RuleViolation("no_codes_here")
    return round_


def check_code(round_: Round, code: str) -> tuple[Voter, PaperVote | None]:
    """The voter of the paper's code, and the paper when it has been keyed before.

    Raises RuleViolation: `wrong_code`, `code_revoked`, `code_used_on_web`.
    """
    voter = find_code(round_, code, on_paper_too=True)
    paper = PaperVote.objects.filter(round=round_, voter_key=voter.key).first()
    if paper is None and Ballot.objects.filter(round=round_, voter_key=voter.key).exists():
        raise RuleViolation("code_used_on_web")
    return voter, paper


def numbers_to_choices(round_: Round, typed: Sequence[TypedChoice]) -> Version:
    """What is chosen, by the numbers on the paper, when the ballot may hold it.

    Raises RuleViolation: `not_a_number_here` (number), and the codes of `check_filled_in`.
    """
    numbers = {choice.number for choice in typed}
    accepted = Proposal.objects.accepted().filter(round=round_, number__in=numbers)
    ids = dict(accepted.values_list("number", "pk"))
    for choice in typed:
        if choice.number not in ids:
            raise RuleViolation("not_a_number_here", number=choice.number)
    choices = [ids[choice.number] for choice in typed]
    points = {ids[choice.number]: choice.points for choice in typed if choice.points is not None}
    check_filled_in(round_, choices, points, candidates=choices)
    return sorted([ids[choice.number], choice.points] for choice in typed)
