"""Search in Swedish on PostgreSQL: Wagtail's backend with our way of reading a query (radslag.readers.stems)."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend, PostgresSearchQueryCompiler
from wagtail.search.query import PlainText

from .stems import lexemes_of


class BeginningsQueryCompiler(PostgresSearchQueryCompiler):
    """Looks for words by their roots."""

    def build_tsquery_content(self, query: Any, config: str | None = None, invert: bool = False) -> Any:
        """The query in PostgreSQL's words; everything but plain text is as modelsearch has it."""
        if not isinstance(query, PlainText):
            return super().build_tsquery_content(query, config=config, invert=invert)
        lexemes = lexemes_of(query.query_string, operator=query.operator, invert=invert)
        return None if lexemes is None else SearchQuery(lexemes, search_type="raw", config=config)


class SearchBackend(PostgresSearchBackend):
    """modelsearch's PostgreSQL backend with our way of reading a query."""

    query_compiler_class = BeginningsQueryCompiler
