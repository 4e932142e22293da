"""What is said to an editor about terms that are allowed and seldom wise. It stops nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from budgeting.models import GREEDY_RULES, BallotKind

WISE_CHOICES = 3


def remarks_on(terms: Mapping[str, Any]) -> list[str]:
    """Sentences about the terms of a round, by the names of its fields."""
    shares = terms.get("rule") not in GREEDY_RULES | {None}
    few = terms.get("ballot_kind") == BallotKind.APPROVAL and (terms.get("ballot_max") or 0) < WISE_CHOICES
    if shares and few:
        return [
            _(
                "Equal shares work best when voters may choose at least 3 proposals: with fewer choices much of each voter’s "
                "share is never used."
            )
        ]
    return []
