"""What never stands in a log, whoever wrote the line: addresses, numbers of persons, codes, receipts, tokens, cookies.

Patterns know the look of a thing, not names of people: those are kept out by logging no values of exceptions, and no
arguments of lines that others' programs write (`logs`).
"""

import re
from typing import Any

GONE = "[…]"
# Keys, signatures and numbers of sessions: long, and of letters and figures or of letters large and small.
LONG = r"(?:(?=[\w\-]*\d)[\w\-=]{20,}|(?=[\w\-]*[a-z][\w\-]*[A-Z])[\w\-=]{32,})"
PATTERNS = (
    # A header or setting with its value, to the end of the line: cookies come several to one line.
    re.compile(r"(?i)\b(?:set-)?cookie\b\s*[:=].*"),
    re.compile(
        r"(?i)\b(?:authorization|x-csrftoken|csrfmiddlewaretoken|sessionid|password|passwd|secret)\b\S*\s*[:=]\s*\S+"
    ),
    re.compile(r"(?i)\b[a-z][a-z0-9+.\-]*://[^\s/@]*@"),  # a user and password before a host
    re.compile(r"[^\s@<>\"'=,;:()\[\]/\\]+@[^\s@<>\"',;:()\[\]/\\]+"),
    re.compile(
        r"(?<!\d)(?:19|20)?\d{6}[-+ ]?\d{4}(?!\d)"
    ),  # personal identity number, with or without the century
    re.compile(r"\b[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b"),  # voting code
    re.compile(r"\b[0-9A-Za-z]{3}-[0-9A-Za-z]{3}-[0-9A-Za-z]{3}\b"),  # receipt
    re.compile(
        r"\b(?=[0-9A-Z]*[0-9])(?=[0-9A-Z]*[A-Z])(?:[0-9A-Z]{12}|[0-9A-Z]{9})\b"
    ),  # the same without hyphens
    re.compile(rf"(?:[A-Za-z0-9_\-=]+[:.])*{LONG}"),
    re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"),  # IPv4
    re.compile(
        r"(?i)(?<![\w:])(?:(?:[0-9a-f]{1,4}:){3,7}|(?:[0-9a-f]{1,4}:){0,6}:)[0-9a-f:.]*[0-9a-f]"
    ),  # IPv6
    re.compile(r"(?<![\d.,:\-])\d{6}(?![\d.,:\-]\d|\d)"),  # log-in code
)
# Without any of these none of the patterns fits: most lines are done with after one look.
SUSPICIOUS = re.compile(r"[@?=:\d]|\b\w{3,4}-\w{3,4}-\w{3,4}\b|[\w\-]{32}")
QUERY = re.compile(r"\?[^\s\"'<>]*")


def redact(text: str) -> str:
    """`text` without anything that could stand for a person, and without the query of an address."""
    if not SUSPICIOUS.search(text):
        return text
    text = QUERY.sub("?…", text)
    for pattern in PATTERNS:
        text = pattern.sub(GONE, text)
    return text


def redact_all(value: Any) -> Any:
    """The same for all texts in a value, however deep; what is neither text, number nor a list or dict becomes its kind."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(key)): redact_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_all(item) for item in value]
    return type(value).__name__
