"""Text of strangers: plain when stored."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radslag.incoming.plain import plain_line, plain_text, says_something

# Lone surrogates too: they come from clients that cut an emoji in two.
any_text = st.text(st.characters(), max_size=200)


@given(any_text)
def test_plain_text_is_a_fixed_point_and_can_be_stored(raw):
    text = plain_text(raw)
    assert plain_text(text) == text
    assert "\0" not in text
    assert text.encode("utf-8").decode() == text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u2060", "\u00ad", "\0", "\x1b", "\ud83d"]
)
def test_directions_zero_width_controls_and_lone_surrogates_are_taken_out(hidden):
    assert plain_text(f"a{hidden}b") == "ab"


def test_two_halves_of_an_emoji_become_one():
    assert plain_text("\ud83d\ude00") == "😀"


def test_at_most_three_marks_stand_on_one_letter():
    piled = plain_text("z" + "\u0335\u0336\u0337\u0338" * 125)
    assert sum(unicodedata.category(ch) == "Mn" for ch in piled) == 3


def test_letters_are_composed():
    assert plain_text("Lo\u0308vsunda") == "Lövsunda"


def test_persian_keeps_the_sign_between_its_letters_and_latin_does_not():
    assert plain_text("می\u200cخواهم") == "می\u200cخواهم"
    assert plain_text("a\u200cb\u200dc") == "abc"


def test_a_family_of_emoji_stays_together():
    assert plain_text("👩\u200d👧") == "👩\u200d👧"


def test_newlines_are_of_one_kind_and_at_most_one_line_is_empty():
    assert plain_text("  a \r\nb\r\r\r\n\u2029c\n") == "a\nb\n\nc"


def test_a_name_is_one_line():
    assert plain_line(" Siv\n\t Ek ") == "Siv Ek"


@pytest.mark.parametrize("blank", ["", "  \n ", "\u200b", "\u3164\u2800", "\u0301"])
def test_text_that_shows_nothing_says_nothing(blank):
    assert not says_something(plain_text(blank))


def test_an_emoji_says_something():
    assert says_something("👍")


@pytest.mark.parametrize(
    "raw", ["b" + " " * 100_000 + "a", "a" + "\u0315\u0300" * 50_000, "\n " * 50_000, "\ud800" * 100_000]
)
def test_a_hundred_thousand_characters_of_any_kind_take_no_time(raw: str) -> None:
    begun = time.perf_counter()
    plain_text(raw)
    assert time.perf_counter() - begun < 1.5
