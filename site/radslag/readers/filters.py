"""Filters of a list, as plain links: a GET address each, with how many rows it would show.

A list says what each of its rows has (`Row`); `filtered` says which rows match, and draws the links. An unknown value in an
address does no harm: it filters nothing, and the other filters are kept. For `components/filter.html`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from radslag.language.collation import swedish_order

Row = Mapping[str, Collection[str]]
"""What a row has, by the name of each facet: {"ar": {"2026"}, "tema": {"trygghet", "miljo"}}."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of a filter. `count` is how many rows it shows; None leaves the number out."""

    label: str | Promise
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The links of one facet, the first of which takes its filter away."""

    label: str | Promise
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Facet:
    """What rows can be filtered by: its name in addresses, its label, and its values with their labels, in order."""

    name: str
    label: str | Promise
    values: Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Filtered:
    """The outcome. `query` is for links that keep the filters, `clear` the address without them (empty: none is set)."""

    groups: list[FilterGroup]
    chosen: dict[str, str]
    keys: list[Any]
    query: str
    clear: str

    @property
    def is_set(self) -> bool:
        """Whether a filter holds rows back."""
        return bool(self.chosen)

    @property
    def chosen_labels(self) -> list[str]:
        """The labels of what is chosen, in the order of the filters."""
        return [str(c.label) for group in self.groups for c in group.choices[1:] if c.current]


def address(parameters: Mapping[str, str]) -> str:
    """The address of this page with these parameters, always in one order; the empty ones are left out."""
    return "?" + urlencode(sorted((name, value) for name, value in parameters.items() if value))


def chosen_values(query: Mapping[str, str], facets: Iterable[Facet]) -> dict[str, str]:
    """The values that an address asks for, of those that exist."""
    asked = {facet.name: query.get(facet.name, "") for facet in facets}
    known = {facet.name: facet.values for facet in facets}
    return {name: value for name, value in asked.items() if value in known[name]}


def filter_group(
    facet: Facet, counts: Mapping[str, int], total: int, chosen: Mapping[str, str], kept: Mapping[str, str]
) -> FilterGroup:
    """The links of a facet: “all”, then each value that shows a row or is chosen. `kept` are further parameters."""
    others = {name: value for name, value in chosen.items() if name != facet.name}
    current = chosen.get(facet.name, "")
    everything = Choice(
        pgettext_lazy("filter", "All"), address({**kept, **others}), total, current=not current
    )
    links = [
        Choice(
            label,
            address({**kept, **others, facet.name: value}),
            counts.get(value, 0),
            current=value == current,
        )
        for value, label in facet.values.items()
        if counts.get(value) or value == current
    ]
    return FilterGroup(facet.label, [everything, *links])


def filtered(
    rows: Mapping[Any, Row],
    facets: Sequence[Facet],
    query: Mapping[str, str],
    kept: Mapping[str, str] | None = None,
) -> Filtered:
    """Filter `rows` (by their keys) as an address asks. Each number is what its link shows with the other filters kept.

    A facet that could not tell rows apart, with no values or one that all rows have, gets no links.
    """
    kept = kept or {}
    chosen = chosen_values(query, facets)
    groups = []
    for facet in facets:
        others = {name: value for name, value in chosen.items() if name != facet.name}
        within = [row for row in rows.values() if _matches(row, others)]
        counts = _counts(within, facet.name)
        telling = [n for n in _counts(rows.values(), facet.name).values() if n < len(rows)]
        if telling or facet.name in chosen:
            groups.append(filter_group(facet, counts, len(within), chosen, kept))
    keys = [key for key, row in rows.items() if _matches(row, chosen)]
    query_string = address({**kept, **chosen})[1:]
    return Filtered(groups, chosen, keys, query_string, address(kept) if chosen else "")


def _matches(row: Row, chosen: Mapping[str, str]) -> bool:
    return all(value in row.get(name, ()) for name, value in chosen.items())


def _counts(rows: Iterable[Row], name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for value in row.get(name, ()):
            counts[value] = counts.get(value, 0) + 1
    return counts


def related_slugs(pages: QuerySet[Any], relation: str) -> tuple[dict[Hashable, set[str]], dict[str, str]]:
    """The slugs of `areas` or `themes` of each page, and the name of each slug: one query for all of them."""
    slugs: dict[Hashable, set[str]] = {}
    names: dict[str, str] = {}
    found = pages.exclude(**{relation: None}).order_by(swedish_order(f"{relation}__name"))
    for key, slug, name in found.values_list("pk", f"{relation}__slug", f"{relation}__name"):
        slugs.setdefault(key, set()).add(slug)
        names[slug] = name
    return slugs, names
