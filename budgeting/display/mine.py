"""What “Mina sidor” shows of proposals and votes. Private."""

from __future__ import annotations

from typing import Any

from budgeting.models import Proposal, Round
from budgeting.services.ballots import Voter, stored_ballot
from radslag.clock import database_now
from radslag.models import User


def my_part(user: User) -> dict[str, Any]:
    """The resident's proposals, and the rounds in which one can vote now with what is stored there."""
    now = database_now()
    proposals = Proposal.objects.of_person(user)
    rows = [
        {"proposal": p, "can_withdraw": p.may_become("withdrawn") and now < p.round.submission_closes}
        for p in proposals
    ]
    voting = Round.objects.filter(voting_opens__lte=now, voting_closes__gt=now, pages__live=True).distinct()
    voter = Voter.of(user)
    votes = [
        {"round": r, "stored": stored_ballot(round_=r, voter=voter)} for r in voting.select_related("secret")
    ]
    return {"rows": rows, "votes": votes}
