"""What “Mina sidor” shows of proposals and votes. Private."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from budgeting.models import Proposal, Round
from budgeting.services.ballots import Voter, stored_ballot
from radslag.accounts.proof import confirmed_email
from radslag.clock import database_now


def my_part(request: HttpRequest) -> dict[str, Any]:
    """The resident's proposals, and the rounds in which one can vote now with what is stored for the confirmed address."""
    now = database_now()
    proposals = Proposal.objects.of_person(request.user)
    rows = [
        {"proposal": p, "can_withdraw": p.may_become("withdrawn") and now < p.round.submission_closes}
        for p in proposals
    ]
    voting = Round.objects.filter(voting_opens__lte=now, voting_closes__gt=now, pages__live=True).distinct()
    email = confirmed_email(request)
    votes = [
        {"round": r, "stored": stored_ballot(round_=r, voter=Voter(email=email)) if email else None}
        for r in voting.select_related("secret")
    ]
    return {"rows": rows, "votes": votes}
