"""Money as people write it. Amounts are whole öre; nothing here is a float."""

from __future__ import annotations

import re

from radslag.language.money import bare_kronor, format_kronor

__all__ = ["bare_kronor", "format_kronor", "parse_kronor"]
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f_]+")
_UNIT = re.compile(r"^(?:kr\.?|sek)|(?:[:;][-–—]|kronor|krona|kr\.?|sek)$", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'’][0-9]{3})+$")
_DECIMAL = re.compile(r"([0-9]+)(?:[.,:]([0-9]{1,2}))?$")
MOST_DIGITS = 12


def parse_kronor(text: str) -> int | None:
    """Öre of what a person wrote: "25 000 kr", "25.000:-", "kr 25000", "99,50". None when it is no sum.

    A separator followed by exactly three digits groups thousands; followed by one or two it is decimal.
    A negative sum is returned as such, so that the caller can say what is wrong with it.
    """
    compact = _SPACES.sub("", text)
    negative = compact[:1] in ("-", "−", "–")
    compact = _UNIT.sub("", compact.lstrip("-−–"))
    if len(compact) > MOST_DIGITS:
        return None
    if _GROUPED.match(compact):
        ore = int(re.sub(r"[^0-9]", "", compact)) * 100
    elif match := _DECIMAL.match(compact):
        ore = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    else:
        return None
    return -ore if negative else ore
