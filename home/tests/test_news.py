"""News: the list and its filters, the feeds, dates, and boxes that follow a round."""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from budgeting.rules.phases import Phase
from budgeting.services.counting import count_due_rounds
from budgeting.tests import builders as budget
from home.models import NewsPage
from home.tests import builders as make
from home.tests.readers import MOST_QUERIES, faults_of_a_public_page, read
from radslag.clock import at
from radslag.models import Area, Theme
from radslag.tests.scale import sampled, scaled
from radslag.tests.test_filters import HARMLESS

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def stock() -> dict[str, NewsPage]:
    """Three published pieces of news and three that nobody may see."""
    area = Area.objects.create(name="Närlunda", slug="narlunda")
    theme = Theme.objects.create(name="Trygghet", slug="trygghet")
    day = dt.date(2026, 3, 1)
    news = {
        "bänk": make.make_news_page(title="Bänkar", date=day, areas=[area]),
        "lampa": make.make_news_page(title="Lampor", date=dt.date(2026, 5, 2), areas=[area], themes=[theme]),
        "råd": make.make_news_page(title="Råd", date=dt.date(2024, 5, 2), themes=[theme]),
        "utkast": make.make_news_page(title="Hemligt utkast", live=False),
        "privat": make.make_news_page(title="Hemligt privat", areas=[area]),
    }
    PageViewRestriction.objects.create(page=news["privat"], restriction_type=PageViewRestriction.LOGIN)
    make.make_news_page(title="Hemligt utgånget", live=False, expired=True)
    return news


def titles(path: str) -> list[str]:
    """The titles on the cards of a list."""
    return [item.title for item in read(path).response.context["news"]]


def rss(path: str = "/nyheter/rss/") -> ET.Element:
    channel = ET.fromstring(read(path).response.content).find("channel")  # noqa: S314
    assert channel is not None
    return channel


def test_news_are_filtered_by_year_area_and_theme_together(stock: Any) -> None:
    assert titles("/nyheter/") == ["Lampor", "Bänkar", "Råd"]
    assert titles("/nyheter/?ar=2024") == ["Råd"]
    assert titles("/nyheter/?omrade=narlunda") == ["Lampor", "Bänkar"]
    assert titles("/nyheter/?omrade=narlunda&tema=trygghet") == ["Lampor"]
    assert titles("/nyheter/?ar=2024&omrade=narlunda") == []
    html = read("/nyheter/?ar=2024&omrade=narlunda").html
    assert "Inga nyheter passar alla filter" in html and "Rensa filtren" in html
    assert 'href="?ar=2026&amp;omrade=narlunda"' in html
    assert "Hemligt" not in read("/nyheter/").html


@pytest.mark.parametrize("value", sampled(HARMLESS, 3))
def test_an_address_written_by_hand_does_no_harm(stock: Any, value: str) -> None:
    for end in ("", "rss/", "json/"):
        query = {"ar": value, "omrade": value, "tema": "trygghet", "sida": value}
        response = Client().get(f"/nyheter/{end}", query)
        assert response.status_code == 200
        assert "Bänkar" not in response.content.decode()


def test_pages_of_the_list_keep_the_filters(stock: Any) -> None:
    for _n in range(12):
        make.make_news_page(areas=[Area.objects.get()])
    html = read("/nyheter/?omrade=narlunda").html
    assert "Visar 1–12 av 14" in html
    assert "?omrade=narlunda&amp;sida=2" in html
    assert len(titles("/nyheter/?omrade=narlunda&sida=2")) == 2


