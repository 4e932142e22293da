"""Text that strangers wrote, made inert when it is shown."""

import re
from html import escape

from django.utils.safestring import SafeString

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^\[\]]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,:;!?…"
LINK_REL = "nofollow ugc noopener"


def as_html(text: str) -> SafeString:
    """Return plain `text` as paragraphs with line breaks; web addresses become links, everything else is escaped."""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    html = "".join(f"<p>{_linked(part)}</p>" for part in paragraphs if part).replace("\n", "<br>")
    return SafeString(html)  # built of our own tags and of text that `_linked` has escaped


def _linked(text: str) -> str:
    """`text` escaped, with links. A page shows a hundred texts: no format_html() for each piece of them."""
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _without_trailing(match.group())
        if address.endswith("://"):
            continue
        link = escape(address)
        pieces += (escape(text[end : match.start()]), f'<a href="{link}" rel="{LINK_REL}">{link}</a>')
        end = match.start() + len(address)
    return "".join([*pieces, escape(text[end:])])


def _without_trailing(address: str) -> str:
    """Leave the sentence's own punctuation outside the link, and a bracket that the address did not open."""
    while address[-1] in _AFTER_ADDRESS or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address
