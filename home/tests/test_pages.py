"""The home page, pages of content and news: where they may stand, what they show, that an editor can edit them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from budgeting.models import BudgetingPage, RoundPage
from councils.models import (
    CouncilIndexPage,
    CouncilPage,
    MatterRegisterPage,
    ReportIndexPage,
    TraineeReportPage,
)
from home.models import (
    AccessibilityStatementPage,
    DataProtectionPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from home.tests import builders as make
from home.tests.readers import faults_of_a_public_page, read

BELOW = {
    HomePage: {
        StandardPage,
        AccessibilityStatementPage,
        DataProtectionPage,
        NewsIndexPage,
        CouncilIndexPage,
        ReportIndexPage,
        BudgetingPage,
    },
    NewsIndexPage: {NewsPage},
    NewsPage: set(),
    CouncilIndexPage: {CouncilPage, MatterRegisterPage},
    CouncilPage: set(),
    ReportIndexPage: {TraineeReportPage},
    TraineeReportPage: set(),
}


def body_data() -> dict[str, Any]:
    """A body as the editor's form posts it."""
    blocks = [("heading", {"text": "Bakgrund", "note": ""}), ("paragraph", rich_text("<p>Text.</p>"))]
    return streamfield([(kind, value) for kind, value in blocks])


def home_data() -> dict[str, Any]:
    """The parts of a home page's form, as the editor's form posts them."""
    return {
        "guide": streamfield([]),
        "body": body_data(),
        "sections": streamfield([]),
        "pins": inline_formset([]),
    }


class TestWherePagesMayStand(WagtailPageTestCase):
    def test_below_each_page_stands_only_what_belongs_there(self) -> None:
        for parent, children in BELOW.items():
            self.assertAllowedSubpageTypes(parent, children)

    def test_a_page_of_content_may_hold_pages_of_content(self) -> None:
        self.assertCanCreateAt(StandardPage, StandardPage)
        self.assertCanCreateAt(HomePage, StandardPage)

    def test_nothing_stands_in_a_place_that_makes_no_sense(self) -> None:
        for parent, child in (
            (NewsPage, NewsPage),
            (HomePage, NewsPage),
            (HomePage, CouncilPage),
            (HomePage, HomePage),
            (CouncilIndexPage, TraineeReportPage),
            (ReportIndexPage, CouncilPage),
            (StandardPage, NewsPage),
            (StandardPage, HomePage),
            (RoundPage, RoundPage),
            (NewsIndexPage, StandardPage),
        ):
            self.assertCanNotCreateAt(parent, child)

    def test_a_home_page_stands_at_the_root_alone(self) -> None:
        self.assertAllowedParentPageTypes(HomePage, {Page})

    def test_there_is_one_list_of_news(self) -> None:
        home = make.make_home()
        assert NewsIndexPage.can_create_at(home)
        make.make_news_index()
        home.refresh_from_db()
        assert not NewsIndexPage.can_create_at(home)


