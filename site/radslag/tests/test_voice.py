"""One word for each thing in the Swedish of the pages, the mails, the admin, the handbook and the demo."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from radslag.language import catalogue

from .source import PROJECT

NOT_OURS = {
    r"\w*kommentar\w*": "inlägg, samtal",
    r"skede\w*|fas|fasen|faser": "steg",
    r"(en|den) andra person(en)?": "en person till",
    r"via e-post|(kod|kommer|svarar|går|påminnelser) med e-post": "med mejl",
    r"mejladress\w*|epost\w*|(?<!\()email(?!\))": "e-postadress",
    r"cookie\w*(?!\))": "kaka",
    r"koncept\w*": "utkast",
    r"runda|rundan|rundor": "omgång",
    r"fingeravtryck\w*|hashvärde\w*": "kontrollsumma",
    r"frö|fröet": "startvärde",
    r"avbruten|avbrutna": "inställd",
    r"godta\w*": "godkänn",
    r"moderering\w*": "granskning",
    r"ännu": "än",
    r"vänligen|erhåll\w*|avser|nyttja\w*|tillse\w*|gällande|ifall": "vanliga ord",
    r"klicka här|submit": "ett verb som säger vad som händer",
}
"""A pattern of whole words, and what the house says instead."""
MEANT = {
    # Notes to colleagues at a field of a page, which are Wagtail's, and a vein of the finger.
    "Visa eller dölj kommentarer": r"kommentarer",
    "klarmarkerar eller tar bort kommentarer": r"kommentarer",
    "Ditt fingeravtryck, ditt ansikte": r"fingeravtryck",
    "**Lösennyckel** (passkey). Ditt fingeravtryck": r"fingeravtryck",
    # A review of a page that somebody broke off; a round is called off.
    "Granskningen av ”%(object)s” är avbruten": r"avbruten",
    "en runda": r"runda",
    "Klicka här": r"klicka här",
    "erhåller": r"erhåller",
    "kaka (cookie)": r"cookie",
    "submit proposals": r"submit",  # in the English half of a page of the demo
}
"""Where such a word is meant, by the words around it."""

SHOUTED = re.compile(r"(?<![A-Z%])[A-ZÅÄÖ]{6,}")


@cache
def swedish() -> tuple[tuple[str, str], ...]:
    """Every piece of Swedish with the place where it stands."""
    return tuple(pieces())


def pieces() -> Iterator[tuple[str, str]]:
    for message in catalogue.read("sv"):
        if message.id:
            forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            yield from (("the catalogue", str(form)) for form in forms)
    for file in [*(PROJECT / "docs" / "handbok").glob("*.md"), PROJECT / "docs" / "drift.md"]:
        yield from ((file.name, line) for line in file.read_text("utf-8").splitlines())
    for file in (PROJECT / "home" / "demo").glob("texts_*.py"):
        if file.stem != "texts_english":
            quoted = re.findall(r'"((?:[^"\\\n]|\\.)*)"', file.read_text("utf-8"))
            yield from ((file.name, text) for text in quoted if re.search("[åäö ]", text))


@pytest.mark.parametrize("pattern", NOT_OURS)
def test_a_thing_has_one_word(pattern: str) -> None:
    word = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
    found = [
        f"{place}: {text}"
        for place, text in swedish()
        for hit in word.finditer(text)
        if not any(around in text and re.match(meant, hit[0], re.I) for around, meant in MEANT.items())
    ]
    assert not found, f"we say: {NOT_OURS[pattern]}"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"[“„«»]|(?<=\s)['\"](?=\w)", "quotation marks are ”…”"),
        (r"(?<![\d-])\d{1,3} \d{3}(?!\d)|\d (?:kr|MB)\b", "a number does not break: no-break space"),
        (r" - | — ", "a dash is – and rare"),
        (r"\w\.\.\.|\w…", "Sparar …"),
        (r"[!?]{2}|\s[,.:;!?](?![\w%)])", "no space before a mark"),
    ],
)
def test_numbers_quotes_and_dashes_are_swedish_in_the_catalogue(pattern: str, why: str) -> None:
    found = [text for place, text in swedish() if place == "the catalogue" and re.search(pattern, text)]
    assert not found, why


def test_nothing_shouts() -> None:
    assert not [text for place, text in swedish() if place == "the catalogue" and SHOUTED.search(text)]


def test_english_submits_a_proposal() -> None:
    """The exception stands in the migrations of every page's content, which are not made anew for a word."""
    messages = (str(message.id) for message in catalogue.read("en"))
    files = [PROJECT / "README.md", PROJECT / "home" / "demo" / "texts_english.py"]
    pieces = [*messages, *(line for file in files for line in file.read_text("utf-8").splitlines())]
    found = [text for text in pieces if re.search(r"\bhand(s|ed|ing)? (it |them |a proposal )?in\b", text)]
    assert len(found) == 1 and found[0].startswith("The button then follows the round")
