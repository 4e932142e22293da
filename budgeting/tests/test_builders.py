"""What tests build in short is what the site's own services make."""

from __future__ import annotations

from typing import Any

import pytest

from budgeting.models import Proposal
from budgeting.services.review import accept_proposal
from radslag.clock import TICK, at

from .builders import KRONA, MANY, make_proposal, make_proposals, make_round, make_user

pytestmark = pytest.mark.django_db
DIFFERENT = {"id", "number", "author", "decided_by", "title", "slug"}
OF_A_PART = {"id", "proposal", "by"}


def rows(part: Any) -> dict[str, Any]:
    """What a row that belongs to a proposal says."""
    return {f.name: getattr(part, f.attname) for f in part._meta.fields if f.name not in OF_A_PART}


def facts(proposal: Proposal) -> dict[str, Any]:
    """The stored row, its parts and its log, without what two proposals never share."""
    stored = Proposal.objects.get(pk=proposal.pk)
    moves = [rows(move) for move in stored.moves.order_by("pk")]
    row = {f.name: getattr(stored, f.attname) for f in stored._meta.fields if f.name not in DIFFERENT}
    return row | {
        "moves": moves,
        "lines": [rows(line) for line in stored.lines.order_by("pk")],
        "answers": [rows(answer) for answer in stored.answers.order_by("pk")],
        "has_people": (bool(stored.author_id), bool(stored.decided_by_id)),
    }


def test_an_accepted_proposal_is_as_the_review_leaves_it():
    round_ = make_round()
    waits = make_proposal(round_, accepted=False)
    with at(round_.voting_opens - TICK):
        reviewed = accept_proposal(proposal_id=waits.pk, by=make_user())
    assert facts(make_proposal(round_)) == facts(reviewed)


def test_each_of_many_is_as_one_that_was_handed_in():
    round_ = make_round()
    lines = (("Virke", 6_000 * KRONA), ("Jord", 4_000 * KRONA))
    first, *others = make_proposals(round_, MANY, lines=lines)
    assert first.lines.count() == 2
    assert len(others) == MANY - 1
    assert {proposal.number for proposal in others} == set(range(first.number + 1, first.number + MANY))
    assert all(facts(proposal) == facts(first) for proposal in others)
    assert len({proposal.author_id for proposal in (first, *others)}) == MANY