class TestEditors(WagtailPageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.editor = make.make_editor()
        self.client.force_login(self.editor)

    def test_every_kind_of_page_can_be_shown_edited_and_previewed(self) -> None:
        body = {"body": body_data(), "thread_mode": "off", "thread_heading": "", "thread_question": ""}
        for page, more in (
            (
                make.make_home(),
                {
                    "guide": streamfield([]),
                    "body": body_data(),
                    "sections": streamfield([]),
                    "pins": inline_formset([]),
                },
            ),
            (make.make_standard_page(), body),
            (make.make_news_index(), {}),
            (make.make_news_page(), {"date": "2026-11-20", **body}),
        ):
            with self.subTest(page=type(page).__name__):
                common = {"title": "Ny rubrik", "slug": page.slug, "lead": "Kort.", "action-publish": "yes"}
                data = common | {"comments": inline_formset([])} | more
                self.assertPageIsRoutable(page)
                self.assertPageIsRenderable(page)
                self.assertPageIsEditable(page, post_data=nested_form_data(data), user=self.editor)
                self.assertPageIsPreviewable(page, post_data=nested_form_data(data), user=self.editor)
                self.client.force_login(self.editor)
                self.client.post(f"/admin/pages/{page.pk}/edit/", nested_form_data(data))
                page.refresh_from_db()
                assert (page.title, page.lead) == ("Ny rubrik", "Kort.")

    def test_an_editor_makes_a_page_of_content(self) -> None:
        data = {
            "title": "Om oss",
            "slug": "om-oss",
            "lead": "Kort.",
            "body": body_data(),
            "thread_mode": "off",
        }
        self.assertCanCreate(make.make_home(), StandardPage, nested_form_data(data))
        assert "Bakgrund" in read("/om-oss/").html or StandardPage.objects.get(slug="om-oss").live is False

    def test_an_editor_makes_a_piece_of_news(self) -> None:
        data = {
            "title": "Bänkar",
            "slug": "bankar",
            "thread_mode": "off",
            "lead": "Kort.",
            "date": "2026-11-20",
            "body": body_data(),
        }
        self.assertCanCreate(make.make_news_index(), NewsPage, nested_form_data(data))

    def test_an_editor_who_forgets_the_title_is_told(self) -> None:
        with pytest.raises(AssertionError, match="title"):
            self.assertCanCreate(
                make.make_news_index(), NewsPage, nested_form_data({"slug": "x", "body": body_data()})
            )


@pytest.mark.django_db
class TestReaders:
    def test_a_page_of_content_shows_its_lead_and_body(self) -> None:
        page = make.make_standard_page(lead="Kort sagt.", body=make.make_body("Lampor på gården."))
        html = read(page.url).html
        assert f"<h1>{page.title}</h1>" in html
        assert all(text in html for text in ("Kort sagt.", "Det har vi gjort", "<p>Lampor på gården.</p>"))

    def test_news_come_newest_first_and_drafts_not_at_all(self) -> None:
        make.make_news_page(title="Äldst", date=dt.date(2025, 1, 1))
        make.make_news_page(title="Nyast", date=dt.date(2026, 1, 1))
        make.make_news_page(title="Utkastet", live=False)
        html = read("/nyheter/").html
        assert html.index("Nyast") < html.index("Äldst")
        assert "Utkastet" not in html

    def test_a_draft_is_not_found(self) -> None:
        page = make.make_news_page(live=False)
        assert read(f"/nyheter/{page.slug}/").response.status_code == 404

    def test_news_without_any_news_says_so(self) -> None:
        make.make_news_index()
        assert "Inga nyheter än" in read("/nyheter/").html

    def test_more_than_a_dozen_news_are_parted_and_a_strange_page_number_does_no_harm(self) -> None:
        for number in range(13):
            make.make_news_page(title=f"Nummer {number:02}", date=dt.date(2026, 1, 1 + number))
        assert "Nummer 00" not in read("/nyheter/").html
        assert "Nummer 00" in read("/nyheter/?sida=2").html
        for strange in ("0", "-1", "999", "x", "1e9", "%00", "2%0d%0aX:1"):
            assert read(f"/nyheter/?sida={strange}").response.status_code == 200

    def test_news_show_date_theme_and_area(self) -> None:
        theme, area = make.make_theme(name="Trygghet"), make.make_area(name="Björkhöjden")
        page = make.make_news_page(date=dt.date(2021, 11, 18), themes=[theme], areas=[area])
        html = read(page.url).html
        assert '<time datetime="2021-11-18">18 november 2021</time>' in html
        assert html.index(">Trygghet</a>") < html.index(">Björkhöjden</a>")

    def test_the_home_page_shows_the_three_latest_news(self) -> None:
        make.make_home()
        for number in range(5):
            make.make_news_page(title=f"Nummer {number}", date=dt.date(2026, 1, 1 + number))
        html = read("/").html
        assert [f"Nummer {n}" in html for n in range(5)] == [False, False, True, True, True]

    def test_an_empty_home_page_stands(self) -> None:
        make.make_home()
        assert read("/").response.status_code == 200

    def test_a_page_in_the_menu_is_marked_when_one_is_there_or_below(self) -> None:
        parent = make.make_standard_page(title="Så funkar det", show_in_menus=True)
        child = make.make_standard_page(parent=parent)
        assert 'aria-current="page">Så funkar det' in read(parent.url).html
        assert 'aria-current="true">Så funkar det' in read(child.url).html
        assert "Så funkar det" not in read(make.make_standard_page(title="Dold").url).html.replace(
            "Så funkar det</a>", ""
        )

    def test_a_private_page_is_not_shown_to_anyone(self) -> None:
        page = make.make_standard_page(title="Hemligt möte")
        page.view_restrictions.create(restriction_type="login")
        assert "Hemligt möte" not in read(page.url).html

    def test_what_an_editor_writes_in_plain_fields_is_text_and_not_markup(self) -> None:
        page = make.make_news_page(title="<b>fet</b>", lead="<script>alert(1)</script>", body=[])
        html = read(page.url).html
        assert "<b>fet</b>" not in html
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.django_db
class TestPublicPages:
    """Any of these may come from a cache shared by all readers."""

    @pytest.mark.parametrize("kind", ["home", "standard", "list", "news"])
    def test_is_fit_for_a_shared_cache(self, kind: str) -> None:
        make.make_home()
        path = {
            "home": lambda: "/",
            "standard": lambda: make.make_standard_page(thread_mode="open", picture=make.make_picture()).url,
            "list": lambda: make.make_news_page(picture=make.make_picture()).get_parent().url,
            "news": lambda: make.make_news_page(thread_mode="open", picture=make.make_picture()).url,
        }[kind]()
        assert not faults_of_a_public_page(path)

    def test_every_block_of_a_body_is_valid_html(self) -> None:
        body = [
            *make.make_body("Text med <b>fet</b> stil.</p><ul><li>lista</li></ul><p>Mer."),
            ("quote", {"text": "Bra!", "attribution": "Boende"}),
            ("picture", {"image": make.make_picture(), "caption": "En sten"}),
            ("document", {"document": make.make_document(), "label": ""}),
            (
                "key_figures",
                {
                    "heading": "Siffror",
                    "note": "Källa: enkäten.",
                    "figures": [
                        ("number", {"prefix": "över", "value": "100", "unit": "", "text": "deltog."}),
                        ("change", {"before": "46", "after": "64", "unit": "%", "text": "trygga."}),
                        ("share", {"part": 9, "whole": 10, "text": "fick arbete."}),
                        ("share", {"part": 40, "whole": 100, "text": "svarade."}),
                    ],
                },
            ),
            ("recommendations", {"heading": "Råd", "note": "", "items": ["Fråga.", "Börja."]}),
            ("contacts", {"heading": "Kontakt", "note": "", "contacts": [make.make_contact()]}),
            (
                "call_to_action",
                {"title": "Rösta", "text": "Nu.", "link": {"label": "Rösta nu", "page": None, "url": "/"}},
            ),
        ]
        page = make.make_standard_page(body=body, thread_mode="open")
        assert not faults_of_a_public_page(page.url)
        html = read(page.url).html
        assert "hemlig-" not in html, "an address of a contact"
        assert "över" in html
        assert "64" in html

    def test_a_long_menu_takes_no_more_queries_than_a_short_one(self) -> None:
        make.make_standard_page(show_in_menus=True)
        few = queries_of("/")
        for _ in range(10):
            make.make_standard_page(show_in_menus=True)
        assert queries_of("/") == few


def queries_of(path: str) -> int:
    """The number of queries once renditions and content types are there."""
    Client().get(path)
    return len(read(path).queries)


@pytest.mark.django_db
def test_a_page_published_later_is_not_shown_before() -> None:
    page = make.make_news_page(title="I morgon", live=False)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()
    assert read(f"/nyheter/{page.slug}/").response.status_code == 404
    assert "I morgon" not in read("/nyheter/").html
