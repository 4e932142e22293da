"""How commands are told which round is meant."""

from __future__ import annotations

from django.core.management.base import CommandError

from budgeting.models import Round, RoundPage
from radslag.incoming.row_numbers import is_row_number


def round_id_of(said: str) -> int:
    """The primary key of a round by its number or the slug of its page. CommandError when that is none, or several."""
    if is_row_number(said):
        if Round.objects.filter(pk=int(said)).exists():
            return int(said)
        raise CommandError(f"no round has the number {said}")
    ids = set(RoundPage.objects.filter(slug=said).values_list("round_id", flat=True))
    if len(ids) != 1:
        raise CommandError(f"{'no' if not ids else 'more than one'} round has a page with the slug {said}")
    return int(ids.pop())
