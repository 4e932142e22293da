"""Text of strangers: inert when shown."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.rules.text import LINK_REL, as_html
from radslag.incoming.plain import plain_text

any_text = st.text(st.characters(), max_size=200)


@given(any_text)
def test_shown_text_holds_no_element_that_we_did_not_write(raw):
    parsed = html5lib.parseFragment(as_html(plain_text(raw)), namespaceHTMLElements=False)
    assert {element.tag for element in parsed.iter()} <= {"DOCUMENT_FRAGMENT", "p", "br", "a"}
    for link in parsed.iter("a"):
        assert set(link.keys()) == {"href", "rel"}
        assert link.get("href").lower().startswith(("http://", "https://"))


def test_paragraphs_and_line_breaks_are_kept():
    assert as_html("a\nb\n\nc") == "<p>a<br>b</p><p>c</p>"


def test_a_web_address_is_a_link_that_gives_no_credit():
    assert as_html("Se https://example.org/a?b=1&c=2.") == (
        f'<p>Se <a href="https://example.org/a?b=1&amp;c=2" rel="{LINK_REL}">https://example.org/a?b=1&amp;c=2</a>.</p>'
    )


@pytest.mark.parametrize(
    ("written", "linked"),
    [
        ("(https://example.org/a)", "https://example.org/a"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("https://example.org/å!", "https://example.org/å"),
        ("https://example.org/\"onmouseover='x'", "https://example.org/"),
    ],
)
def test_a_link_ends_where_the_address_ends(written, linked):
    assert f'<a href="{linked}" rel=' in as_html(written)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "vbscript:x", "www.example.org"]
)
def test_only_http_becomes_a_link(address):
    assert "<a" not in as_html(address)
