"""Who may vote: what is declared, postal codes, and voting codes as people type them. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from budgeting.rules.errors import RuleViolation

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code can be read aloud and written by hand."""
CODE_LENGTH = 12
"""Sixty bits: nobody finds a code by trying."""
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
POSTAL_CODE = re.compile(r"(?:SE?-?)?([1-9][0-9]{4})")


def read_code(text: str) -> str:
    """A voting code as it is stored: without spaces and dashes, in capitals, O read as 0 and I and L as 1.

    Raises RuleViolation `wrong_code` when it can't be one; which part is wrong is not told.
    """
    code = "".join(letter for letter in text.upper() if letter.isalnum()).translate(LOOK_ALIKES)
    if len(code) != CODE_LENGTH or any(letter not in CODE_LETTERS for letter in code):
        raise RuleViolation("wrong_code")
    return code


def grouped_code(code: str) -> str:
    """A voting code as people read it: K7QF-2M9D-XR4P."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_postal_code(text: str) -> str:
    """Five digits, such as 25440, of what people write: 254 40, SE-254 40. Empty when it is no postal code."""
    found = POSTAL_CODE.fullmatch("".join(text.split()).upper())
    return found[1] if found else ""


def check_declared(declared: bool) -> None:
    """Raises RuleViolation `not_declared`: nobody votes without saying that they may."""
    if not declared:
        raise RuleViolation("not_declared")


def check_postal_code(text: str, allowed: Collection[str]) -> None:
    """Raises RuleViolation `postal_code_missing` or `postal_code_elsewhere`. Nothing is asked when `allowed` is empty."""
    if not allowed:
        return
    code = read_postal_code(text)
    if not code:
        raise RuleViolation("postal_code_missing")
    if code not in allowed:
        raise RuleViolation("postal_code_elsewhere")


def age_on(day: dt.date, born: dt.date) -> int:
    """Whole years; who is born on 29 February becomes a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
