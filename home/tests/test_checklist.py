"""The check list before publishing: it says what to mend, and never stops anyone."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.blocks import ImageBlock
from wagtail.models import PageViewRestriction, Site

from budgeting.tests.builders import make_round_page
from home.models import NewsPage
from home.tests.builders import (
    make_area,
    make_contact,
    make_document,
    make_editor,
    make_news_page,
    make_picture,
    make_standard_page,
    make_theme,
)
from radslag.editors.checklist.general import general_remarks

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def make_perfect(**overrides) -> NewsPage:
    page = make_news_page(**overrides)
    page.areas.add(make_area())
    page.themes.add(make_theme())
    page.save()
    return page


def said(page) -> str:
    """All remarks, in Swedish."""
    return " | ".join(remark.text for remark in general_remarks(page, timezone.now()))


def with_text(html: str, *before) -> NewsPage:
    return make_perfect(body=[*before, ("paragraph", html)])


def test_a_page_that_has_everything_has_no_remarks():
    assert not said(make_perfect())


def test_what_is_missing_at_the_top_is_told_with_its_field():
    page = make_news_page(lead="", body=[])
    remarks = general_remarks(page, timezone.now())
    assert [remark.field for remark in remarks] == ["lead", "areas", "themes", "body"]


def test_a_title_that_says_nothing_or_that_another_page_has_is_told():
    page = make_perfect(title="Nya lampor i Sandby", lead="Lamporna kostar xxx kronor.")
    assert said(page) == "”xxx” står kvar och skulle ha bytts ut."
    page.lead = "Lamporna lyser."
    make_standard_page(title="Nya lampor i Sandby")
    assert not said(page), "a page of another kind may be called the same"
    make_news_page(title="nya lampor i sandby")
    assert "heter likadant" in said(page)
    page.title = "Test 2"
    assert "Rubriken säger inget" in said(page)


def test_a_date_in_the_wrong_year_is_told_before_it_is_published():
    long_ago = timezone.localdate() - dt.timedelta(days=365)
    page = make_perfect(date=long_ago, live=False)
    assert "Är det rätt år?" in " ".join(str(r.text) for r in page.publishing_remarks(timezone.now()))
    page.live = True
    assert not page.publishing_remarks(timezone.now())


HEADING = ("heading", {"text": "Det har vi gjort", "note": ""})


@pytest.mark.parametrize(
    ("html", "before", "words"),
    [
        ("<h3>Gården</h3>", [], "hoppar över en nivå"),
        ("<h3>Gården</h3><h4>Ljus</h4>", [HEADING], ""),
        ("<h4>Ljus</h4>", [HEADING], "”Ljus” hoppar över"),
        ("<h3> </h3><p>Text</p>", [HEADING], "rubrik är tom"),
        ('<p><a href="https://example.org">Klicka här!</a></p>', [HEADING], "inte vart den leder"),
        ('<p><a href="https://example.org">https://example.org</a></p>', [HEADING], "inte vart den leder"),
        ('<p><a href="https://example.org">Programmet för 2027</a></p>', [HEADING], ""),
        ('<p><a linktype="page" id="999999">Omgången</a></p>', [HEADING], "sida som är borttagen"),
        ('<p><a linktype="document" id="999999">Rapporten</a></p>', [HEADING], "fil som är borttagen"),
        ('<p><a href="/finns-inte/">Reglerna</a></p>', [HEADING], "adress som inte finns"),
        ('<p>Se <a href="https://example.org"> </a> nu</p>', [HEADING], "länk saknar text"),
        ("<p>Mötet är [datum] i skolan.</p>", [HEADING], "”[datum]” står kvar"),
        ("<p>Lorem ipsum dolor.</p>", [HEADING], "”Lorem ipsum” står kvar"),
        ("<p>Vi byggde 14 bänkar (se [1]), storlek XXL. Varför?</p>", [HEADING], ""),
        ('<p><a href="/sok/">Sök på webbplatsen</a></p>', [HEADING], ""),
    ],
)
def test_headings_and_links_are_read_in_running_text(html, before, words):
    found = said(with_text(html, *before))
    assert words in found if words else not found


def test_links_to_drafts_and_to_private_pages_are_told_and_to_open_ones_not():
    Site.clear_site_root_paths_cache()
    draft, private, public = make_standard_page(live=False), make_standard_page(), make_standard_page()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    html = "".join(f'<p><a linktype="page" id="{p.pk}">{p.title}</a></p>' for p in (draft, private, public))
    found = said(with_text(html, HEADING))
    assert f"”{draft.title}” leder till en sida som inte är publicerad" in found
    assert f"”{private.title}” leder till en sida som inte alla får läsa" in found
    assert public.title not in found


def test_a_button_whose_page_is_gone_is_told():
    goal = make_standard_page()
    button = {"title": "Rösta", "text": "", "link": {"label": "Se förslagen", "page": goal, "url": ""}}
    page = make_perfect(body=[HEADING, ("call_to_action", button)])
    goal.delete()
    assert "”Se förslagen” leder ingenstans" in said(NewsPage.objects.get(pk=page.pk))


def test_a_box_whose_round_was_deleted_is_told():
    round_page = make_round_page()
    button = {
        "title": "Rösta",
        "text": "",
        "round": round_page,
        "link": {"label": "", "page": None, "url": ""},
    }
    page = make_perfect(body=[HEADING, ("call_to_action", button)])
    assert not said(page)
    stored = page.body.raw_data[-1]["value"]
    page.body.raw_data[-1] = {**page.body.raw_data[-1], "value": {**stored, "round": 999_999_999}}
    page.save()
    assert "leder ingenstans och visas inte" in said(NewsPage.objects.get(pk=page.pk))


def test_a_box_that_follows_a_round_has_no_button_of_its_own_and_lacks_none():
    button = {
        "title": "",
        "text": "",
        "round": make_round_page(),
        "link": {"label": "", "page": None, "url": ""},
    }
    page = make_perfect(body=[HEADING, ("call_to_action", button)])
    assert not said(page)
    page.body[1].value["link"]["url"] = "/sok/"
    assert "länk saknar text" in said(page)


@pytest.mark.parametrize(
    ("alt", "decorative", "told"),
    [
        ("En bänk vid ån", False, False),
        ("IMG_2041.jpg", False, True),
        ("Bild.", False, True),
        ("", True, False),
        ("", False, True),
    ],
)
def test_a_picture_needs_a_description_or_to_be_said_to_decorate(alt, decorative, told):
    image = ImageBlock().normalize(make_picture())
    image.contextual_alt_text, image.decorative = alt, decorative
    page = make_perfect(body=[("picture", {"image": image, "caption": ""})])
    assert ("beskrivning" in said(page)) == told


def test_a_file_with_a_file_name_for_title_and_a_contact_who_has_left_are_told():
    contact = make_contact(is_reachable=False, role="Samordnare")
    page = make_perfect(
        body=[
            ("document", {"document": make_document(title="rapport_v3_slutlig.pdf"), "label": ""}),
            ("contacts", {"heading": "Kontakt", "note": "", "contacts": [contact]}),
        ]
    )
    found = said(page)
    assert "filnamn som titel" in found and "Samordnare tar inte längre emot" in found


def test_hours_that_have_passed_are_told_and_cleaning_a_page_never_asks_the_clock():
    page = make_perfect(live=False, go_live_at=timezone.now() - HOUR, expire_at=timezone.now() - HOUR / 2)
    assert "publiceras direkt" in said(page) and "avpubliceras direkt" in said(page)
    page.clean()


def test_remarks_take_as_many_queries_for_many_links_as_for_one(
    django_assert_num_queries, django_assert_max_num_queries
):
    goals = [make_standard_page() for _ in range(6)]
    html = "".join(f'<p><a linktype="page" id="{p.pk}">{p.title}</a></p>' for p in goals)
    page = NewsPage.objects.get(pk=with_text(html, HEADING).pk)
    with django_assert_max_num_queries(8):
        general_remarks(page, timezone.now())


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def test_the_editor_shows_the_list_beside_the_form_and_tells_it_after_a_save(client):
    page = make_news_page(lead="", live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(address).content.decode()
    assert 'data-side-panel="checklist"' in html and "Ingressen saknas." in html
    answer = client.post(address, posted(page), follow=True)
    assert answer.status_code == 200
    [message] = [str(m) for m in answer.context["messages"] if m.level_tag == "warning"]
    assert "3 saker att titta på" in message and "i kontrollistan" not in message and "<script" not in message
    answer = client.post(address, posted(page) | {"title": "Test", "date": "2020-01-01"}, follow=True)
    assert "<li>och 1 till i kontrollistan</li>" in " ".join(str(m) for m in answer.context["messages"])


def test_a_new_page_that_saves_itself_gets_the_list_and_its_number(client):
    page = make_news_page(lead="", live=False)
    html = client.get(
        reverse("wagtailadmin_pages:add", args=["home", "newspage", page.get_parent().pk])
    ).content.decode()
    assert 'data-side-panel="checklist"' in html and "Ingressen saknas." not in html
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    first = client.get(address, {"_w_hydrate_create_view": "1"}).content.decode()
    saved = client.post(address, posted(page), headers={"Accept": "application/json"}).json()["html"]
    for part in (first, saved):
        assert "Ingressen saknas." in part
        assert re.search(r"toggle-counter[^<]*>3</div>", part), "the button tells as many as the list"


def test_a_page_with_remarks_is_published_all_the_same(client):
    page = make_news_page(lead="", live=False)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        posted(page) | {"action-publish": "action-publish"},
    )
    page.refresh_from_db()
    assert page.live


def test_what_an_editor_wrote_is_inert_in_the_list(client):
    page = with_text('<p><a href="https://example.org">&lt;img src=x onerror=alert(1)&gt;</a></p>', HEADING)
    page.title = "<script>alert(1)</script>" * 3
    page.save_revision()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "<script>alert(1)" not in html and "<img src=x" not in html


def posted(page) -> dict[str, str]:
    """What the editor's form sends for the page as it is."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "lead": page.lead,
            "easy_read": rich_text(""),
            "thread_mode": "off",
            "date": "2026-10-01",
            "body": streamfield([("heading", {"text": "Det har vi gjort", "note": ""})]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        }
    )


def test_the_checker_of_the_public_page_and_of_the_editor_has_our_rules_in_swedish(client):
    Site.clear_site_root_paths_cache()
    page = make_standard_page()
    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), page.url):
        html = client.get(address).content.decode()
        assert "identical-links-same-purpose" in html and "En bild saknar beskrivning" in html
    assert "identical-links-same-purpose" not in Client().get(page.url).content.decode()
