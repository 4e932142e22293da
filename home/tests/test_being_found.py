"""Addresses, languages and pictures that search engines and shared links read; robots, sitemap, redirects, easy text."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from home.tests import builders as make
from home.tests.readers import read
from radslag.models import SiteSettings
from radslag.pictures import make_sizes

pytestmark = pytest.mark.django_db
ROOT = settings.WAGTAILADMIN_BASE_URL


def canonical(path: str) -> str:
    found = re.findall(r'<link rel="canonical" href="([^"]+)">', read(path).html)
    return found[0].removeprefix(ROOT) if found else ""


def alternates(path: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', read(path).html)
    return {code: url.removeprefix(ROOT) for code, url in found}


def facts(path: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', read(path).html)
    return {fact["@type"]: fact for fact in json.loads(found[1])["@graph"]} if found else {}


def in_english(page: Page, **fields: Any) -> Page:
    """A published translation, under a translated home page."""
    english, _made = Locale.objects.get_or_create(language_code="en")
    home = make.make_home()
    if not home.has_translation(english):
        home.copy_for_translation(english).save_revision().publish()
    twin = home.get_translation(english) if page.pk == home.pk else page.copy_for_translation(english)
    for name, value in fields.items():
        setattr(twin, name, value)
    twin.save_revision().publish()
    return Page.objects.get(pk=twin.pk)


class TestAddress:
    def test_filters_and_easy_text_lead_to_the_one_address_and_a_lists_pages_are_their_own(self) -> None:
        page = make.make_news_page()
        assert canonical(f"{page.url}?lattlast=1&x=2") == page.url
        for asked, told in {
            "": "", "?sida=1": "", "?sida=2": "?sida=2", "?sida=2&lattlast=1": "?sida=2", "?sida=02": "?sida=2",
            "?sida=x": "", "?sida=%3Cb%3E": "", "?sida=²": "", "?ar=2025&sida=2": "", "?ar=2025": "",
        }.items():  # fmt: skip
            assert canonical(f"/nyheter/{asked}") == f"/nyheter/{told}", asked
        assert canonical(f"{page.url}?sida=2") == page.url, "not a list"

    def test_a_copy_names_what_it_copies(self) -> None:
        source = make.make_standard_page(title="Källan")
        copy = source.create_alias(parent=make.make_home(), update_slug="kopia")
        assert canonical(copy.url) == source.url

    def test_what_is_no_page_is_not_to_be_found_unless_its_template_says_so(self) -> None:
        make.make_home()
        area = make.make_area(name="Närlunda", slug="narlunda", description="Öster om ån.")
        for path in ("/sok/?q=a", "/konto/", f"/kontakt/{make.make_contact().pk}/", "/finns-inte/"):
            html = Client().get(path, follow=True).content.decode()
            assert '<meta name="robots" content="noindex">' in html, path
            assert "canonical" not in html
        assert canonical(area.get_absolute_url()) == "/omrade/narlunda/"
        assert alternates(area.get_absolute_url())["en"] == "/en/omrade/narlunda/"
        assert "noindex" not in read(area.get_absolute_url()).html


class TestLanguages:
    def test_a_page_names_its_translations_and_only_those_that_are_open_to_all(self) -> None:
        page = make.make_standard_page(title="Regler", slug="regler")
        assert alternates(page.url) == {}
        twin = in_english(page, slug="rules", title="Rules")
        named = {"sv": "/regler/", "en": "/en/rules/", "x-default": "/regler/"}
        assert alternates("/regler/") == alternates("/en/rules/") == named
        assert 'href="/en/rules/" lang="en" hreflang="en"' in read("/regler/").html
        twin.view_restrictions.create(restriction_type="login")
        assert alternates("/regler/") == {}
        assert 'href="/en/" lang="en"' in read("/regler/").html, "the switch leads to the start instead"

    def test_the_footer_leads_to_translations_and_marks_what_is_in_swedish_only(self) -> None:
        both, one = (
            make.make_standard_page(title="Regler", slug="regler"),
            make.make_standard_page(slug="bara"),
        )
        in_english(both, slug="rules", title="Rules of talk")
        chosen = SiteSettings.for_site(make.make_home().get_site())
        heading = {"heading": "Hjälp", "translations": [{"language": "en", "text": "Help"}]}
        links = [{"label": f"Till {page.slug}", "page": page, "url": ""} for page in (both, one)]
        chosen.footer = [
            ("column", {**heading, "links": links}),
            ("column", {"heading": "Insyn", "translations": [], "links": links[:1]}),
        ]
        chosen.footer_note, chosen.accessibility_page = "Drivs av kommunen.", both
        chosen.save()
        for path in ("/en/", "/en/rules/", "/en/sok/"):
            html = read(path).html
            for part in (
                "<h2>Help</h2>", '<h2 lang="sv">Insyn</h2>', '<a href="/en/rules/">Rules of talk</a>',
                '<a href="/bara/" lang="sv" hreflang="sv">Till bara</a>', '<p lang="sv" dir="auto">Drivs av kommunen.</p>',
                '<a href="/en/rules/">Accessibility statement</a>',
            ):  # fmt: skip
                assert part in html, (path, part)
        html = read("/").html
        assert "<h2>Hjälp</h2>" in html
        assert '<a href="/regler/">Till regler</a>' in html

    def test_languages_take_no_more_queries_for_many_links_than_for_one(self) -> None:
        pages = [make.make_standard_page() for _ in range(6)]
        twins = [in_english(page, slug=f"page-{n}") for n, page in enumerate(pages)]
        chosen, counts = SiteSettings.for_site(make.make_home().get_site()), []
        for some in (pages[:1], pages):
            links = [{"label": page.title, "page": page, "url": ""} for page in some]
            chosen.footer = [("column", {"heading": "Mer", "translations": [], "links": links})]
            chosen.save()
            read(twins[0].url)
            counts.append([len(read(path).queries) for path in (pages[0].url, twins[0].url, "/en/sok/")])
        print(f"\nqueries of a page, its translation and an English view: {counts[0]} and {counts[1]}")
        assert counts[0] == counts[1]


class TestShared:
    def test_a_shared_link_has_title_words_and_picture_once_its_size_is_made(self) -> None:
        page = make.make_news_page(title='Bänkar & "bord"', lead="Fjorton <b>.", picture=make.make_picture())
        assert "og:image" not in read(page.url).html, "a GET makes no picture of its own for others"
        make_sizes(image_id=page.picture_id)
        html = read(page.url).html
        assert '<meta property="og:title" content="Bänkar &amp; &quot;bord&quot;">' in html
        assert '<meta property="og:locale" content="sv_SE">' in html
        size = page.picture.get_rendition("fill-1200x630|format-jpeg|jpegquality-80")
        assert f'<meta property="og:image" content="{ROOT}{size.url}">' in html
        assert f'<meta property="og:image:width" content="{size.width}">' in html
        assert facts(page.url)["NewsArticle"]["image"] == f"{ROOT}{size.url}"

    def test_a_page_without_a_picture_borrows_the_sites(self) -> None:
        page, picture = make.make_standard_page(), make.make_picture()
        chosen = SiteSettings.for_site(page.get_site())
        chosen.share_picture = picture
        chosen.save()
        few = len(read(page.url).queries)
        make_sizes(image_id=picture.pk)
        reading = read(page.url)
        assert 'content="summary_large_image"' in reading.html
        assert len(reading.queries) == few

    def test_every_page_but_the_start_has_its_path(self) -> None:
        page = make.make_news_page(title="Bänkar")
        items = facts(page.url)["BreadcrumbList"]["itemListElement"]
        assert [item["name"] for item in items] == ["Här bestämmer vi tillsammans", "Nyheter", "Bänkar"]
        assert items[-1]["item"] == f"{ROOT}{page.url}"
        assert "BreadcrumbList" not in facts("/")
        assert {"WebSite", "Organization"} <= facts("/").keys()


class TestMachines:
    def test_the_sitemap_has_what_all_may_read_and_nothing_else(self) -> None:
        shown, area = make.make_standard_page(slug="syns"), make.make_area()
        twin = in_english(shown, slug="seen")
        secret, draft = (
            make.make_standard_page(slug="hemlig"),
            make.make_standard_page(slug="utkast", live=False),
        )
        below = make.make_standard_page(parent=secret, slug="under")
        secret.view_restrictions.create(restriction_type="login")
        copy = shown.create_alias(parent=make.make_home(), update_slug="kopia")
        tree = ElementTree.fromstring(read("/sitemap.xml").response.content)  # noqa: S314 (our own)
        spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
        found = {str(one.text).removeprefix(ROOT) for one in tree.iterfind(".//s:loc", spaces)}
        assert {"/", "/en/", shown.url, twin.url, area.get_absolute_url()} <= found
        assert not {secret.url, below.url, "/utkast/", copy.url} & found, draft
        links = tree.iterfind(f".//s:url[s:loc='{ROOT}/syns/']/x:link", spaces)
        assert [link.get("hreflang") for link in links] == ["en", "sv", "x-default"]

    def test_the_sitemap_takes_the_same_queries_for_one_page_and_for_many(self) -> None:
        make.make_standard_page()
        read("/sitemap.xml")
        few = len(read("/sitemap.xml").queries)
        for _ in range(20):
            make.make_standard_page()
            make.make_area()
        many = len(read("/sitemap.xml").queries)
        print(f"\nqueries of the sitemap: {few} and {many}")
        assert few == many

    def test_robots_are_kept_from_forms_and_shown_the_sitemap(self) -> None:
        make.make_home()
        text = read("/robots.txt").html
        assert f"Sitemap: {ROOT}/sitemap.xml" in text
        for part in ("/admin/", "/konto/", "/sok/", "/*/sok/"):
            assert f"Disallow: {part}\n" in text


class TestMoved:
    """An address that was published once leads to the page for ever."""

    @pytest.fixture(autouse=True)
    def _committed(self, django_capture_on_commit_callbacks: Any) -> None:
        self.committed = lambda: django_capture_on_commit_callbacks(execute=True)

    def rename(self, page: Page, slug: str) -> None:
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with self.committed():
            page.save_revision().publish()

    def test_a_page_that_is_renamed_or_moved_is_found_by_its_old_addresses_with_all_below_it(self) -> None:
        first, other = make.make_standard_page(slug="forst"), make.make_standard_page(slug="annan")
        child = make.make_standard_page(parent=first, slug="barn")
        self.rename(first, "sedan")
        assert Client().get("/forst/?a=1").headers["Location"] == "/sedan/"
        assert Client().get("/forst/barn/").headers["Location"] == "/sedan/barn/"
        Page.objects.get(pk=first.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
        for old in ("/forst/", "/sedan/"):
            assert Client().get(old).headers["Location"] == "/annan/sedan/"
        for old in ("/forst/barn/", "/sedan/barn/"):
            response = Client().get(old)
            assert (response.status_code, response.headers["Location"]) == (301, "/annan/sedan/barn/"), child

    def test_a_translation_that_is_renamed_is_found_too(self) -> None:
        self.rename(in_english(make.make_standard_page(slug="regler"), slug="rules"), "house-rules")
        assert Client().get("/en/rules/").headers["Location"] == "/en/house-rules/"

    def test_a_new_page_at_an_old_address_is_shown_and_a_draft_tells_nothing(self) -> None:
        page = make.make_standard_page(slug="gammal")
        self.rename(page, "ny")
        assert make.make_standard_page(slug="gammal", title="Den nya").title in read("/gammal/").html
        assert Redirect.objects.count() == 1
        Page.objects.get(pk=page.pk).specific.unpublish()
        assert Client().get("/ny/").status_code == 404


class TestEasyText:
    def test_a_reader_who_asks_sees_it_first_and_others_are_offered_it(self) -> None:
        page = make.make_standard_page(title="Regler", easy_read="<p>Var snäll.</p>")
        offered, asked = read(page.url).html, read(f"{page.url}?lattlast=1").html
        assert f'href="{page.url}?lattlast=1"' in offered
        assert "Var snäll." not in offered
        assert asked.index("Var snäll.") < asked.index("Ny belysning på gårdarna.")
        assert f'<a class="button button--quiet" href="{page.url}">Läs hela sidan' in asked
        assert "lattlast" not in read(make.make_standard_page().url + "?lattlast=1").html


def test_dates_of_pages_stand_in_the_sitemap() -> None:
    page = make.make_standard_page()
    page.save_revision().publish()
    assert f"<lastmod>{timezone.localdate().isoformat()}T" in read("/sitemap.xml").html
