"""Money as people read it. Amounts are whole öre (hundredths). Pure: no database, no template."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .numbers import NO_BREAK_SPACE

CURRENCY = "SEK"
"""The site's own currency: amounts are in it unless something else is said."""
_currency: ContextVar[str] = ContextVar("radslag_currency", default=CURRENCY)


@contextmanager
def in_currency(code: str) -> Iterator[None]:
    """Amounts written inside the block are in this currency: those of an election elsewhere, made into text at once."""
    token = _currency.set(code)
    try:
        yield
    finally:
        _currency.reset(token)


def format_kronor(ore: int) -> str:
    """`2500000` → "25 000 kr" with spaces that never break. Öre show only when there are any."""
    return format_money(ore, _currency.get())


def bare_kronor(ore: int) -> str:
    """The same without "kr": in a field or a column that says elsewhere that it is kronor."""
    return format_kronor(ore).removesuffix(f"{NO_BREAK_SPACE}kr")


def format_money(hundredths: int, currency: str) -> str:
    """The same in any currency, with its ISO 4217 code: "25 000 EUR"; kronor by their short name."""
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    if rest:
        text += f",{rest:02d}"
    unit = "kr" if currency == CURRENCY else currency
    return f"{'−' if hundredths < 0 else ''}{text}{NO_BREAK_SPACE}{unit}"
