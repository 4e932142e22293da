"""Text that strangers wrote, made plain before it is stored. Pure: no database, no clock."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MARKS_IN_A_ROW = 3
MOST_MARKS_TO_ORDER = 30
"""More in a row are dropped before Unicode puts them in order, which takes time as the square of their number."""
_NEWLINES = re.compile(r"\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Zero-width, yet part of how a word or a picture is written: Persian needs the one, families of emoji the other.
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffd")
"""Letters of no shape, and the sign that stands where something could not be read."""


def plain_text(raw: str) -> str:
    """Return `raw` as plain text in NFC with ``\\n`` newlines, at most one empty line in a row.

    Control characters, direction overrides, zero-width characters and lone surrogates are taken out, and combining
    marks beyond the third on one letter. Idempotent.
    """
    text = _SURROGATE_PAIR.sub(_join_surrogates, raw)
    text = _NEWLINES.sub("\n", text)
    text = unicodedata.normalize("NFC", "".join(_without_piled_marks(_kept(text), MOST_MARKS_TO_ORDER)))
    text = unicodedata.normalize("NFC", "".join(_without_piled_marks(text, MARKS_IN_A_ROW)))
    text = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
    return text.strip()


def plain_line(raw: str) -> str:
    """Return `raw` as plain text on one line, for a name."""
    return " ".join(plain_text(raw).split())


def says_something(text: str) -> bool:
    """Whether `text` holds a character that can be seen."""
    return any(unicodedata.category(ch)[0] in "LNPS" and ch not in _BLANK_LETTERS for ch in text)


def _join_surrogates(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")


def _kept(text: str) -> Iterator[str]:
    for index, ch in enumerate(text):
        category = unicodedata.category(ch)
        if ch in "\n\t":
            yield ch if ch == "\n" else " "
        elif ch in (_NON_JOINER, _JOINER):
            if _joins(text, index):
                yield ch
        elif category not in ("Cc", "Cf", "Cs"):
            yield ch


def _joins(text: str, index: int) -> bool:
    """Whether the joiner at `index` stands between two letters of a script that needs it, or two emoji."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if text[index] == _JOINER:
        return _is_emoji_part(before) and _is_emoji_part(after)
    return _is_arabic(before) and _is_arabic(after)


def _is_emoji_part(ch: str) -> bool:
    return bool(ch) and (unicodedata.category(ch) in ("So", "Sk") or ch == "\ufe0f") and ch > "\u2000"


def _is_arabic(ch: str) -> bool:
    return bool(ch) and "\u0620" <= ch <= "\u06ff" and unicodedata.category(ch) == "Lo"


def _without_piled_marks(text: Iterable[str], most: int) -> Iterator[str]:
    in_a_row = 0
    for ch in text:
        in_a_row = in_a_row + 1 if unicodedata.category(ch)[0] == "M" else 0
        if in_a_row <= most:
            yield ch
