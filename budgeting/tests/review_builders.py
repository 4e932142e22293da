"""What the tests of the review have in common: reviewers, check lists, papers, and the code of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from budgeting.models import Criterion, Proposal, Round
from budgeting.rules.errors import RuleViolation
from budgeting.services.proposals import Contact, submit_proposal
from radslag.clock import at
from radslag.models import User

from .builders import make_application, make_user
from .test_admin import make_official

PAPER = {
    "title": "Bänkar vid bäcken",
    "what": "Tre bänkar.",
    "benefit": "Man kan sitta.",
    "cost": "",
    "lines": "Bänk: 4 500\nFrakt: 500 kr\n",
    "kind": "person",
    "name": "Kim Ek",
    "phone": "0431-1",
    "email": "kim@example.org",
    "shown_name": "",
}
"""What stands on a paper, as it is typed in."""
MARK = "Kvarglömdmarkering"
"""A word that must not come out."""


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(RuleViolation) as refused:
        call(**arguments)
    return refused.value.code


def make_reviewer(round_: Round) -> User:
    return make_official(round_.programme, permissions=("change_proposal",))


def make_criteria(round_: Round, *texts: str) -> list[Criterion]:
    return [Criterion.objects.create(round=round_, text=t, sort_order=n) for n, t in enumerate(texts)]


def make_paper(round_: Round, *, email: str = "", **overrides: Any) -> Proposal:
    """An application that staff typed in."""
    application = make_application(contact=Contact(name="Kim", email=email), **overrides)
    with at(round_.submission_opens):
        return submit_proposal(
            round_id=round_.pk, author=None, application=application, entered_by=make_user()
        )
