"""Names in the order of the Swedish alphabet, whichever collations the database server was built with."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Func, Value
from django.db.models.functions import Collate, Lower

Row = TypeVar("Row")

_AFTER_Z = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}
"""What follows z in ASCII stands for the last letters of the alphabet."""
_ACCENTED, _PLAIN = "éèêëáàâãíìîïóòôõúùûüñçý", "eeeeaaaaiiiioooouuuuncy"


def swedish_order(field: str) -> Collate:
    """For `ordering` and `order_by`: the same order, made by the database with what every server has."""
    letters, instead = "".join(_AFTER_Z) + _ACCENTED, "".join(_AFTER_Z.values()) + _PLAIN
    return Collate(Func(Lower(field), Value(letters), Value(instead), function="translate"), "C")


def swedish_key(text: str) -> tuple[str, str]:
    """What sorts `text` as a Swedish reader expects: å, ä and ö last, other accents and capitals as the plain letter."""
    letters = (_letter(letter) for letter in unicodedata.normalize("NFC", text).casefold())
    return "".join(letters), text


def in_swedish_order(rows: Iterable[Row], key: Callable[[Row], str] = str) -> list[Row]:
    """The rows by the text that `key` gives of each."""
    return sorted(rows, key=lambda row: swedish_key(key(row)))


def _letter(letter: str) -> Any:
    return _AFTER_Z.get(letter) or unicodedata.normalize("NFD", letter)[0]
