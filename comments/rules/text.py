"""Text that strangers wrote, made inert when it is shown."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^\[\]]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,:;!?…"
LINK_REL = "nofollow ugc noopener"


def as_html(text: str) -> SafeString:
    """Return plain `text` as paragraphs with line breaks; web addresses become links, everything else is escaped."""
    paragraphs = [part.strip("\n") for part in text.split("\n\n")]
    return format_html_join("", "<p>{}</p>", ((_lines(part),) for part in paragraphs if part))


def _lines(paragraph: str) -> SafeString:
    first, *rest = paragraph.split("\n")
    more = format_html_join("", "<br>{}", ((_linked(line),) for line in rest))
    return format_html("{}{}", _linked(first), more)


def _linked(text: str) -> SafeString:
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _without_trailing(match.group())
        if address.endswith("://"):
            continue
        pieces.append(text[end : match.start()])
        pieces.append(format_html('<a href="{}" rel="{}">{}</a>', address, LINK_REL, address))
        end = match.start() + len(address)
    pieces.append(text[end:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _without_trailing(address: str) -> str:
    """Leave the sentence's own punctuation outside the link, and a bracket that the address did not open."""
    while address[-1] in _AFTER_ADDRESS or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address
