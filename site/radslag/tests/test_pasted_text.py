"""Text pasted from Word: what is stored is plain HTML of our own features, and no word of it is lost."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from councils.models import TraineeReportPage
from radslag.blocks.text import ParagraphBlock

DATA = Path(__file__).parent / "data"
PASTED = (DATA / "from_word.contentstate.json").read_text(encoding="utf-8")
"""What the editor in Chromium makes of from_word.html when it is pasted (recorded)."""
KEPT = [
    "Trygghet på gårdarna", "Det har vi gjort", "Ny belysning på alla gårdar.", "Röd text i tre lager och struket",
    "Bovärdar varje dag", "Läxhjälp", "Odling", "Läs rapporten och mer.", "Björkhöjden", "64 procent", "66 procent",
    "Sista raden & slut.",
]  # fmt: skip
ALLOWED = {"p", "h3", "h4", "b", "i", "ol", "ul", "li", "a", "br"}


def words(html: str) -> str:
    """The text as read, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(p|h\d|li)>", " ", html))).split())


def form_fields() -> list[Any]:
    """The two ways running text gets into a page: a block of a body, and a field."""
    field = TraineeReportPage._meta.get_field("background").formfield().widget
    return [ParagraphBlock().field.widget, field]


@pytest.mark.django_db
@pytest.mark.parametrize("widget", form_fields(), ids=["block", "field"])
def test_what_the_editor_makes_of_word_is_stored_clean_and_whole(widget):
    stored = widget.value_from_datadict({"text": PASTED}, {}, "text")
    assert {name.lower() for name in re.findall(r"<(\w[\w:]*)", stored)} <= ALLOWED
    for dirt in (
        "mso",
        "style=",
        "class=",
        "o:p",
        "font",
        "javascript:",
        "onclick",
        "<script",
        "<table",
        "<!--",
    ):
        assert dirt not in stored.lower()
    for text in KEPT:
        assert text in words(stored), text
    assert "<b>belysning</b>" in stored and "<h3" in stored and stored.count("<li") == 3
    assert '<a href="https://www.example.org/rapport">rapporten</a>' in stored


@pytest.mark.django_db
def test_what_a_forged_form_asks_for_is_not_stored():
    block = {
        "key": "a", "text": "Hej du", "type": "unstyled", "depth": 0, "data": {},
        "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "STRIKETHROUGH"}],
        "entityRanges": [{"offset": 0, "length": 3, "key": 0}, {"offset": 4, "length": 2, "key": 1}],
    }  # fmt: skip
    entities = {
        "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}},
        "1": {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://evil.example"}},
    }
    forged = json.dumps({"blocks": [block], "entityMap": entities})
    stored = ParagraphBlock().field.widget.value_from_datadict({"text": forged}, {}, "text")
    assert "javascript:" not in stored and "evil" not in stored and "<s>" not in stored
    assert words(stored).startswith("Hej")
