"""Codes of receipts as people type them. Pure."""

from __future__ import annotations

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: a receipt is read aloud and written by hand."""
NEVER_IN_RECEIPTS = frozenset("01OIL")
RECEIPT_LENGTH = 9


def grouped_receipt(letters: str) -> str:
    """A receipt as it is stored and read: ABC-DEF-GHJ."""
    return "-".join(letters[i : i + 3] for i in range(0, len(letters), 3))


def read_receipt(text: str) -> str:
    """The receipt that is meant, whatever spaces, dashes and small letters it is typed with; empty when it can be none."""
    letters = _letters(text)
    if len(letters) != RECEIPT_LENGTH or any(letter not in RECEIPT_LETTERS for letter in letters):
        return ""
    return grouped_receipt(letters)


def was_misread(text: str) -> bool:
    """Whether what was typed holds a figure or letter that no receipt has, such as O and 0: it was read wrongly."""
    return not NEVER_IN_RECEIPTS.isdisjoint(_letters(text))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
