"""The public register: filters, search, one matter, open data; what is not public is nowhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from councils.models import CouncilPage, Matter, MatterRegisterPage
from councils.tests import builders as make
from home.tests.builders import make_area, make_editor, make_home
from home.tests.readers import MOST_BYTES, MOST_QUERIES, faults_of_a_public_page, read

pytestmark = pytest.mark.django_db
LIST = "/invanarrad/arenden/"
SECRET = "HEMLIGT-KRÅKBÄR"


@pytest.fixture
def register() -> MatterRegisterPage:
    return make.make_register()


@pytest.fixture
def three(register: MatterRegisterPage) -> list[Matter]:
    """Three matters that differ in everything a reader can filter by."""
    area = make_area(name="Närlunda", slug="narlunda")
    one, two = make.make_council(number=1, title="Gator"), make.make_council(number=2, title="Skolor")
    done = make.make_matter(
        council=one, title="Cykelväg till skolan", unit="Park", received=dt.date(2021, 1, 2)
    )
    return [
        make.make_update(
            done, status="done", text="Den är byggd av återvunnen asfalt.", date=dt.date(2022, 1, 1)
        ),
        make.make_matter(
            council=two, title="Fler böcker", unit="Skolan", received=dt.date(2022, 1, 2), area=area
        ),
        make.make_matter(
            council=two, title="Lampor", unit="Park", received=dt.date(2022, 3, 2), text="Mörkt."
        ),
    ]


def titles(query: str = "") -> list[str]:
    html = read(LIST + query).html
    known = ("Cykelväg till skolan", "Fler böcker", "Lampor")
    return [title for title in known if f">{title}</a>" in html]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Cykelväg till skolan", "Fler böcker", "Lampor"]),
        ("?status=done", ["Cykelväg till skolan"]),
        ("?ar=2022", ["Fler böcker", "Lampor"]),
        ("?rad=2&enhet=Park", ["Lampor"]),
        ("?omrade=narlunda", ["Fler böcker"]),
        ("?q=cykelvägar", ["Cykelväg till skolan"]),
        ("?q=asfalten", ["Cykelväg till skolan"]),
        ("?q=parken&rad=2", ["Lampor"]),
        ("?status=done&rad=2", []),
        ("?q=%25%27%3B%28%29+%26%7C%21", []),
        (
            "?q=%00&status=kastad&ar=x&rad=%27&enhet=%3Cscript%3E&sida=-1",
            ["Cykelväg till skolan", "Fler böcker", "Lampor"],
        ),
        ("?q=" + "a" * 5000, []),
    ],
)
def test_readers_filter_and_search(three: list[Matter], query: str, found: list[str]) -> None:
    assert titles(query) == found


def test_links_and_form_keep_what_the_other_has_chosen(three: list[Matter]) -> None:
    html = read(f"{LIST}?q=lampor&status=received&rad=2").html
    assert '<input type="hidden" name="status" value="received">' in html
    assert '<option value="2" selected>2. Skolor</option>' in html
    assert 'value="lampor"' in html
    assert 'href="?ar=2022&amp;q=park&amp;rad=2"' in read(f"{LIST}?q=park&rad=2").html


def test_an_empty_register_and_a_search_in_vain_say_so(register: MatterRegisterPage) -> None:
    assert "Inga ärenden än" in read(LIST).html
    make.make_matter()
    assert "Vi hittade inget ärende om ”enhörning”" in read(f"{LIST}?q=enhörning").html


def test_a_matter_has_a_page_of_its_own_with_all_that_was_said(three: list[Matter]) -> None:
    matter = make.make_update(
        three[1],
        status="not_done",
        reason="Hyllorna är fulla.",
        text="Vi har mätt.",
        date=dt.date(2022, 2, 1),
    )
    html = read(f"{LIST}arende/{matter.pk}/").html
    main = html[html.index("<main") :]
    for text in (
        "Fler böcker",
        "Blir inte av",
        "Hyllorna är fulla.",
        "Vi har mätt.",
        "Skolan",
        "Närlunda",
        "Råd 2: Skolor",
    ):
        assert text in main
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{LIST}arende/{matter.pk}/">' in html
    steps = json.loads(html.split('ld+json">')[1].split("</script>")[0])["@graph"][0]["itemListElement"]
    assert [step["name"] for step in steps[1:]] == ["Invånarråd", "Ärenden", "Fler böcker"]
    assert steps[-1]["item"].endswith(f"{LIST}arende/{matter.pk}/") and steps[-1]["position"] == 4
    assert read(f"{LIST}arende/999999/").response.status_code == 404
    assert read(f"{LIST}arende/99999999999999999999/").response.status_code == 404


def test_a_silent_matter_has_a_badge_of_words_and_a_finished_one_has_not(three: list[Matter]) -> None:
    html = read(LIST).html
    assert html.count("Inget nytt på 90 dagar") == 2
    assert "Inget nytt på 90 dagar" not in read(f"{LIST}arende/{three[0].pk}/").html


def test_a_register_in_another_language_shows_the_same_matters_and_says_what_language_they_are_in(
    three: list[Matter],
) -> None:
    english, _made = Locale.objects.get_or_create(language_code="en")
    for page in (make_home(), make.make_council_index(), make.make_register(), three[0].council):
        page.copy_for_translation(english).save_revision().publish()
    html = read(f"/en{LIST}").html
    assert '<h3 class="matters__title" lang="sv"><a href="/en/invanarrad/arenden/arende/' in html
    assert "3 matters" in html and 'class="matters__title">' not in html
    council = three[0].council.get_translation(english)
    assert "Cykelväg till skolan" in read(council.url).html
    assert 'lang="sv"' not in read(LIST).html.split("<main")[1].split("</main>")[0]


def test_open_data_says_the_same_and_is_inert(three: list[Matter], client: Client) -> None:
    make.make_matter(council=three[0].council, title="=HYPERLINK(1)", unit="@park")
    table = client.get(f"{LIST}arenden.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Rubrik"] for row in rows][-1] == "'=HYPERLINK(1)"
    assert (rows[0]["Läge"], rows[0]["Kom in"], rows[-1]["Ansvarig enhet"]) == (
        "Klart",
        "2021-01-02",
        "'@park",
    )
    data = json.loads(client.get(f"{LIST}arenden.json").content)
    assert data["matters"][0]["title"] == "Cykelväg till skolan"
    assert data["matters"][0]["updates"] == [
        {"date": "2022-01-01", "text": "Den är byggd av återvunnen asfalt.", "status": "done", "reason": ""}
    ]
    known = {"If-None-Match": table.headers["ETag"]}
    assert client.get(f"{LIST}arenden.csv", headers=known).status_code == 304
    make.make_matter(council=three[0].council)
    assert client.get(f"{LIST}arenden.csv", headers=known).status_code == 200
    assert "written_by" not in str(data) and client.post(f"{LIST}arenden.csv").status_code == 405


@pytest.mark.parametrize("hidden", ["draft", "unpublished", "private", "register", "series"])
def test_matters_of_what_is_not_public_are_nowhere(
    register: MatterRegisterPage, client: Client, hidden: str
) -> None:
    council = make.make_council(live=hidden != "draft", title=f"Råd {SECRET}")
    matter = make.make_matter(council=council, title=f"Ärende {SECRET}", unit=SECRET)
    make.make_update(matter, text=SECRET)
    place: Any = {"private": council, "register": register, "series": make.make_council_index()}.get(hidden)
    if hidden == "unpublished":
        council.unpublish()
    if place:
        PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)
    paths = [
        LIST,
        f"{LIST}?q={SECRET}",
        f"{LIST}arende/{matter.pk}/",
        f"{LIST}arenden.csv",
        f"{LIST}arenden.json",
    ]
    paths += ["/invanarrad/kalender.ics", "/sitemap.xml", council.url or "/invanarrad/"]
    if hidden != "register":  # then the council's own page is public, and its matters with it
        paths.append("/invanarrad/")
    for path in paths:
        if hidden == "register" and path in (council.url, "/invanarrad/kalender.ics", "/sitemap.xml"):
            continue
        html = (
            client.get(path)
            .content.decode()
            .replace(f"value=&quot;{SECRET}", "")
            .replace(f'value="{SECRET}"', "")
        )
        assert SECRET not in html.replace(f"”{SECRET}”", ""), path
    client.force_login(make_editor())
    for path in (f"{LIST}arenden.csv", f"{LIST}arenden.json"):
        assert SECRET not in client.get(path).content.decode()


@pytest.mark.parametrize("hidden", ["unpublished", "private"])
def test_a_translation_does_not_show_matters_of_a_council_that_is_hidden(hidden: str) -> None:
    english, _made = Locale.objects.get_or_create(language_code="en")
    council = make.make_council()
    for page in (make_home(), make.make_council_index(), council):
        page.copy_for_translation(english).save_revision().publish()
    twin = council.get_translation(english)
    make.make_matter(council=council, title=SECRET, unit="Park")
    make.make_matter(council=CouncilPage.objects.get(pk=twin.pk), title="Benches", unit="Park")
    assert SECRET in read(twin.url).html
    if hidden == "unpublished":
        council.unpublish()
    else:
        PageViewRestriction.objects.create(page=council, restriction_type=PageViewRestriction.LOGIN)
    html = read(twin.url).html
    assert SECRET not in html and "Benches" in html
    for url in (twin.url, "/en/invanarrad/"):
        assert SECRET not in read(url).html
    preview = CouncilPage.objects.get(pk=council.pk).make_preview_request(preview_mode="after")
    assert SECRET in preview.content.decode(), "the page that it belongs to"


def test_pages_stay_small_whatever_is_written_and_the_most_used_units_can_be_chosen(
    register: MatterRegisterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    display = import_module("councils.display.register")
    monkeypatch.setattr(display, "MOST_OPTIONS", 3)
    monkeypatch.setattr(display, "MOST_THEMES", 1)
    council = make.make_council(number=71, title="Ett väldigt långt tema " * 9)
    make.make_matter(council=make.make_council(number=72))
    rare = make.make_matter(council=council, unit="Aaa udda enhet", text="Å" * 2000)
    for n in range(24):
        matter = make.make_matter(council=council, title="Å" * 120, unit=f"Enhet {n % 6} {'Å' * 100}")
        said = {"status": "not_done", "reason": "Ä" * 1000} if n % 2 else {}
        make.make_update(matter, text="Ö" * 2000, **said)
    for path in (LIST, council.url):
        html = read(path).html
        assert len(html.encode()) <= MOST_BYTES, path
        assert "Ä" * 281 not in html and "Ö" * 281 not in html and "…" in html
    html = read(LIST).html
    assert "Ansvarig enhet (de vanligaste)" in html and html.count('<option value="Enhet') == 3
    assert rare.unit not in html and '<option value="71">71</option>' in html
    chosen = read(f"{LIST}?enhet={rare.unit}").html
    assert f'<option value="{rare.unit}" selected>' in chosen and "Å" * 281 not in chosen
    assert "Å" * 2000 in read(f"{LIST}arende/{rare.pk}/").html
    register.unpublish()
    assert "Ö" * 2000 in read(council.url).html, "there is no other place to read it"


def test_the_list_takes_the_same_queries_for_one_and_for_many_and_stays_small(
    register: MatterRegisterPage,
) -> None:
    first = make.make_matter(text="Vi vill ha bänkar. " * 20)
    paths = (LIST, f"{LIST}?q=bänkar&status=received", first.council.url, f"{LIST}arenden.json")
    one = {path: queries_of(path) for path in paths}
    for _ in range(14):
        make.make_update(make.make_matter(council=first.council, text="Vi vill ha bänkar. " * 20))
    few = {path: queries_of(path) for path in paths}
    for _ in range(30):
        make.make_update(make.make_matter(council=first.council, text="Vi vill ha bänkar. " * 20))
    many = {path: queries_of(path) for path in paths}
    print(
        f"\nqueries of the register, a search in it, its council and its data: {one} with 1, {few} with 15, {many} with 45"
    )
    # A council with more matters than it shows asks once more, how many they are.
    assert all(one[path] <= few[path] <= one[path] + (path == first.council.url) for path in paths)
    assert few == many and max(many.values()) <= MOST_QUERIES
    html = read(LIST).html
    assert html.count('class="matters__item"') == 20 and len(html.encode()) <= MOST_BYTES
    assert "Visar 1–20 av 45" in html and 'href="?sida=2"' in html
    assert html.count("csrf") == 0


def queries_of(path: str) -> int:
    read(path)
    return len(read(path).queries)


def test_the_register_and_a_matter_are_fit_for_a_shared_cache(three: list[Matter]) -> None:
    for path in (LIST, f"{LIST}?q=lampor&status=received", f"{LIST}arende/{three[0].pk}/"):
        assert not faults_of_a_public_page(path)
