"""What spares queries must give the same answers as what it replaces."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.rich_text import expand_db_html

from councils.models import CouncilIndexPage, CouncilPage
from home.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from radslag.caches.remembering import REMEMBERED, remember_for_the_request
from radslag.pages import readable_by_all

pytestmark = pytest.mark.django_db
KEY = next(iter(REMEMBERED))


@pytest.fixture
def home() -> HomePage:
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="Hem", slug="start"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


def under(parent, title, **fields):
    return parent.add_child(instance=StandardPage(title=title, **fields))


def test_a_remembered_key_is_read_once_in_a_request(django_assert_num_queries):
    cache.set(KEY, ["paths"])

    def view(request):
        with django_assert_num_queries(1):
            assert [cache.get(KEY), cache.get(KEY)] == [["paths"], ["paths"]]

    remember_for_the_request(view)(None)


def test_a_remembered_key_that_is_set_or_deleted_is_read_again():
    def view(request):
        assert cache.get(KEY, version=2) is None
        cache.set(KEY, ["new"], version=2)
        assert cache.get(KEY, version=2) == ["new"]
        cache.delete(KEY, version=2)
        assert cache.get(KEY, "nothing", version=2) == "nothing"

    remember_for_the_request(view)(None)


def test_nothing_is_remembered_from_one_request_to_the_next():
    remember_for_the_request(lambda request: cache.get(KEY))(None)
    cache.set(KEY, ["later"])
    assert remember_for_the_request(lambda request: cache.get(KEY))(None) == ["later"]


def test_a_page_far_down_is_found_with_as_few_queries_as_one_at_the_top(home, django_assert_max_num_queries):
    page = home
    for number in range(5):
        page = under(page, f"Nivå {number}")
    Client().get(page.url)
    with django_assert_max_num_queries(14):
        assert Client().get(page.url).status_code == 200


@pytest.mark.parametrize("address", ["/finns-inte/", "/niva/finns-inte/", "/annan/niva/"])
def test_an_address_that_is_no_page_is_not_found(home, address):
    under(home, "Nivå", slug="niva")
    assert Client().get(address).status_code == 404


def test_an_unpublished_page_is_not_found_by_its_address(home):
    assert Client().get(under(home, "Utkast", slug="utkast", live=False).url or "/utkast/").status_code == 404


def test_a_page_under_a_private_one_is_private(home):
    above = under(home, "Hemligt")
    below = under(above, "Under")
    PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(below.url).status_code == 302
    assert list(StandardPage.objects.get(pk=below.pk).get_view_restrictions()) == list(
        Page.get_view_restrictions(StandardPage.objects.get(pk=below.pk))
    )


def test_an_alias_of_a_private_page_is_private(home):
    source = under(home, "Hemligt")
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)
    alias = source.create_alias(parent=home, update_slug="kopia")
    assert Client().get(alias.url).status_code == 302


def test_an_alias_of_an_alias_of_a_private_page_is_in_no_list(home):
    source = under(home, "Hemligt")
    alias = source.create_alias(parent=home, update_slug="kopia")
    second = alias.create_alias(parent=home, update_slug="kopians-kopia")
    assert second.alias_of.pk == source.pk
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(second.url).status_code == 302
    assert not readable_by_all(StandardPage.objects.all())


def test_links_in_running_text_lead_to_published_pages_only(home, django_assert_num_queries):
    here, gone = under(home, "Här", slug="har"), under(home, "Borta", slug="borta", live=False)
    links = [f'<a linktype="page" id="{number}">{number}</a>' for number in (here.pk, gone.pk, 99)]
    Site.get_site_root_paths()
    with django_assert_num_queries(2):  # the pages, and the paths of the sites outside of a request
        html = expand_db_html(" ".join(links))
    assert html == f'<a href="/har/">{here.pk}</a> <a>{gone.pk}</a> <a>99</a>'


def test_what_stands_under_a_private_page_is_in_no_list(home):
    secret = "Hemligt styrelsemöte"
    index = home.add_child(instance=NewsIndexPage(title="Nyheter", show_in_menus=True))
    councils = home.add_child(instance=CouncilIndexPage(title="Råd", show_in_menus=True))
    news = index.add_child(instance=NewsPage(title=secret, lead=secret))
    meeting = CouncilPage(
        title=secret, lead=secret, number=1, date=timezone.localdate() + dt.timedelta(days=9)
    )
    meeting = councils.add_child(instance=meeting)
    shown = [home.url, index.url, councils.url]
    assert all(secret in Client().get(url).content.decode() for url in shown)
    for page in (news, meeting):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not any(secret in Client().get(url).content.decode() for url in shown)
