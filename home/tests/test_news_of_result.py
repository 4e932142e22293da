"""A draft of a piece of news about a result: natural words, never published by itself, and one unless asked for again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from budgeting.models import BallotKind
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.tests.builders import KRONA, make_ballot, make_home, make_proposal, make_round, make_staff
from budgeting.tests.test_acts_admin import browser_of, text_of
from budgeting.tests.test_acts_admin import url as url_of
from budgeting.tests.test_admin import make_official
from home.models import NewsIndexPage, NewsPage
from radslag.clock import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    index = NewsIndexPage(title="Nyheter", slug="nyheter")
    make_home().add_child(instance=index)
    return index


def counted(phase=Phase.RESULT, **fields):
    round_ = make_round(phase, **fields)
    bench = make_proposal(round_, title="Bänk <b>nu</b>", cost_ore=12_000 * KRONA)
    make_proposal(round_, title="Damm")
    make_ballot(round_, bench)
    make_ballot(round_, bench)
    count_round(round_id=round_.pk)
    return round_


def test_a_draft_says_who_won_how_many_voted_and_what_comes_and_is_not_published(place):
    round_ = counted()
    browser = browser_of(make_staff())
    page = text_of(browser.get(url_of("counting", round_)))
    assert "Skriv ett utkast" in page and not NewsPage.objects.exists()
    response = browser.post(url_of("counting", round_), {"news": "once"})
    news = NewsPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[news.pk])
    assert not news.live and news.has_unpublished_changes
    assert [*news.get_latest_revision_as_object().areas.all()] == [round_.programme.area]
    assert news.title == f"Ett förslag får pengar i {round_.programme.title}"
    assert news.lead.replace("\xa0", " ").startswith("2 personer har röstat om 100 000 kr.")
    html = news.body.stream_block.render(news.body)
    assert (
        "Bänk &lt;b&gt;nu" in html and "12\xa0000 kr".replace(" kr", "\xa0kr") in html and "2 röster" in html
    )
    assert "88\xa0000\xa0kr blir kvar" in html and "Damm" not in html
    assert f'href="{round_.pages.get().url}"' in html
    assert browser.get(response.url).status_code == 200


def test_asked_twice_there_is_one_and_a_second_only_when_one_says_so(place):
    round_ = counted()
    browser = browser_of(make_staff())
    first = browser.post(url_of("counting", round_), {"news": "once"}).url
    NewsPage.objects.update(title="Något annat")
    assert browser.post(url_of("counting", round_), {"news": "once"}).url == first
    assert NewsPage.objects.count() == 1 and first in browser.get(url_of("counting", round_)).content.decode()
    assert browser.post(url_of("counting", round_), {"news": "again"}).url != first
    assert NewsPage.objects.count() == 2


def test_there_is_none_before_the_result_nor_for_who_may_not_write_news(place):
    round_ = counted(Phase.COUNTING)
    boss, official = browser_of(make_staff()), browser_of(make_official(round_.programme))
    assert "Berätta om resultatet" not in text_of(boss.get(url_of("counting", round_)))
    boss.post(url_of("counting", round_), {"news": "once"})
    with at(round_.result_at):
        assert "Du får inte skriva nyheter" in text_of(official.get(url_of("counting", round_)))
        official.post(url_of("counting", round_), {"news": "once"})
    assert not NewsPage.objects.exists()


def test_without_winners_and_with_points_the_words_are_right_too(place):
    nobody = make_round(Phase.RESULT)
    make_proposal(nobody)
    count_round(round_id=nobody.pk)
    browser = browser_of(make_staff())
    browser.post(url_of("counting", nobody), {"news": "once"})
    news = NewsPage.objects.get()
    assert news.title.startswith("Inget förslag får pengar") and "0 personer har röstat" in news.lead
    points = make_round(Phase.RESULT, ballot_kind=BallotKind.POINTS, points_total=10, points_most=7)
    bench = make_proposal(points)
    make_ballot(points, bench, points={bench.pk: 7})
    count_round(round_id=points.pk)
    browser.post(url_of("counting", points), {"news": "once"})
    news = NewsPage.objects.order_by("pk").last()
    assert "7 poäng" in news.body.stream_block.render(news.body)
