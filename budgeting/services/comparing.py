"""The ballots of each count under the rules that people compare, by a worker: a large round takes seconds, a page may not."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from budgeting.counting.compare import Given, choices_of, compare
from budgeting.elections import election_of, overrides_of, settings_of
from budgeting.models import Comparison, Count, Rule
from budgeting.services import locks

logger = logging.getLogger(__name__)
COMPARED = (Rule.GREEDY_SKIP, Rule.GREEDY_STOP, Rule.EQUAL_SHARES_ADD1_FILL, Rule.EQUAL_SHARES)
"""The rules that differ the most; a round's own is compared with them in any case."""


def compare_due_counts() -> int:
    """Compare each count that has not been. May run at any time, anywhere; returns how many were.

    One that fails is reported and tried again at the next run. Raises OperationalError or InterfaceError when the
    database is away.
    """
    due = list(Count.objects.filter(comparison=None).order_by("pk").values_list("pk", flat=True))
    return sum(_compared(count_id) for count_id in due)


def _compared(count_id: int) -> bool:
    try:
        store_comparison(count_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("Count %s could not be compared: %s", count_id, type(error).__name__)
        return False
    return True


@transaction.atomic
def store_comparison(count_id: int) -> Comparison:
    """Count the ballots of a stored count under each rule, and store what comes of it. Nobody votes meanwhile: the round
    has been counted."""
    stored = Count.objects.select_related("round", "act").get(pk=count_id)
    locks.close_ballots(stored.round_id)
    round_ = stored.round
    decided = overrides_of(round_, until=stored.act) if stored.act is not None else None
    election = election_of(round_, overrides=decided, with_ballots=True)
    rules = [stored.rule, *(rule for rule in COMPARED if rule != stored.rule)]
    given = compare(election, settings_of(round_, stored.seed), rules)
    made: Comparison
    made, _is_new = Comparison.objects.get_or_create(
        count=stored,
        defaults={
            "voters": election.n,
            "choices": choices_of(election),
            "rows": [_plain(each) for each in given],
        },
    )
    return made


def _plain(given: Given) -> dict[str, Any]:
    return {**asdict(given), "funded": list(given.funded)}
