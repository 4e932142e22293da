"""Who votes, by the identity that the round asks for, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from budgeting.models import PaperVote, Round, RoundPage, VoterIdentity, VotingCode
from budgeting.rules.ballots import voter_key
from budgeting.rules.eligibility import check_declared, check_postal_code
from budgeting.rules.errors import RuleViolation
from radslag.models import User
from radslag.pages import readable_by_all

SESSION_KEY = "radslag_voters"
"""Under which a session holds who votes by a code or an e-ID, by round; sealing forgets them."""

ANY_ROUND = -1
"""Stands for the round in a query that is put together before anybody has asked."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Who votes. `email` has been confirmed by a code; otherwise `key` was made of a voting code or an e-ID.

    `knows_age`, `knows_area`: the e-ID itself has said that the voter is old enough and lives there.
    """

    email: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    identity: VoterIdentity = VoterIdentity.EMAIL
    knows_age: bool = False
    knows_area: bool = False

    @classmethod
    def of(cls, user: User) -> Voter:
        """The voter that a logged-in resident is."""
        return cls(email=user.email)

    def key_in(self, round_: Round) -> str:
        """The pseudonym of this voter in a round whose secret is loaded."""
        return self.key or voter_key(bytes(round_.secret.voter_secret), self.email)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a voter says with the first ballot: that they live in the area and are old enough, and where. Not stored."""

    declared: bool = False
    postal_code: str = field(default="", repr=False)


def identity_for_all(round_id: int) -> str | None:
    """How the round knows its voters, if it has a page that everyone may read; else None.

    It is asked with every ballot: Django puts the query together once, not anew for each of them.
    """
    sql, params = _identity_query()
    with connection.cursor() as cursor:
        cursor.execute(sql, [round_id if value == ANY_ROUND else value for value in params])
        row = cursor.fetchone()
    return str(row[0]) if row else None


@cache
def _identity_query() -> tuple[str, tuple[Any, ...]]:
    pages = readable_by_all(RoundPage.objects.live().filter(round=ANY_ROUND))
    query = pages.order_by().values_list("round__identity")[:1].query
    return query.sql_with_params()


def with_standing(rounds: QuerySet[Round], voter: Voter) -> QuerySet[Round]:
    """Rounds that also say, of a voter with a code, whether it is `usable` and `on_paper`."""
    if voter.identity != VoterIdentity.CODES:
        return rounds
    codes = VotingCode.objects.filter(round=OuterRef("pk"), voter_key=voter.key, revoked_at=None)
    papers = PaperVote.objects.filter(round=OuterRef("pk"), voter_key=voter.key)
    return rounds.annotate(usable=Exists(codes), on_paper=Exists(papers))


def check_standing(round_: Round, voter: Voter, *, by_paper: bool = False) -> None:
    """Whether the voter is one of the round's kind, with a code that holds. `round_` comes from `with_standing`.

    Raises RuleViolation: `wrong_identity`, `code_revoked`, `code_used_on_paper`.
    """
    if voter.identity != round_.identity or not (voter.key or voter.email):
        raise RuleViolation("wrong_identity")
    if voter.identity == VoterIdentity.CODES:
        if not round_.usable:  # type: ignore[attr-defined]
            raise RuleViolation("code_revoked")
        if round_.on_paper and not by_paper:  # type: ignore[attr-defined]
            raise RuleViolation("code_used_on_paper")


def asks_declaration(round_: Round, voter: Voter) -> bool:
    """Whether the voter has to declare something: not who got a code, nor whose e-ID says all of it."""
    if round_.identity == VoterIdentity.CODES:
        return False
    return not (voter.knows_area and (voter.knows_age or round_.least_age is None))


def check_may_vote(round_: Round, voter: Voter, said: Declaration) -> None:
    """Raises RuleViolation `not_declared`, `postal_code_missing`, `postal_code_elsewhere`: asked with the first ballot."""
    if asks_declaration(round_, voter):
        check_declared(said.declared)
    if not voter.knows_area:
        check_postal_code(said.postal_code, round_.postal_code_list)
