"""Finding the words of a list that editors keep. Pure, and no pattern language: every character but a last ``*`` is itself."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class WordList:
    """Folded words and phrases by their length; `beginnings` are those that any ending may follow."""

    whole: frozenset[str]
    beginnings: frozenset[str]
    lengths: tuple[int, ...]


@lru_cache(maxsize=32)
def word_list(lines: str) -> WordList:
    """Read a list with one word or phrase a line."""
    whole, beginnings = set(), set()
    for line in lines.splitlines():
        entry = _folded(line)
        if entry.endswith("*"):
            beginnings.add(entry.rstrip("*"))
        else:
            whole.add(entry.strip())
    whole, beginnings = ({entry for entry in entries if entry.strip()} for entries in (whole, beginnings))
    lengths = tuple(sorted({len(entry) for entry in whole | beginnings}))
    return WordList(frozenset(whole), frozenset(beginnings), lengths)


def has_word_of(words: WordList, text: str) -> bool:
    """Whether `text` has one of `words`, as whole words, in capitals or not.

    The time grows with the length of the text times the number of different lengths in the list, whatever they hold.
    """
    text = _folded(text)
    size = len(text)
    for start in range(size):
        if start and _in_word(text[start]) and _in_word(text[start - 1]):
            continue
        for length in words.lengths:
            end = start + length
            if end > size:
                break
            piece = text[start:end]
            if piece in words.beginnings:
                return True
            if piece in words.whole and not (end < size and _in_word(piece[-1]) and _in_word(text[end])):
                return True
    return False


def _folded(text: str) -> str:
    """One kind of letters, no capitals, single spaces; a space at the end of "jävla *" means that a word follows."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _in_word(ch: str) -> bool:
    return ch.isalnum() or ch == "_" or unicodedata.category(ch)[0] == "M"
