"""The words of a search in Swedish, by which one playground finds many.

The stemmer makes lekplat of "lekplats" and lekplats of "lekplatser". So each word is stemmed twice,
and what is left, if it is long enough to say something, is searched for as the beginning of a word. It knows
"bänken" and "bänkarna" but not "gatan" and "torget": these are looked for together with "gata" and "torg".
"""

import operator as operator_module
import re
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from modelsearch.backends.database.postgres.query import Lexeme

SHORTEST_BEGINNING = 5
LEFT_ON = ("an", "et")
"""Endings of the definite form that the stemmer leaves."""
CONFIG = "swedish"
WORD = re.compile(r"[^\W_]+")
STEMS = """
    SELECT ts_lexize('swedish_stem', lower(word)) = '{}', second.stem
    FROM unnest(%s::text[]) WITH ORDINALITY AS words (word, place),
    LATERAL (SELECT coalesce((ts_lexize('swedish_stem', lower(word)))[1], lower(word)) AS stem) AS first,
    LATERAL (SELECT coalesce((ts_lexize('swedish_stem', first.stem))[1], first.stem) AS stem) AS second
    ORDER BY place
"""


def roots(words: list[str]) -> list[str]:
    """Stem each word twice. Words that every text holds, such as "och", are left out."""
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [words])
        return [stem for is_everywhere, stem in cursor.fetchall() if not is_everywhere]


def lexemes_of(text: str, *, operator: str = "and", invert: bool = False) -> Any:
    """What to look for in the index: the roots of the words of `text`; None when there is nothing to look for."""
    both, either = operator_module.and_, operator_module.or_
    words = [
        reduce(
            both if invert else either,
            (Lexeme(form, invert=invert, prefix=len(form) >= SHORTEST_BEGINNING) for form in forms(root)),
        )
        for root in roots(WORD.findall(text) or text.split())
    ]
    return reduce(both if operator == "and" else either, words) if words else None


def forms(root: str) -> list[str]:
    """A root with what the stemmer leaves of the same noun in other forms: gat and gatan, torg and torget, cykel and cykeln."""
    if len(root) < SHORTEST_BEGINNING:  # longer ones are looked for as beginnings
        return [root, *(root + ending for ending in LEFT_ON)]
    stripped = [root[: -len(ending)] for ending in LEFT_ON if root.endswith(ending)]
    return [root, *stripped, *([root[:-1]] if root.endswith(("eln", "ern")) else [])]


def words_query(text: str) -> SearchQuery | None:
    """A query for rows that hold every word of `text` in any form; None when there is nothing to look for."""
    lexemes = lexemes_of(text)
    return None if lexemes is None else SearchQuery(lexemes, search_type="raw", config=CONFIG)
