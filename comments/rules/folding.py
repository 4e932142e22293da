"""Text as the rules compare it: digits, dashes and spaces of every alphabet are one kind, and each knows where it stood. Pure."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Minus, hyphen bullet, katakana's long dash: written as dashes, though Unicode does not call them so.
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Mn", "Me"})
"""What stands between or round characters without being one: also the frame of a digit on a key."""
_MORE_DASHES = frozenset("\u2212\u2043\u30fc")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` folded, and for each of its characters the index in the text as it was written."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the written text of `text[start:end]`, which is not empty."""
        return self.places[start], self.places[end - 1] + 1


def fold(raw: str) -> Folded:
    """Fold `raw`: NFKC and casefold, ASCII digits, ``-`` for every dash, a space for every space but the line break."""
    pieces, places = [], []
    for index, ch in enumerate(raw):
        piece = _folded(ch)
        pieces.append(piece)
        places.extend([index] * len(piece))
    return Folded("".join(pieces), tuple(places))


@lru_cache(maxsize=4096)
def _folded(ch: str) -> str:
    if ch == "\n":
        return ch
    return "".join(_plain(c) for c in unicodedata.normalize("NFKC", ch).casefold())


def _plain(ch: str) -> str:
    category = unicodedata.category(ch)
    if category == "Nd":
        return str(unicodedata.digit(ch))
    if category == "Pd" or ch in _MORE_DASHES:
        return "-"
    if category == "Zs" or ch in "\t\r\v\f":
        return " "
    return "" if category in _UNSEEN and ch != "\n" else ch
