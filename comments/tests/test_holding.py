"""Which comments are read before they are shown, and which are not held for nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.rules.acts import Hold
from comments.rules.holding import Occasion, Published, holds_for, may_be_shown, text_key
from comments.rules.word_list import has_word_of, word_list
from comments.rules.words import DEFAULT_WORDS
from comments.tests.test_identity_numbers import checksum

A_NUMBER = "850312-239" + checksum("850312239")


def holds(text, **more):
    return [hold.value for hold in holds_for(text, **more)]


@pytest.mark.parametrize(
    "text",
    ["070-174 06 05", "0701740605", "070 174 06 05", "070/1740605", "08-123 456 78", "0611-123 45", "+46 70 174 06 05",
     "+46 (0)70-174 06 05", "004670 1740605", "０７０－１７４ ０６ ０５", "+47 22 33 44 55", "tel:070‑1740605.",
     "070-174 06 05 070-174 06 06"],
)  # fmt: skip
def test_a_telephone_number_holds(text):
    assert holds(f"Ring {text} i kväll") == ["phone"]


@pytest.mark.parametrize(
    "text",
    ["112", "1177", "113 13", "020-123 456", "010-456 78 90", "0771-123 456", "kl. 0800-1700", "08.00–17.00", "01-02-2026",
     "2026-11-22", "123 45 Lövsunda", "1 250 000 kr", "0,5 procent", "556036-0793", "5050-1055", "KS 2026/0123", "50+2"],
)  # fmt: skip
def test_a_number_that_helps_everybody_or_is_something_else_holds_nothing(text):
    assert holds(f"Det står {text} på skylten") == []


@pytest.mark.parametrize(
    "text", ["siv@example.org", "siv.ek+x@å.example.se", "siv (at) exempel.se", "siv[snabel-a]exempel.se", "ｓｉｖ＠example.org"]
)  # fmt: skip
def test_an_email_address_holds(text):
    assert holds(f"Skriv till {text}.") == ["email"]


@pytest.mark.parametrize(
    "text",
    ["https://example.org/x", "HTTP://example.org", "www.example.org", "example.com", "kop-nu.xyz!", "exempel.se/billigt",
     "hxxp://example.org", "[url=x]", '<a href="x">'],
)  # fmt: skip
def test_a_link_holds_unless_the_editors_let_links_pass(text):
    assert holds(f"Se {text} nu") == ["link"]
    assert holds(f"Se {text} nu", holds_links=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "nere vid ån.Se till att",
        "bl.a. och/eller",
        "@siv",
        "kl.14.30",
        "1.5.2",
        "och/eller.",
        "Idé: bro.Bra!",
    ],
)
def test_a_forgotten_space_is_no_link_and_no_address(text):
    assert holds(text) == []


def test_what_the_site_publishes_holds_nothing_and_is_looked_up_only_when_needed():
    text = "Ring 070-174 06 12 eller se https://radslag.example.org/x."
    known = Published(["+46 70 174 06 12"], ["radslag.example.org"])
    assert holds(text) == ["phone", "link"]
    assert holds(text, published=lambda: known) == []
    assert holds(text + " 070-174 06 13", published=known) == ["phone"]
    assert holds("Inget här", published=lambda: 1 / 0) == []


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("idiot*", "Vilka IDIOTER!", True), ("idiot", "Vilka idioter!", False), ("idiot", "idiot-chef", True),
        ("hora", "Vi hör av oss, förhoras", False), ("hora", "HORA", True), ("åsna", "Åsnan", False),
        ("åsna", "Din\u00c5SNA åsna", True),
        ("klicka här", "klicka\n  HÄR nu", True), ("jävla *", "jävla bro", True), ("jävla *", "jävlar", False),
        ("a.c", "abc", False), ("a.c", "a.c", True), ("(", "hej (du)", True), ("c++", "c+++", True), ("[x", "en [x]", True),
        ("*", "allt", False), (" \n\n ** ", "allt", False), ("ﬁtta", "FITTA", True), ("z" * 300, "z" * 300, True),
    ],
)  # fmt: skip
def test_words_of_the_list_are_found_as_whole_words_and_mean_themselves(line, text, found):
    assert has_word_of(word_list(line), text) is found


@given(st.lists(st.text(max_size=12), max_size=20), st.text(max_size=200))
def test_any_list_and_any_text_are_compared_without_a_fault(lines, text):
    has_word_of(word_list("\n".join(lines)), text)


@pytest.mark.parametrize("text", ["a" * 3000, "a " * 1500, "(" * 3000, "ab" * 1500])
def test_a_long_list_and_a_long_text_take_no_time(text):
    words = word_list("\n".join("a" * size + end for size in range(1, 130) for end in ("b", "*b"))[:10_000])
    begun = time.perf_counter()
    has_word_of(words, text.replace("aab", "aa"))
    holds_for(text, words=DEFAULT_WORDS)
    assert time.perf_counter() - begun < 1


def test_the_words_a_site_begins_with_find_insults_and_leave_plain_words_alone():
    assert holds("Ni är idioter hela bunten", words=DEFAULT_WORDS) == ["words"]
    plain = (
        "Packa lådor, hör av er, horisonten, paketet, negera: en bro vid ån, tack. Fittja har ett bra torg."
    )
    assert [h for h in holds(plain, words=DEFAULT_WORDS) if h != "words"] == []


def test_the_occasion_holds_in_a_stable_order():
    everything = Occasion(seconds_open=1, is_one_of_many=True, stands_elsewhere=True)
    text = f"KÖP NU FÖR HELA SLANTEN {A_NUMBER} 070-174 06 05 A@EXAMPLE.ORG WWW.EXAMPLE.ORG IDIOT"
    assert holds(text, words="idiot", occasion=everything) == [
        hold.value for hold in Hold if hold != Hold.CHANGED
    ]
    assert holds("Hej", occasion=Occasion(seconds_open=4)) == []


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("NU RÄCKER DET MED DETTA ELÄNDE", True),
        ("BRA!", False),
        ("SKR, SMHI och MSB säger så, och det är bra", False),
    ],
)
def test_shouting_holds_but_not_a_word_or_two(text, held):
    assert (holds(text) == ["capitals"]) is held


def test_a_number_in_the_name_holds_and_is_never_shown():
    assert holds("Hej", name=f"Siv {A_NUMBER}") == ["identity"]
    assert not may_be_shown("Hej", name=A_NUMBER)
    assert may_be_shown("Ring 070-174 06 05")


def test_copies_have_one_key_whatever_their_spaces_and_capitals_and_short_texts_have_none():
    text = "En lång tanke om bron över ån, som ingen annan skriver ord för ord."
    assert text_key(text) == text_key(text.upper().replace(" ", "  ")) != text_key(text + " Nej.")
    assert text_key("Jag håller med!") == ""
