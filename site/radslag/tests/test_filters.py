"""Filters of lists: what the links say, and that an address written by hand does no harm."""

import pytest
from django.template.loader import render_to_string

from radslag.readers.filters import Facet, filtered

ROWS = {
    1: {"ar": {"2026"}, "tema": {"trygghet", "miljo"}},
    2: {"ar": {"2026"}, "tema": {"miljo"}},
    3: {"ar": {"2025"}, "tema": set()},
}
FACETS = [
    Facet("ar", "År", {"2026": "2026", "2025": "2025"}),
    Facet("tema", "Tema", {"miljo": "Miljö", "trygghet": "Trygghet", "kultur": "Kultur"}),
]
HARMLESS = ["\x00", "%00", "-1", "1e9", "' OR 1=1 --", "2026'", "../..", "<script>", "x" * 5000, "\u202e"]


def shown(query, kept=None):
    groups = filtered(ROWS, FACETS, query, kept).groups
    return [[(str(c.label), c.count, c.url, c.current) for c in group.choices] for group in groups]


def test_each_number_is_what_its_link_shows_with_the_other_filters_kept():
    years, themes = shown({"tema": "miljo"})
    assert years == [("Alla", 2, "?tema=miljo", True), ("2026", 2, "?ar=2026&tema=miljo", False)]
    assert [(label, count) for label, count, _url, _current in themes] == [
        ("Alla", 3),
        ("Miljö", 2),
        ("Trygghet", 1),
    ]
    assert [current for *_rest, current in themes] == [False, True, False]


def test_filters_are_combined_and_kept_in_links():
    found = filtered(ROWS, FACETS, {"ar": "2026", "tema": "trygghet"}, {"q": "bänkar & grönt"})
    assert found.keys == [1]
    assert found.query == "ar=2026&q=b%C3%A4nkar+%26+gr%C3%B6nt&tema=trygghet"
    assert found.clear == "?q=b%C3%A4nkar+%26+gr%C3%B6nt"


@pytest.mark.parametrize("value", HARMLESS)
def test_an_unknown_value_filters_nothing_and_keeps_the_others(value):
    found = filtered(ROWS, FACETS, {"ar": value, "tema": "miljo"})
    assert found.keys == [1, 2]
    assert found.chosen == {"tema": "miljo"}
    html = render_to_string("components/filter.html", {"groups": found.groups, "clear": found.clear})
    assert "<script>" not in html and f"={value[:9]}" not in html


def test_a_filter_that_tells_no_rows_apart_has_no_links():
    assert filtered({1: {"ar": {"2026"}}}, FACETS, {}).groups == []
    assert filtered({}, FACETS, {"ar": "2026"}).keys == []
