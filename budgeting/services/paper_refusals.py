"""Papers that do not count, and the papers of a round in numbers, as they are published after the count."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists
from wagtail.log_actions import log

from budgeting.models import PaperPile, PaperRefusal, PaperVote, Round
from budgeting.models.voting_codes import DOUBLE_FROM
from budgeting.rules.errors import RuleViolation
from budgeting.services.ballots import check_voting_open
from budgeting.services.paper_votes import STORED, alone_with_ballots, check_code
from radslag.clock import database_now
from radslag.models import User

REASONS = ("too_many", "too_few", "unclear", "empty", "no_code", "other")
"""Why a paper does not count although its code may hold, as whoever keys has seen."""


@transaction.atomic
def refuse_paper(
    *, round_id: int, code: str, by: User, reason: str = "", seen: int | None = None
) -> PaperRefusal | None:
    """Count a paper that is not to be counted: for what is wrong with its code, or for a `reason` of REASONS.

    A wrong code may be a slip of the fingers, and one keyed twice the same paper twice; so nothing is counted before a
    person says that it is the paper. `seen` is how many that person had refused when the page was made: a form that is
    sent twice counts once, and then this returns None.
    Raises RuleViolation: `paper_holds` when there is nothing wrong, `no_codes_here`, and the codes of
    `check_voting_open`.
    """
    round_ = alone_with_ballots(round_id)
    check_voting_open(round_, database_now())
    if seen is not None and seen != refused_by(round_, by):
        return None
    why = reason if reason in REASONS else _fault_of(round_, code)
    refusal: PaperRefusal = PaperRefusal.objects.create(round=round_, code=why, at=database_now(), by=by)
    log(round_, "budgeting.refuse_paper", user=by, data={"why": why})
    return refusal


def _fault_of(round_: Round, code: str) -> str:
    try:
        _voter, paper = check_code(round_, code)
    except RuleViolation as refused:
        return refused.code
    if paper is not None:
        return "code_used_on_paper"
    raise RuleViolation("paper_holds")


def refused_by(round_: Round, by: User) -> int:
    """How many papers of the round the person has refused."""
    return PaperRefusal.objects.filter(round=round_, by=by).count()


@dataclass(frozen=True, slots=True)
class PaperNumbers:
    """How many papers there are said to be, are left to key at all, have a stored ballot, wait for a second person or a
    third look, and were refused. `once`: stored, and to be keyed by a second person. `read_once`: stored, and nobody else
    has read the same."""

    said: int
    left: int
    cast: int
    waiting: int
    once: int
    differing: int
    read_once: int
    refused: dict[str, int]

    @property
    def refused_in_all(self) -> int:
        """Refused papers, for whatever reason."""
        return sum(self.refused.values())


def paper_numbers(round_: Round) -> PaperNumbers:
    """The papers of a round in numbers; nothing of what they say."""
    papers = PaperVote.objects.filter(round=round_)
    pile = PaperPile.objects.filter(round=round_).first() or PaperPile(papers=0)
    by_two = pile.papers >= DOUBLE_FROM
    refusals = (
        PaperRefusal.objects.filter(round=round_).order_by("code").values("code").annotate(n=Count("pk"))
    )
    refused = dict(refusals.values_list("code", "n"))
    return PaperNumbers(
        said=pile.papers,
        left=max(0, pile.papers - papers.count() - sum(refused.values())),
        cast=papers.filter(Exists(STORED)).count(),
        waiting=papers.filter(cast_at=None, differs=False).count(),
        once=papers.filter(cast_at__isnull=False, second_at=None).count() if by_two else 0,
        differing=papers.filter(cast_at=None, differs=True).count(),
        read_once=pile.read_once,
        refused=refused,
    )
