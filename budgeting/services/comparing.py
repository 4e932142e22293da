"""The ballots of each count under the rules that people compare, by a worker: a large round takes seconds, a page may not."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from budgeting.counting.compare import Given, choices_of, compare, given_by
from budgeting.counting.steps import FUNDED_CODES
from budgeting.elections.of_rounds import election_of, overrides_of, settings_of
from budgeting.elections.time_limits import stopwatch
from budgeting.models import Comparison, Count, Rule

logger = logging.getLogger(__name__)
COMPARED = (Rule.GREEDY_SKIP, Rule.GREEDY_STOP, Rule.EQUAL_SHARES_ADD1_FILL, Rule.EQUAL_SHARES)
"""The rules that differ the most; a round's own is compared with them in any case."""
MOST_SECONDS = 60
"""That all rules together may take. One that needs more is stored as such, and not tried again."""


def compare_due_counts() -> int:
    """Compare each count that has not been. May run at any time, anywhere; returns how many were.

    One that fails is reported once: it is stored without rows, which a page passes over, and not tried again until somebody
    deletes that. Raises OperationalError or InterfaceError when the database is away.
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
        nothing = {"voters": 0, "choices": 0, "rows": []}
        Comparison.objects.get_or_create(count_id=count_id, defaults=nothing)
        return False
    return True


@transaction.atomic
def store_comparison(count_id: int) -> Comparison:
    """Count the ballots of a stored count under each rule, and store what comes of it; its own rule gives what it gave. Holds
    no lock: the ballots of a round that has been counted are frozen."""
    stored = Count.objects.select_related("round", "act").get(pk=count_id)
    round_ = stored.round
    decided = overrides_of(round_, until=stored.act) if stored.act is not None else None
    election = election_of(round_, overrides=decided, with_ballots=True)
    rules = [rule for rule in COMPARED if rule != stored.rule]
    watch = stopwatch(MOST_SECONDS / len(rules))
    funded = tuple(step["project"] for step in stored.steps if step["code"] in FUNDED_CODES)
    given = [
        given_by(election, stored.rule, funded, stored.spent_ore),
        *compare(election, settings_of(round_, stored.seed), rules, watch=watch),
    ]
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
