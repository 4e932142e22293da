"""What one writes when one trusts code instead of constraints: look, then write. For controls alone."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction

from budgeting.models import Ballot, Round
from radslag.clock import database_now


@transaction.atomic
def cast_ballot(*, round_id: int, voter: Any, choices: list[int], **_ignored: Any) -> None:
    """Take the arguments of the real service; needs a database without its constraints."""
    round_ = Round.objects.select_related("secret").get(pk=round_id)
    cast_by_checking_first(round_id=round_id, key=voter.key_in(round_), choices=choices)


@transaction.atomic
def cast_by_checking_first(*, round_id: int, key: str, choices: list[int]) -> None:
    """Replace the voter's ballot, if there is one; then write as long as there is room."""
    ballot = Ballot.objects.filter(round_id=round_id, voter_key=key).first()
    if ballot is None:
        time.sleep(0.2)  # the other work of a request, on a machine that is busy
        ballot = Ballot.objects.create(round_id=round_id, voter_key=key, limit=3, saved_at=database_now())
    for slot, proposal_id in enumerate(choices, start=1):
        if ballot.choices.count() < 3:
            ballot.choices.create(round_id=round_id, limit=3, slot=slot, proposal_id=proposal_id)