def test_the_feeds_hold_what_everyone_may_read_newest_first(stock: dict[str, NewsPage]) -> None:
    channel = rss()
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["Lampor", "Bänkar", "Råd"]
    assert items[0].findtext("link", "").startswith("http://")
    assert items[0].findtext("link", "").endswith("/nyheter/lampor/")
    assert items[0].findtext("guid") == f"urn:uuid:{stock['lampa'].translation_key}"
    assert [c.text for c in items[0].findall("category")] == ["Trygghet", "Närlunda"]
    assert channel.find(f"{ATOM}link").get("href", "").endswith("/nyheter/rss/")  # type: ignore[union-attr]
    feed = json.loads(read("/nyheter/json/").response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == ["Lampor", "Bänkar", "Råd"]
    assert all(item["content_text"] and item["url"].startswith("http") for item in feed["items"])
    assert dt.datetime.fromisoformat(feed["items"][0]["date_published"]).date() == stock["lampa"].date


def test_the_feeds_follow_the_filters_and_can_be_found(stock: Any) -> None:
    assert [i.findtext("title") for i in rss("/nyheter/rss/?tema=trygghet").findall("item")] == [
        "Lampor",
        "Råd",
    ]
    assert rss("/nyheter/rss/?tema=trygghet").findtext("title") == "Nyheter – Trygghet"
    html = read("/nyheter/?tema=trygghet").html
    assert html.count('href="/nyheter/rss/?tema=trygghet"') == 2  # in the head, and for the reader
    assert 'type="application/feed+json"' in read("/nyheter/lampor/").html


@pytest.mark.parametrize("path", ["/nyheter/rss/", "/nyheter/json/"])
def test_a_feed_is_the_same_the_second_time_also_when_empty(path: str) -> None:
    make.make_news_index()
    for _round in range(2):
        first, second = read(path).response, read(path).response
        assert first.content == second.content
        assert first["Last-Modified"] == second["Last-Modified"]
        assert not first.cookies
        make.make_news_page(title="Styr\x0btecken", lead="\x01& <b>")
        read(path)


def test_a_feed_under_a_private_list_asks_for_a_login(stock: Any) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(slug="nyheter"), restriction_type=PageViewRestriction.LOGIN
    )
    for path in ("/nyheter/", "/nyheter/rss/", "/nyheter/json/"):
        assert read(path).response.status_code == 302


def test_lists_and_feeds_take_the_same_queries_for_one_and_for_hundreds() -> None:
    picture = make.make_picture()
    page = make.make_news_page(
        picture=picture, areas=[make.make_area()], themes=[make.make_theme()], title="Nyhet"
    )
    picture.get_renditions("fill-720x480|format-webp")
    paths = ["/nyheter/", "/nyheter/rss/", "/nyheter/json/", f"/nyheter/?omrade={page.areas.get().slug}"]
    few = [_queries(path) for path in paths]
    more = scaled(499, least=99)
    make.make_copies(page, more, dates="date")
    many = [_queries(path) for path in paths]
    print(f"\nqueries of list, feeds and filtered list: {few} with 1, {many} with {more + 1}")
    assert few == many and max(many) <= MOST_QUERIES
    assert len(read("/nyheter/").response.content) < 60_000


def _queries(path: str) -> int:
    read(path)
    return len(read(path).queries)


def test_a_change_on_another_day_is_dated() -> None:
    now = timezone.now()
    page = make.make_news_page(date=dt.date(2026, 3, 1))
    rows = NewsPage.objects.filter(pk=page.pk)
    came = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    rows.update(first_published_at=came, last_published_at=came + dt.timedelta(hours=3))
    assert "Uppdaterad" not in read(page.url).html
    rows.update(last_published_at=came + dt.timedelta(days=9))
    assert 'Uppdaterad <time datetime="2026-03-10">10 mars 2026' in read(page.url).html
    rows.update(first_published_at=now, last_published_at=now)  # published late with an earlier date
    assert "Uppdaterad" not in read(page.url).html


def test_news_show_their_picture_with_text_and_caption_and_their_subjects(stock: Any) -> None:
    page = stock["lampa"]
    NewsPage.objects.filter(pk=page.pk).update(
        picture=make.make_picture(), picture_text="En lampa lyser.", picture_caption="Foto: kommunen"
    )
    html = read(page.url).html
    assert 'alt="En lampa lyser."' in html and "Foto: kommunen" in html
    assert 'href="/tema/trygghet/"' in html and 'href="/omrade/narlunda/"' in html
    assert not faults_of_a_public_page(page.url)
    assert not faults_of_a_public_page("/nyheter/?omrade=narlunda")


WORDS = {
    Phase.BEFORE: ("Öppnar ", "Se omgången"),
    Phase.SUBMISSION: ("Stänger ", "Lämna förslag senast "),
    Phase.REVIEW: ("Vi läser alla förslag. De visas ", "Se omgången"),
    Phase.VOTING: ("Senast ", "Rösta nu"),
    Phase.COUNTING: ("Rösterna räknas. Resultatet kommer ", "Se omgången"),
    Phase.RESULT: ("Ett förslag får pengar", "Se resultatet"),
}


