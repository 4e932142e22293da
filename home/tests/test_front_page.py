"""The home page: what is open, what is new, and what the editor pins, orders and leaves out."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from budgeting.rules.phases import Phase
from budgeting.tests import builders as budget
from councils.tests.builders import make_council, make_report
from home.models import HomePage
from home.querysets import next_council
from home.tests import builders as make
from home.tests.readers import faults_of_a_public_page, read
from radslag.tests.scale import scaled

pytestmark = pytest.mark.django_db
MOST_QUERIES = 22
HEADING = re.compile(r'<h2 id="[\w-]+">(.*?)</h2>')


def headings(path: str = "/") -> list[str]:
    """The headings of the parts, in their order; not those of the footer."""
    return HEADING.findall(read(path).html.split("<main")[1].split("</main>")[0])


def change(**fields: Any) -> None:
    home = HomePage.objects.get()
    for name, value in fields.items():
        setattr(home, name, value)
    home.save_revision().publish()


def pin(*targets: Any, place: str = "now") -> None:
    home = HomePage.objects.get()
    home.pins.set([home.pins.model(target=page, place=place, sort_order=n) for n, page in enumerate(targets)])
    home.save_revision().publish()


def test_a_new_site_with_nothing_says_what_will_come() -> None:
    make.make_home()
    assert headings() == ["Just nu"]
    assert "När det finns något att föreslå, rösta om eller komma till ser du det här" in read("/").html
    make.make_news_page()
    assert "Nedan ser du vad som har hänt" in read("/").html
    assert headings() == ["Just nu", "Nyheter"]


def test_what_one_can_do_now_comes_first_and_a_vote_about_nothing_does_not_show() -> None:
    make.make_home()
    empty = budget.make_round(Phase.VOTING)
    voting = budget.make_round(Phase.VOTING)
    budget.make_proposal(voting)
    submission = budget.make_round(Phase.SUBMISSION)
    make_council(title="Om lek", date=timezone.localdate() + dt.timedelta(days=9))
    make_report(title="Goda gårdar")
    html = read("/").html
    assert empty.name not in html
    assert html.count("act-card--vote") == 1
    places = [html.index(text) for text in (voting.name, submission.name, "Om lek", "Goda gårdar")]
    assert places == sorted(places)
    assert headings()[0] == "Just nu"
    assert headings()[-1] == "Rapporter"
    assert not faults_of_a_public_page("/")


def test_the_next_council_is_the_first_that_is_not_over_also_with_many_on_one_day() -> None:
    day = dt.date(2027, 5, 4)
    for number, (starts, ends) in enumerate([(9, 10), (10, 12), (13, 14), (12, 13)], start=1):
        make_council(number=number, date=day, starts=dt.time(starts), ends=dt.time(ends))
    late = make_council(number=9, date=day + dt.timedelta(days=1))
    home = HomePage.objects.get()
    for hour, number in ((8, 1), (10, 2), (12, 4), (13, 3), (14, 9)):
        now = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
        assert next_council(home, now).number == number, hour  # type: ignore[union-attr]
    assert next_council(home, late.ends_at) is None


def test_the_editor_orders_the_parts_gives_them_headings_and_leaves_some_out() -> None:
    make.make_home()
    make.make_news_page()
    make_report()
    change(sections=[("reports", {"heading": "Att läsa"}), ("news", {"heading": ""})])
    assert headings() == ["Att läsa", "Nyheter"]
    assert "Alla rapporter" in read("/").html
    change(sections=[("body", {"heading": ""}), ("now", {"heading": ""})], body=make.make_body())
    html = read("/").html
    assert html.index("Det har vi gjort") < html.index("Just nu")
    change(sections=[])
    assert headings()[:3] == ["Just nu", "Nyheter", "Rapporter"]


def test_pinned_pages_come_first_in_the_order_of_the_editor_and_only_once() -> None:
    make.make_home()
    news = [make.make_news_page(title=f"Nummer {n}", date=dt.date(2026, 1, 1 + n)) for n in range(6)]
    pin(news[0], news[2], place="news")
    titles = re.findall(r"Nummer \d", read("/").html)
    assert titles == ["Nummer 0", "Nummer 2", "Nummer 5"]
    pin(make.make_standard_page(title="Läs det här", lead="Viktigt just nu."), news[5])
    html = read("/").html
    assert html.index("Läs det här") < html.index("Nummer 5") < html.index("Nummer 4")
    assert "Viktigt just nu." in html
    assert html.count(">Nummer 5</") == 1
    assert not faults_of_a_public_page("/")


def test_what_is_pinned_shows_only_while_everyone_may_read_it() -> None:
    make.make_home()
    draft = make.make_standard_page(title="Hemligt utkast", live=False)
    private = make.make_standard_page(title="Hemligt möte")
    private.view_restrictions.create(restriction_type="login")
    pin(draft, private, HomePage.objects.get())
    assert "Hemligt" not in read("/").html
    private.delete()
    assert read("/").response.status_code == 200


def test_the_home_page_takes_the_same_queries_for_one_and_for_many_of_everything() -> None:
    make.make_home(picture=make.make_picture())
    council_day = timezone.localdate() + dt.timedelta(days=9)

    def more(times: int) -> None:
        for _ in range(times):
            round_ = budget.make_round(Phase.VOTING, budget_ore=10_000_000)
            budget.make_proposal(round_)
            make.make_news_page(picture=make.make_picture(), themes=[make.make_theme()])
            make_report(picture=make.make_picture())
            make_council(date=council_day)

    more(1)
    pin(make.make_standard_page())
    read("/")
    few = len(read("/").queries)
    more(scaled(8, least=3))
    for _ in range(scaled(40, least=12)):
        make.make_news_page(picture=make.make_picture())
    pin(*[make.make_standard_page(picture=make.make_picture()) for _ in range(6)])
    read("/")
    many = len(read("/").queries)
    print(f"\nqueries of the home page: {few} with one of each, {many} with many")
    assert few == many <= MOST_QUERIES


def test_an_editor_pins_and_orders_in_the_form_and_a_part_can_be_there_only_once(client: Client) -> None:
    home = make.make_home()
    target = make.make_standard_page(title="Fäst mig")
    client.force_login(make.make_editor())

    def post(*sections: str) -> str:
        data = {
            "title": home.title,
            "slug": home.slug,
            "lead": "Kort.",
            "easy_read": rich_text(""),
            "guide": streamfield([]),
            "body": streamfield([]),
            "sections": streamfield([(name, {"heading": ""}) for name in sections]),
            "pins": inline_formset([{"target": target.pk, "place": "now"}]),
            "comments": inline_formset([]),
            "action-publish": "yes",
        }
        return client.post(
            f"/admin/pages/{home.pk}/edit/", nested_form_data(data), follow=True
        ).content.decode()

    post("now", "now")
    assert "Fäst mig" not in read("/").html
    post("news", "now")
    assert "Fäst mig" in read("/").html
    assert [part.block_type for part in HomePage.objects.get().sections] == ["news", "now"]
