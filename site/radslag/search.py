"""Search in Swedish on PostgreSQL, where one playground finds many.

The stemmer makes lekplat of "lekplats" and lekplats of "lekplatser". So each word is stemmed until it no longer changes,
and what is left, if it is long enough to say something, is searched for as the beginning of a word.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend, PostgresSearchQueryCompiler
from modelsearch.backends.database.postgres.query import Lexeme
from wagtail.search.query import PlainText

SHORTEST_BEGINNING = 5
MOST_STEPS = 3
STEM_ONCE = """
    SELECT coalesce((ts_lexize('swedish_stem', lower(word)))[1], word)
    FROM unnest(%s::text[]) WITH ORDINALITY AS words (word, place) ORDER BY place
"""


def roots(words: list[str]) -> list[str]:
    """Stem each word until nothing more comes off; a stop word stays as it is."""
    with connection.cursor() as cursor:
        for _step in range(MOST_STEPS):
            cursor.execute(STEM_ONCE, [words])
            stemmed = [row[0] for row in cursor.fetchall()]
            if stemmed == words:
                break
            words = stemmed
    return words


class BeginningsQueryCompiler(PostgresSearchQueryCompiler):
    """Looks for words by their roots."""

    def build_tsquery_content(self, query: Any, config: str | None = None, invert: bool = False) -> Any:
        """The query in PostgreSQL's words; everything but plain text is as modelsearch has it."""
        if not isinstance(query, PlainText):
            return super().build_tsquery_content(query, config=config, invert=invert)
        words = [word for word in re.split(r"[\s\-]+", query.query_string) if word]
        if not words:
            return None
        lexemes = [
            Lexeme(root, invert=invert, prefix=len(root) >= SHORTEST_BEGINNING) for root in roots(words)
        ]
        combined = lexemes[0]
        for lexeme in lexemes[1:]:
            combined = combined & lexeme if query.operator == "and" else combined | lexeme
        return SearchQuery(combined, search_type="raw", config=config)


class SearchBackend(PostgresSearchBackend):
    """modelsearch's PostgreSQL backend with our way of reading a query."""

    query_compiler_class = BeginningsQueryCompiler
