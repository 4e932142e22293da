"""Areas and themes: their pages, and the links that lead there."""

import pytest
from django.template.loader import render_to_string

from home.tests import builders as make
from home.tests.readers import read
from radslag.collation import in_swedish_order
from radslag.subjects import with_subjects

pytestmark = pytest.mark.django_db


def test_names_come_in_the_order_of_the_swedish_alphabet() -> None:
    names = ["Örby", "Ängen", "Åsa", "Zoo", "anka", "Élise", "Bo", "Ed"]
    assert in_swedish_order(names) == ["anka", "Bo", "Ed", "Élise", "Zoo", "Åsa", "Ängen", "Örby"]


def test_the_links_of_a_page_lead_to_what_it_is_about_and_ask_nothing_more(
    django_assert_num_queries: object,
) -> None:
    themes = [make.make_theme(name="Ängar", slug="angar"), make.make_theme(name="Åar", slug="aar")]
    made = make.make_news_page(themes=themes, areas=[make.make_area(name="Örby", slug="orby")])
    page = with_subjects(type(made).objects.filter(pk=made.pk))[0]
    with django_assert_num_queries(0):  # type: ignore[operator]
        html = render_to_string("components/subjects.html", {"page": page})
    places = [html.index(address) for address in ("/tema/aar/", "/tema/angar/", "/omrade/orby/")]
    assert places == sorted(places)
    assert render_to_string("components/subjects.html", {"page": make.make_news_page()}).strip() == ""


def test_the_pages_of_subjects_stand() -> None:
    make.make_home()
    area, theme = make.make_area(), make.make_theme()
    for path in (area.get_absolute_url(), theme.get_absolute_url(), "/amnen/"):
        assert read(path).response.status_code == 200
    assert read("/omrade/finns-inte/").response.status_code == 404
