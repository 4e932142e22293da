"""The public register: filters, search, and a page of matters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.display.links import CSV, JSON
from councils.display.matters import Row, rows
from councils.models.matters import Matter, MatterStatus
from councils.querysets import MOST_LETTERS
from radslag.language.collation import swedish_order
from radslag.readers.filters import Facet, Filtered, FilterGroup, filtered
from radslag.readers.paging import page_of

if TYPE_CHECKING:
    from councils.models import MatterRegisterPage
    from councils.querysets import MatterQuerySet

Facts = Mapping[Any, Mapping[str, set[str]]]
MATTERS_A_PAGE = 20
MOST_THEMES = 50
"""With more councils than this their drop-down list gives numbers alone, so that the page stays small."""
MOST_OPTIONS = 40
"""So many units and areas at most, those with the most matters, stand in a drop-down list; words find the others."""
LONGEST_OPTION = 60
STATUS, YEAR = gettext_lazy("Status"), gettext_lazy("Received on")


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down list of the form: its name in the address, its label, its options, and which is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """What the page shows for an address."""

    page: Page[int]
    rows: list[Row]
    links: list[FilterGroup]
    choices: list[Choice]
    kept: dict[str, str]
    """What the links have chosen: the form sends it on."""
    words: str
    query: str
    clear: str
    is_empty: bool
    csv_url: str
    json_url: str


def register(page: MatterRegisterPage, *, now: dt.datetime, query: Mapping[str, str]) -> RegisterShown:
    """What `page` shows at `now` for the address that `query` is of."""
    matters = Matter.objects.public().in_series(page.get_parent())
    words = " ".join(query.get("q", "").replace("\x00", " ").split())[:MOST_LETTERS]
    facets = _facets(matters)
    facts = _facts(matters.about(words))
    found = filtered(facts, facets, query, kept={"q": words} if words else {})
    listed = page_of(found.keys, MATTERS_A_PAGE, query)
    shown = rows(
        matters.filter(pk__in=list(listed.object_list)).order_by("-latest", "-pk"),
        register_url=page.url,
        now=now,
    )
    return RegisterShown(
        page=listed,
        rows=shown,
        links=[group for group in found.groups if group.label in (STATUS, YEAR)],
        choices=_choices(facets, found, facts),
        kept={name: value for name, value in found.chosen.items() if name in ("status", "ar")},
        words=words,
        query=found.query,
        clear=page.url if words or found.is_set else "",
        is_empty=not (found.keys or words or found.is_set),
        csv_url=f"{page.url}{CSV}",
        json_url=f"{page.url}{JSON}",
    )


def _facets(matters: MatterQuerySet) -> list[Facet]:
    """What the matters can be filtered by: two as links, three as drop-down lists."""
    councils = (
        matters.order_by("-council__number").values_list("council__number", "council__title").distinct()
    )
    named = {str(number): f"{number}. {theme}" for number, theme in councils}
    units = matters.order_by("unit").values_list("unit", flat=True).distinct()
    areas = (
        matters.exclude(area=None)
        .order_by(swedish_order("area__name"))
        .values_list("area__slug", "area__name")
        .distinct()
    )
    years = matters.order_by("-received__year").values_list("received__year", flat=True).distinct()
    return [
        Facet("status", STATUS, dict(MatterStatus.choices)),
        Facet("ar", YEAR, {str(year): str(year) for year in years}),
        Facet("rad", _("Council"), named),
        Facet("enhet", _("Responsible unit"), {unit: unit for unit in units}),
        Facet("omrade", _("Area"), dict(areas)),
    ]


def _facts(matters: MatterQuerySet) -> dict[Any, dict[str, set[str]]]:
    """What each matter has of each facet, the newest word first."""
    fields = ("pk", "status", "received__year", "council__number", "unit", "area__slug")
    return {
        pk: {
            "status": {status},
            "ar": {str(year)},
            "rad": {str(council)},
            "enhet": {unit},
            "omrade": {area} if area else set(),
        }
        for pk, status, year, council, unit, area in matters.order_by("-latest", "-pk").values_list(*fields)
    }


def _choices(facets: list[Facet], found: Filtered, facts: Facts) -> list[Choice]:
    """The drop-down lists; one that could not tell matters apart is left out."""
    return [
        _choice(facet, found.chosen.get(facet.name, ""), facts)
        for facet in facets
        if facet.name in ("rad", "enhet", "omrade") and (len(facet.values) > 1 or facet.name in found.chosen)
    ]


def _choice(facet: Facet, chosen: str, facts: Facts) -> Choice:
    """A drop-down list that stays small: its label says when it holds the most common alone."""
    label, values = str(facet.label), list(facet.values)
    if facet.name == "rad":
        short = len(values) > MOST_THEMES
        return Choice(facet.name, label, [(n, n if short else _cut(facet.values[n])) for n in values], chosen)
    if len(values) > MOST_OPTIONS:
        used = Counter(value for row in facts.values() for value in row[facet.name])
        kept = {*sorted(values, key=lambda value: -used[value])[:MOST_OPTIONS], chosen}
        label, values = _("%(label)s (the most common)") % {"label": label}, [v for v in values if v in kept]
    return Choice(facet.name, label, [(value, _cut(facet.values[value])) for value in values], chosen)


def _cut(label: str | Promise) -> str:
    return str(Truncator(str(label)).chars(LONGEST_OPTION))
