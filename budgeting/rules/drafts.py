"""What a draft holds: the form of a proposal as it was typed. Nothing is judged here but its size."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from budgeting.rules.errors import RuleViolation

Content = dict[str, list[str]]
"""Names of fields, each with the texts that were typed. Fields left empty are not there."""

MOST_BYTES = 64 * 1024
MOST_DRAFTS = 10
"""Drafts not handed in that one person may have in one round."""

TEXTS = ("title", "what", "benefit", "beneficiaries", "place", "period")
ABOUT_YOU = ("kind", "organisation", "show_as", "name", "phone", "co_applicants")
DECLARATIONS = ("lives_here", "old_enough")
LINE_WHAT, LINE_KRONOR = "line_what", "line_kronor"
FIELDS = (*TEXTS, "theme", LINE_WHAT, LINE_KRONOR, *ABOUT_YOU, *DECLARATIONS)
_QUESTION = re.compile(r"question_[0-9]{1,18}\Z")
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?")


def content_of(posted: Mapping[str, Sequence[str]]) -> Content:
    """What of a sent form belongs to a draft, of any length. Characters that no database holds are left out."""
    content: Content = {}
    for name, texts in posted.items():
        if name in (LINE_WHAT, LINE_KRONOR) or not (name in FIELDS or _QUESTION.match(name)):
            continue
        kept = _stored(texts[-1]) if texts else ""
        if kept.strip():
            content[name] = [kept]
    return content | _lines(posted)


def is_blank(content: Content) -> bool:
    """Whether nothing was written or chosen but what the form holds from the start."""
    return set(content) <= {"kind", "show_as"}


def check_size(content: Content) -> None:
    """Raises RuleViolation `draft_too_large`: nothing is cut, the writer must choose what goes."""
    if size_of(content) > MOST_BYTES:
        raise RuleViolation("draft_too_large", most_kb=MOST_BYTES // 1024)


def rows_of(content: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The cost lines as typed: what, kronor."""
    pairs = zip_longest(content.get(LINE_WHAT, ()), content.get(LINE_KRONOR, ()), fillvalue="")
    return [(what, kronor) for what, kronor in pairs]


def size_of(content: Content) -> int:
    """Bytes of the content as it is stored."""
    return len(json.dumps(content, ensure_ascii=False).encode())


def differing(stored: Content, mine: Content) -> list[str]:
    """Names of the fields that are not the same, in the order of the form; the cost lines count as one, LINE_WHAT."""
    names = [name for name in FIELDS if name != LINE_KRONOR]
    names += sorted(name for name in {*stored, *mine} if _QUESTION.match(name))
    return [name for name in names if _value(stored, name) != _value(mine, name)]


def _value(content: Content, name: str) -> object:
    return rows_of(content) if name == LINE_WHAT else content.get(name, [])


def _lines(posted: Mapping[str, Sequence[str]]) -> Content:
    """The rows in which something stands, with their two columns still side by side."""
    rows = [(_stored(what), _stored(kronor)) for what, kronor in rows_of(posted)]
    rows = [row for row in rows if any(text.strip() for text in row)]
    if not rows:
        return {}
    return {LINE_WHAT: [what for what, _ in rows], LINE_KRONOR: [kronor for _, kronor in rows]}


def _stored(text: str) -> str:
    return _NEWLINE.sub("\n", _NOT_STORED.sub("", text))
