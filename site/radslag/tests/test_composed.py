"""Questions that are composed once give the rows that the same queryset gives, for other values too."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Count, Value
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from radslag.caches.composed import Composed
from radslag.models import Area

pytestmark = pytest.mark.django_db


def _pages(locale: int, keys: list[int], *, order: str = "-pk") -> Any:
    return (
        Page.objects.filter(locale=locale, pk__in=RawSQL("SELECT unnest(%s::int[])", [keys]))
        .select_related("locale", "content_type")
        .annotate(kin=Count("aliases"))
        .order_by(order)
    )


def _one(key: uuid.UUID) -> Any:
    return Page.objects.filter(translation_key=key)


@pytest.fixture
def pages() -> list[Page]:
    root = Page.get_first_root_node()
    return [root.add_child(instance=Page(title=f"Sida {n}", slug=f"sida-{n}")) for n in range(3)]


def facts(rows: Any) -> list[Any]:
    return [
        (page.pk, page.title, page.kin, page.locale.language_code, page.content_type.model) for page in rows
    ]


@pytest.mark.parametrize("order", ["pk", "-pk"])
@pytest.mark.parametrize("chosen", [slice(0, 1), slice(1, 3), slice(0, 0)])
def test_the_rows_are_those_of_the_queryset_with_what_belongs_to_them(pages, order, chosen):
    asked, locale = Composed(_pages), Locale.get_default().pk
    keys = [page.pk for page in pages[chosen]]
    for values in ((locale, keys), (locale, [page.pk for page in pages]), (locale + 1, keys)):
        with CaptureQueriesContext(connection) as captured:
            rows = facts(asked.rows(*values, order=order))
        assert len(captured) == 1
        assert rows == facts(_pages(*values, order=order))


def test_it_is_composed_once_for_all_values_and_once_for_each_fixed_word(pages):
    made = []

    def compose(pk: int, *, title: str) -> Any:
        made.append(title)
        return Page.objects.filter(pk=pk, title=title)

    asked = Composed(compose)
    found = [asked.rows(page.pk, title=page.title) for page in (*pages, *pages)]
    assert [[row.pk for row in rows] for rows in found] == [[page.pk] for page in (*pages, *pages)]
    assert made == ["Sida 0", "Sida 1", "Sida 2"]
    assert asked.rows(pages[0].pk, title="Sida 1") == []


def test_rows_are_objects_of_the_callers_own(pages):
    asked = Composed(_one)
    key = pages[0].translation_key
    (first,), (second,) = asked.rows(key), asked.rows(key)
    first.title = "Annat"
    assert second.title == "Sida 0" and not second.get_deferred_fields()
    assert first._state.db == "default" and not first._state.adding


def test_a_value_that_decides_what_is_asked_is_refused(pages):
    with pytest.raises(ValueError, match="does not stand in it"):
        Composed(lambda pk: Page.objects.filter(title="Stor" if pk > 5 else "Liten")).rows(pages[0].pk)
    with pytest.raises(ValueError, match="does not stand in it"):
        Composed(lambda pk: Page.objects.filter(depth__in=[pk + 1])).rows(pages[0].pk)
    with pytest.raises(TypeError, match="str"):
        Composed(lambda words: Page.objects.filter(title=words)).rows("Sida 0")  # type: ignore[arg-type]


def test_a_value_may_stand_in_it_several_times_and_beside_others():
    areas = [Area.objects.create(name=name, slug=name) for name in ("norr", "soder")]
    asked = Composed(
        lambda pk: (
            Area.objects.annotate(mine=Value(pk), always=Value(7)).filter(pk=pk).exclude(slug=Value("x"))
        )
    )
    for area in areas:
        assert [(row.slug, row.mine, row.always) for row in asked.rows(area.pk)] == [(area.slug, area.pk, 7)]


def test_each_thread_asks_over_its_own_connection():
    asked = Composed(lambda pk: Locale.objects.filter(pk=pk))
    here = asked.rows(Locale.get_default().pk)

    def elsewhere(_number: int) -> tuple[Any, int]:
        try:
            with CaptureQueriesContext(connection) as captured:
                return asked.rows(here[0].pk), len(captured)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(elsewhere, range(8)))
    assert {number for _rows, number in found} == {1}
