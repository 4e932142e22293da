"""Voting codes as they are shown once: cards to cut out, and lines for a mail merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from budgeting.display.qr import QrDrawing, qr_drawing
from budgeting.models import CodeBatch, Round
from budgeting.models.voting_codes import SMALLEST_BATCH
from budgeting.rules.eligibility import grouped_code
from budgeting.services.voting_codes import FreshCode, batches_of

ON_A_PAGE = 8
ON_SHEETS = 400
"""As many cards as a browser prints without trouble: fifty pages of eight."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card: number, code in groups, and the square that leads to the door with the code filled in."""

    number: int
    code: str
    qr: QrDrawing


@dataclass(frozen=True, slots=True)
class Sheets:
    """A part of a batch to print: its first and last number, and its codes as the browser carries them back."""

    first: int
    last: int
    codes: str


def batches_shown(round_: Round) -> list[tuple[CodeBatch, int | None]]:
    """The batches of a round, newest first, each with how many of its codes are used; None where that is kept secret.

    Of fewer codes that work it would tell whether a person has voted; and what is kept secret is at least so many codes
    in all, since their sum can be told from the turnout.
    """
    batches = list(batches_of(round_))
    works: dict[int, int] = {batch.pk: batch.made - batch.revoked for batch in batches}  # type: ignore[attr-defined]
    smallest = sorted((batch for batch in batches if works[batch.pk]), key=lambda batch: works[batch.pk])
    secret: set[int] = set()
    while smallest and works[smallest[0].pk] < SMALLEST_BATCH:
        secret.add(smallest.pop(0).pk)
    while secret and smallest and sum(works[pk] for pk in secret) < SMALLEST_BATCH:
        secret.add(smallest.pop(0).pk)
    return [(batch, None if batch.pk in secret else batch.used) for batch in batches]  # type: ignore[attr-defined]


def cards_of(codes: Sequence[FreshCode], *, door: str) -> list[list[Card]]:
    """Cards, page by page. `door` is the whole address of the page where a code is typed.

    The code stands in the fragment of the address in the square: browsers keep that to themselves.
    """
    cards = [
        Card(fresh.number, grouped_code(fresh.code), qr_drawing(f"{door}#{grouped_code(fresh.code)}"))
        for fresh in codes
    ]
    return [cards[i : i + ON_A_PAGE] for i in range(0, len(cards), ON_A_PAGE)]


def sheets_of(codes: Sequence[FreshCode]) -> list[Sheets]:
    """The parts in which a batch is printed."""
    parts = [codes[i : i + ON_SHEETS] for i in range(0, len(codes), ON_SHEETS)]
    return [Sheets(part[0].number, part[-1].number, carried(part)) for part in parts]


def carried(codes: Sequence[FreshCode]) -> str:
    """Codes as a form of the browser carries them."""
    return " ".join(fresh.code for fresh in codes)


def code_rows(codes: Sequence[FreshCode], *, door: str) -> list[tuple[int | str, ...]]:
    """Number, code, and the address with the code in its fragment, a row each, below the headings."""
    shown = [(fresh.number, grouped_code(fresh.code)) for fresh in codes]
    rows = [(number, code, f"{door}#{code}") for number, code in shown]
    return [(_("number"), _("code"), _("address")), *rows]
