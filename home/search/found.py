"""One ranked list of everything that holds the words, in parts, with how many there are of each kind."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Page as ListPage
from django.http import HttpRequest

from home.search.hits import Hit, shown
from home.search.kinds import FACET, kinds_by_content_type
from home.search.sources import Source, sources
from radslag.clock import database_now
from radslag.readers.filters import FilterGroup, address, chosen_values, filter_group
from radslag.readers.paging import page_of
from radslag.readers.stems import words_query

HITS_A_PAGE = 20


@dataclass(slots=True)
class Found:
    """What was found, and the links that filter it. `query` keeps words and filter in links to other parts."""

    text: str
    total: int = 0
    hits: ListPage[Hit] | None = None
    groups: list[FilterGroup] = field(default_factory=list)
    query: str = ""


def find(request: HttpRequest, text: str) -> Found:
    """Look for `text` as the address of `request` asks: `typ` a kind, `sida` a part."""
    query = words_query(text) if text else None
    if query is None:
        return Found(text)
    now = database_now()
    everything: Any = Everything(query, sources(request, now), now)
    counts = everything.counts
    if not counts:
        return Found(text)
    chosen, kept = chosen_values(request.GET, [FACET]), {"q": text}
    group = filter_group(FACET, counts, sum(counts.values()), chosen, kept)
    everything.kind = chosen.get(FACET.name, "")
    hits: ListPage[Hit] = page_of(everything, HITS_A_PAGE, request.GET)
    groups = [group] if len(counts) > 1 or chosen else []
    return Found(text, sum(counts.values()), hits, groups, address({**kept, **chosen})[1:])


class Everything:
    """The hits as a list that is read in parts: three kinds of questions, none for each hit."""

    def __init__(self, query: SearchQuery, sources: list[Source], now: dt.datetime) -> None:
        self.query, self.sources, self.now = query, sources, now
        self.kind = ""
        self.kinds = kinds_by_content_type()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind; kinds of which there are none are left out."""
        first, *others = (source.counts(self.query) for source in self.sources)
        counts: Counter[str] = Counter()
        for name, content_type, number in first.union(*others, all=True):
            counts[self._kind_of(name, content_type)] += number
        return counts

    def __len__(self) -> int:
        return self.counts.get(self.kind, 0) if self.kind else sum(self.counts.values())

    def __getitem__(self, part: slice) -> list[Hit]:
        chosen = [rows for source in self.sources if (rows := self._of_kind(source)) is not None]
        if not chosen:
            return []
        ordered = chosen[0].union(*chosen[1:], all=True).order_by("-rank", "source", "-pk")[part]
        places = [(name, pk, self._kind_of(name, content_type)) for name, pk, content_type, _rank in ordered]
        return shown(places, self.query)

    def _of_kind(self, source: Source) -> Any:
        rows = source.ranked(self.query)
        if not self.kind or source.kind == self.kind:
            return rows
        types = [pk for pk, kind in self.kinds.items() if kind == self.kind]
        return rows.filter(content_type__in=types) if source.name == "page" and types else None

    def _kind_of(self, name: str, content_type: int) -> str:
        return next(
            (source.kind for source in self.sources if source.name == name and source.kind),
            self.kinds.get(content_type, ""),
        )
