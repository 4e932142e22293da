"""What a moderator may do with someone else's words: take out, never put in. Pure."""

import re
from collections import Counter

from comments.rules.errors import RuleViolation

MARK = "[…]"
"""What stands where something was taken out, unless the moderator says more within brackets."""
_NOTE_LENGTH = 24
_WORDS = re.compile(r"\w+|[^\w\s.,;:!?–-]")
"""Words, and signs that may say something: a smiley is added as little as a word is."""
_NOTES = re.compile(r"\[(?:…|[^\W\d_]+(?:[ -][^\W\d_]+){0,2})\]")


def check_redaction(before: str, after: str) -> None:
    """Refuse a text that does something else than taking words out of `before`, each replaced by nothing or by [a note].

    A note is three words at most, and there are no more of them than words taken out. Raises RuleViolation:
    `nothing_taken_out`, or `words_added` when words stand there that the author did not write.
    """
    notes = Counter(_NOTES.findall(after)) - Counter(_NOTES.findall(before))
    written, kept = _words(before), _words(_without(notes, after))
    taken_out = len(written) - len(kept)
    if not _is_within(kept, written) or notes.total() > max(taken_out, 1):
        raise RuleViolation("words_added")
    if taken_out == 0:
        raise RuleViolation("nothing_taken_out")


def _without(notes: Counter[str], after: str) -> str:
    """`after` without the notes that the author did not write; longer ones stay, and count as words."""
    return _NOTES.sub(
        lambda found: " " if found.group() in notes and len(found.group()) <= _NOTE_LENGTH else found.group(),
        after,
    )


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _is_within(kept: list[str], written: list[str]) -> bool:
    """Whether `kept` can be had from `written` by taking words out, the order as it was."""
    rest = iter(written)
    return all(word in rest for word in kept)
