"""Extracts in which the words that were found are marked. Text is escaped before anything else is done to it."""

import re

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models.expressions import Combinable
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from radslag.readers.stems import CONFIG

START, STOP = "\ue000", "\ue001"
"""Around a word that was found: characters that no text has a use for. Whatever else of them there is falls away."""
GAP = " … "
MARKED = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
SEAM = re.compile(r"(?<=[.!?:…]),? |(?:, ){2,}")
"""Where the index joined the texts of a page: a comma says nothing after a full stop, nor two in a row."""
STRAY = re.compile(f"[{START}{STOP}]")


def extract(text: Combinable | str, query: SearchQuery) -> SearchHeadline:
    """The places in a text where the words stand; its beginning when they stand in none."""
    return SearchHeadline(
        text,
        query,
        config=CONFIG,
        start_sel=START,
        stop_sel=STOP,
        max_fragments=2,
        min_words=15,
        max_words=28,
        fragment_delimiter=GAP,
    )


def whole(text: Combinable | str, query: SearchQuery) -> SearchHeadline:
    """A whole text, such as a title, with the words marked."""
    return SearchHeadline(text, query, config=CONFIG, start_sel=START, stop_sel=STOP, highlight_all=True)


def marked(text: str) -> SafeString:
    """What `extract` or `whole` gave, as HTML."""
    pieces = MARKED.split(" ".join(text.split()))  # text and word by turns
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece) if number % 2 else escape(STRAY.sub("", piece)),)
            for number, piece in enumerate(pieces)
        ),
    )


def cut_from(text: str, beginning: str) -> SafeString:
    """An extract as HTML, with dots where it was cut out of a text that begins with `beginning`."""
    text = _joined(text)
    plain = STRAY.sub("", text)
    if not plain:
        return SafeString("")
    before = "" if _joined(beginning).startswith(plain[:20]) else "… "
    after = "" if plain.endswith((".", "!", "?", "…")) else " …"
    return format_html("{}{}{}", before, marked(text), after)


def _joined(text: str) -> str:
    return SEAM.sub(" ", " ".join(text.split()))
