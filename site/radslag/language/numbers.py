"""Numbers as people write them in Swedish, and what a change between two of them is called. Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "−"
_TOGETHER = re.compile(
    r"<[^>]*>"  # a tag, which stays as it is
    r"|(?<!\d)(?:\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:,\d+)?(?: (?:kr(?!\w)|%))?"
)
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_NUMBER = re.compile(r"(?P<sign>[-−–+]?)(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:,(?P<part>\d{1,4}))?")


def parse_number(text: str) -> Decimal:
    """ "46", "1 063", "12,5", "−3": a decimal comma, and spaces only between groups of three. Raises ValueError."""
    found = _NUMBER.fullmatch(_SPACES.sub(" ", text).strip())
    if not found:
        raise ValueError("not a number as it is written in Swedish")
    value = Decimal(found["whole"].replace(" ", "") + "." + (found["part"] or "0"))
    return -value if found["sign"] in {"-", "−", "–"} and found["sign"] else value


def format_number(value: Decimal) -> str:
    """1063.50 → "1 063,5", with spaces that never break."""
    whole, _point, part = f"{abs(value):,f}".replace(",", NO_BREAK_SPACE).partition(".")
    part = part.rstrip("0")
    return f"{MINUS if value < 0 else ''}{whole}{',' + part if part else ''}"


def kept_together(text: str) -> str:
    """Text or HTML in which "25 000 kr" and "46 %" are never broken over lines; tags are left alone."""
    return _TOGETHER.sub(_unbroken, text)


def _unbroken(found: re.Match[str]) -> str:
    text = found[0]
    return text if text.startswith("<") else text.replace(" ", NO_BREAK_SPACE)


def is_per_cent(unit: str) -> bool:
    """Whether numbers with this unit are shares, so that their difference is in percentage points."""
    return unit.strip().lower() in {"%", "procent", "percent", "per cent"}


def describe_change(before: Decimal, after: Decimal, unit: str) -> str:
    """ "+18 procentenheter", "+306 kr (+41 %)", "oförändrat". Shares differ by percentage points, never by per cent."""
    difference = after - before
    if not difference:
        return _("no change")
    signed = f"{'+' if difference > 0 else ''}{format_number(difference)}"
    if is_per_cent(unit):
        whole = 1 if abs(difference) == 1 else 2
        return ngettext("%(change)s percentage point", "%(change)s percentage points", whole) % {
            "change": signed
        }
    text = f"{signed}{NO_BREAK_SPACE}{unit}" if unit else signed
    if before <= 0 or after < 0:
        return text
    share = (100 * difference / before).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{text} ({'+' if share > 0 else ''}{format_number(share)}{NO_BREAK_SPACE}%)" if share else text


def brief_change(before: Decimal, after: Decimal, unit: str) -> str:
    """The same for a column whose heading says that shares differ by percentage points: "+18"."""
    if not is_per_cent(unit) or before == after:
        return describe_change(before, after, unit)
    return f"{'+' if after > before else ''}{format_number(after - before)}"


def bar_widths(values: list[Decimal], unit: str) -> list[str]:
    """Lengths of bars for SVG, "46.0%" with a point: shares of a hundred, else of the largest. None below zero: no bars."""
    if not values or min(values) < 0:
        return []
    whole = Decimal(100) if is_per_cent(unit) and max(values) <= 100 else max(values)
    return [f"{(100 * value / whole if whole else Decimal(0)):.1f}%" for value in values]
