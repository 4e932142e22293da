"""What a moderator may do with someone else's words: take out, never put in. Pure."""

import re

from comments.rules.errors import RuleViolation

MARK = "[…]"
"""What stands where something was taken out, unless the moderator says more within brackets."""
_WORDS = re.compile(r"\w+")
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,40}\]")


def check_redaction(before: str, after: str) -> None:
    """Refuse a text that does something else than taking words out of `before`, each replaced by nothing or [a note].

    Raises RuleViolation: `nothing_taken_out`, or `words_added` when words stand there that the author did not write.
    """
    written, kept = _words(before), _words(_without_new_notes(before, after))
    if not _is_within(kept, written):
        raise RuleViolation("words_added")
    if len(kept) == len(written):
        raise RuleViolation("nothing_taken_out")


def _without_new_notes(before: str, after: str) -> str:
    """`after` without the notes in brackets that the author did not write."""
    own = set(_BRACKETS.findall(before))
    return _BRACKETS.sub(lambda found: found.group() if found.group() in own else " ", after)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _is_within(kept: list[str], written: list[str]) -> bool:
    """Whether `kept` can be had from `written` by taking words out, the order as it was."""
    rest = iter(written)
    return all(word in rest for word in kept)
