"""Sums in the currency of a file. Amounts are whole smallest units; `unit` of them, a power of ten, are one of the currency."""

from __future__ import annotations

from fractions import Fraction

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
KRONA = "SEK"


def plain(amount: int, unit: int) -> str:
    """As a file has it, exactly: 25000 or 99.5."""
    whole, rest = divmod(abs(amount), unit)
    decimals = str(unit + rest)[1:].rstrip("0")
    return f"{'-' if amount < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"


def fraction(amount: Fraction, unit: int) -> str:
    """A sum that need not end: 20/3, or 6 where it does."""
    return str(Fraction(amount, unit))


def readable(amount: int, unit: int, language: str) -> str:
    """For people: 25 000 or 99,50 (99.50 in English). Spaces never break."""
    whole, rest = divmod(abs(amount), unit)
    decimals = str(unit + rest)[1:].rstrip("0")
    text = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    if decimals:
        text += ("," if language == "sv" else ".") + decimals.ljust(2, "0")
    return f"−{text}" if amount < 0 else text


def money(amount: int, unit: int, currency: str, language: str) -> str:
    """With the currency: 25 000 kr, 25 000 PLN; without one when the file names none."""
    name = "kr" if currency == KRONA else currency
    return (
        f"{readable(amount, unit, language)}{NO_BREAK_SPACE}{name}"
        if name
        else readable(amount, unit, language)
    )
