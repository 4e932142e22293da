"""Numbers of rows and of pages of a list, as they come in addresses and forms. Pure."""

MOST_DIGITS = 9
"""As many as every number of a row has room for, whatever the size of its column."""


def is_row_number(text: str) -> bool:
    """Whether the text can be the number of a row: digits alone, and not more than there can be."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def row_number(text: str) -> int | None:
    """The number that the text is; None for what can be the number of no row."""
    return int(text) if is_row_number(text) else None
