"""A language that nobody speaks, written from right to left: every message of the interface in made-up Arabic letters.

It proves that the layout holds in right-to-left pages and that no words stand in templates or code outside of gettext. It is
made when a test asks for it, in a folder of the test's own, and is never part of the site.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.test import override_settings

from radslag.language import catalogue

CODE = "ar"
"""Django and browsers know it as right-to-left; our words for it are nobody's."""

# What must come through as it is: placeholders, tags, entities.
KEPT = re.compile(rf"{catalogue.PLACEHOLDER.pattern}|%%|<[^>]*>|&\w+;")
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzåäöABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ",
    "ابجدهوزحطيكلمنسعفصقرشتثخذضظغع" * 2,
)


def pseudo(text: str) -> str:
    """The text in letters of the pseudo-language; placeholders, tags and entities stay."""
    parts = KEPT.split(text)
    kept = [*KEPT.findall(text), ""]
    return "".join(part.translate(LETTERS) + same for part, same in zip(parts, kept, strict=True))


def write_catalogue(folder: Path) -> Catalog:
    """Translate every message of code and templates into the pseudo-language, as a compiled catalogue under `folder`."""
    made = Catalog(locale=CODE, fuzzy=False)
    for message in catalogue.extracted():
        if not message.id:
            continue
        several = isinstance(message.id, tuple)
        words = (
            tuple(pseudo(message.id[1]) for _ in range(made.num_plurals)) if several else pseudo(message.id)
        )
        made.add(message.id, words, context=message.context)
    path = folder / CODE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, made)
    return made


@contextmanager
def pseudo_language(folder: Path) -> Iterator[Catalog]:
    """A third language of the site, at /ar/, for as long as the block lasts."""
    made = write_catalogue(folder)
    languages = [*settings.LANGUAGES, (CODE, "Pseudo")]
    with override_settings(
        LANGUAGES=languages,
        WAGTAIL_CONTENT_LANGUAGES=languages,
        LOCALE_PATHS=[folder, *settings.LOCALE_PATHS],
    ):
        yield made