def call_block(page: Any, **overrides: Any) -> tuple[str, Any]:
    value = {"title": "", "text": "Var med.", "round": page, "link": {"label": "", "page": None, "url": ""}}
    return ("call_to_action", value | overrides)


def test_a_box_follows_its_round_through_the_phases() -> None:
    round_page = budget.make_round_page(Phase.VOTING)
    round_ = round_page.round
    budget.make_ballot(round_, budget.make_proposal(round_))
    instants = dict(round_.schedule.beginnings())
    news = make.make_news_page(body=[call_block(round_page)])
    for phase, (text, label) in WORDS.items():
        instant = instants.get(phase, round_.submission_opens - budget.DAY)
        with at(instant):
            if phase is Phase.RESULT:
                count_due_rounds()
            html = read(news.url).html
        assert text in html and label in html and round_.name in html, phase
        assert ("act-card--vote" in html) == (phase in (Phase.SUBMISSION, Phase.VOTING)), phase
    with at(round_.proposals_shown):
        assert "Se förslagen" in read(news.url).html
        call = round_page.call_to_action(round_.proposals_shown)
        assert call and call.url == round_page.url


def test_a_box_is_hidden_with_its_round_and_never_asks_row_by_row() -> None:
    pages = [budget.make_round_page(Phase.VOTING) for _n in range(3)]
    for page in pages:
        budget.make_proposal(page.round)
    one = make.make_news_page(body=[call_block(pages[0])])
    three = make.make_news_page(body=[call_block(page) for page in pages])
    few, many = _queries(one.url), _queries(three.url)
    print(f"\nqueries with one box: {few}, with three: {many}")
    assert few == many <= MOST_QUERIES
    assert read(three.url).html.count("act-card--vote") == 1  # one thing stands out
    PageViewRestriction.objects.create(page=pages[0], restriction_type=PageViewRestriction.LOGIN)
    html = read(three.url).html
    assert html.count("act-card__ways") == 2 and pages[0].round.name not in html
    Page.objects.filter(pk=pages[1].pk).update(live=False)
    assert read(three.url).html.count("act-card__ways") == 1


def test_a_vote_without_proposals_leads_to_the_round() -> None:
    page = budget.make_round_page(Phase.VOTING)
    call = page.call_to_action(timezone.now())
    assert call and (call.label, call.url, call.is_act) == ("Se omgången", page.url, False)


def test_the_check_list_asks_about_old_figures_dates_to_come_and_pictures() -> None:
    now = timezone.now()
    change = {
        "before": "46", "before_time": {"date": "2018-12-01", "precision": "month"},
        "after": "64", "after_time": {"date": "2020-12-01", "precision": "month"}, "unit": "%", "text": "är trygga",
    }  # fmt: skip
    figures = {"heading": "Siffror", "note": "Enkäten", "figures": [{"type": "change", "value": change}]}
    page = make.make_news_page(
        body=json.dumps([{"type": "key_figures", "value": figures}]),
        date=timezone.localdate(now) + dt.timedelta(days=2),
        picture_caption="Foto",
    )
    found = {remark.field: remark.text for remark in page.publishing_remarks(now)}
    assert "är från december 2020" in found["body"]
    assert {"date", "picture_text"} <= found.keys()
    fine = make.make_news_page(date=timezone.localdate(now))
    assert not {r.field for r in fine.publishing_remarks(now)} & {"body", "date", "picture_text"}


def test_the_feed_of_a_list_with_a_control_character_in_its_words_is_whole(stock: Any) -> None:
    Page.objects.filter(slug="nyheter").update(title="Ny\x0bheter", search_description="a\x0cb")
    channel = rss()
    assert channel.findtext("title") == "Nyheter" and channel.findtext("description") == "ab"


def test_words_on_a_picture_are_written_beside_it() -> None:
    names: list[str] = []
    for panel in NewsPage.content_panels:
        names += [
            part.field_name for part in getattr(panel, "children", [panel]) if hasattr(part, "field_name")
        ]
    start = names.index("picture")
    assert names[start : start + 4] == ["picture", "picture_text", "picture_caption", "easy_read"]


@pytest.mark.parametrize("path", ["/nyheter/rss/", "/nyheter/json/"])
def test_a_reader_who_has_the_feed_is_told_so_until_it_changes(stock: Any, path: str) -> None:
    etag = Client().get(path)["ETag"]
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 304
    Page.objects.get(slug="lampor").unpublish()
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 200
