"""Search: what is found and what is not, kinds, extracts, and help for those who found nothing."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Locale

from budgeting.rules.phases import Phase
from budgeting.services.review import decline_proposal
from budgeting.tests import builders as budget
from councils.models import CouncilIndexPage, CouncilPage, MatterRegisterPage
from councils.tests.builders import make_council, make_matter, make_register
from home.search.help import likeness, suggestions
from home.search.marks import START, STOP, cut_from, marked
from home.tests import builders as make
from home.tests.readers import MOST_QUERIES, faults_of_a_public_page, faults_of_html, read
from radslag.clock import at
from radslag.readers.stems import roots
from radslag.tests.scale import sampled

pytestmark = pytest.mark.django_db


def index_all() -> None:
    """Do at once what the worker does after each change of a page."""
    call_command("update_index", verbosity=0)


def hits(words: str, more: str = "", path: str = "/sok/") -> list[str]:
    """The titles of what is found, marks taken out."""
    html = Client().get(f"{path}?q={words}{more}").content.decode()
    titles = re.findall(r'class="hit__title"[^>]*><a[^>]*>(.*?)</a>', html)
    return [re.sub("<.*?>", "", title) for title in titles]


@pytest.mark.parametrize(
    ("written", "asked"),
    sampled(
        [
            ("cykelväg", "cykelvägar"),
            ("cykelvägar", "cykelväg"),
            ("lekplats", "lekplatser"),
            ("lekplatserna", "lekplats"),
            ("Cykelvägarna", "cykel"),
            ("belysning", "BELYSNINGEN"),
            ("grannsamverkan", "grannsamverkan och trygghet"),
            ("gatan", "gata"),
            ("gator", "gatan"),
            ("torget", "torg"),
            ("torg", "torget"),
            ("cykeln", "cykel trygghet"),
            ("cykel", "cykeln"),
        ],
        3,
    ),
)
def test_a_word_is_found_in_every_form(written: str, asked: str) -> None:
    make.make_news_page(title="Bygget", lead="Om trygghet.", body=make.make_body(f"Nu kommer {written} hit."))
    index_all()
    assert hits(asked) == ["Bygget"]


def test_words_that_stand_everywhere_hold_nothing_back() -> None:
    assert roots(["och", "lekplatser", "Bänkarna"]) == ["lekplat", "bänk"]


def test_proposals_are_found_from_the_instant_when_they_are_shown_and_no_other_ones() -> None:
    round_ = budget.make_round(Phase.REVIEW)
    shown = budget.make_proposal(round_, title="Odlingslådor", what="Tolv lådor för rabarber.")
    with at(round_.submission_opens):
        budget.submit_proposal(
            round_id=round_.pk,
            author=budget.make_user(),
            application=budget.make_application(title="Rabarber vid ån"),
        )
    declined = budget.make_proposal(round_, title="Rabarber på taket")
    with at(round_.voting_opens - budget.TICK):
        decline_proposal(proposal_id=declined.pk, by=budget.make_user(), reason="Taket håller inte.")
    client = Client()

    def found_at(instant: dt.datetime) -> bool:
        with at(instant):
            return "rabarber</mark>" in client.get("/sok/?q=rabarber").content.decode()

    assert not found_at(round_.proposals_shown - budget.TICK)
    assert found_at(round_.proposals_shown)
    with at(round_.proposals_shown):
        assert hits("rabarber") == hits("rabarber", "&typ=forslag") == ["Odlingslådor"]
        html = client.get("/sok/?q=rabarber").content.decode()
        assert f'href="{shown.get_absolute_url()}"' in html
        page = round_.pages.get()
        page.view_restrictions.create(restriction_type="login")
        assert hits("rabarber") == []
        page.view_restrictions.all().delete()
        page.unpublish()
        assert hits("rabarber") == []


def test_matters_are_found_with_their_status_while_their_council_is_public() -> None:
    council = make_council()
    make_register()
    matter = make_matter(council=council, title="Laga gungan", text="Kedjan är av.")
    html = read("/sok/?q=kedjor").html
    assert hits("kedja") == hits("gungan", "&typ=arenden") == ["Laga gungan"]
    assert f'arende/{matter.pk}/"' in html
    assert "Ärende · " in html
    home = make.make_home()
    other = home.add_child(instance=CouncilIndexPage(title="Andra råd", slug="andra-rad"))
    theirs = other.add_child(instance=CouncilPage(title="Deras råd", number=1, date=dt.date(2021, 5, 1)))
    foreign = make_matter(council=theirs, title="Laga kedjan")
    html = read("/sok/?q=kedjan").html
    assert f'href="{theirs.url}"' in html, "a series without a register: the page of the council"
    register = other.add_child(instance=MatterRegisterPage(title="Deras ärenden", slug="arenden"))
    html = read("/sok/?q=kedjan").html
    assert f'href="{register.url}arende/{foreign.pk}/"' in html
    assert read(f"{register.url}arende/{foreign.pk}/").response.status_code == 200
    council.view_restrictions.create(restriction_type="login")
    assert hits("kedja") == ["Laga kedjan"]


def test_nothing_that_is_not_public_is_found() -> None:
    soon = timezone.now() + dt.timedelta(days=1)
    make.make_news_page(title="Hemlig ett", live=False)
    planned = make.make_news_page(title="Hemlig två", live=False, go_live_at=soon)
    planned.save_revision().publish()
    make.make_news_page(title="Hemlig tre", live=False, expired=True)
    above = make.make_standard_page(title="Hemlig fyra")
    above.view_restrictions.create(restriction_type="password", password="x")
    make.make_standard_page(title="Hemlig fem", parent=above)
    changed = make.make_standard_page(title="Öppen")
    changed.title = "Hemlig sex"
    changed.save_revision()
    index_all()
    assert hits("hemlig") == []
    assert "hemlig" not in read("/sok/?q=hemlik").html.lower().split("<main")[1].replace("hemlik", "")


def test_kinds_are_counted_filter_the_list_and_stay_in_the_links_to_its_parts() -> None:
    for number in range(21):
        make.make_news_page(title=f"Lampor {number}")
    make.make_standard_page(title="Om lampor")
    make_council(title="Rådet om lampor")
    make.make_theme(name="Lampor", slug="lampor")
    index_all()
    html = read("/sok/?q=lampor").html
    for label, count in (("Alla", 24), ("Nyheter", 21), ("Invånarråd", 1), ("Övriga sidor", 1)):
        assert re.search(rf'{label} <span class="filter__count">{count}</span>', html), label
    assert hits("lampor")[0] == "Lampor", "the page that gathers everything comes first"
    assert hits("lampor", "&typ=invanarrad") == ["Rådet om lampor"]
    filtered = read("/sok/?q=lampor&typ=nyheter").html
    assert "Visar 1–20 av 21" in filtered
    assert '?q=lampor&amp;typ=nyheter&amp;sida=2"' in filtered
    assert len(hits("lampor", "&typ=nyheter&sida=2")) == 1
    assert hits("lampor", "&typ=%27x") == hits("lampor")
    assert not faults_of_html(filtered)
    assert hits("lampor", "&typ=forslag") == []
    assert "Övriga sidor" in read("/sok/?q=lampor&typ=forslag").html


def test_the_words_are_marked_in_the_place_where_they_stand_and_markup_stays_text() -> None:
    filling = "Här står något annat helt och hållet. " * 12
    body = make.make_body(
        f"{filling}Nu byggs cykelvägarna &lt;script&gt;alert(1)&lt;/script&gt; vid ån. {filling}"
    )
    make.make_news_page(title="<b>Bygget</b> & vägen", lead="Om staden.", body=body)
    index_all()
    html = read("/sok/?q=cykelväg").html
    assert "<mark>cykelvägarna</mark>" in html
    assert "… " in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;" in html
    assert not faults_of_html(html)


def test_marks_are_safe_whatever_the_text_holds() -> None:
    text = f"<i>{START}{START}a&b{STOP}</i>{STOP}{STOP}{START}c"
    assert marked(text) == "&lt;i&gt;<mark>a&amp;b</mark>&lt;/i&gt;c"
    assert cut_from("", "") == ""
    assert cut_from("Ett., Två, , tre?, Fyra.", "Ett., Två, , tre?, Fyra.") == "Ett. Två tre? Fyra."
    assert cut_from("mitt i en text", "Början av en text") == "… mitt i en text …"


def test_a_page_in_the_readers_language_comes_first_and_the_other_says_which_it_is() -> None:
    make.make_standard_page(title="Park")
    english, _ = Locale.objects.get_or_create(language_code="en")
    home = make.make_home().copy_for_translation(english)
    home.save_revision().publish()
    make.make_standard_page(title="Park of ours", parent=home, locale=english)
    index_all()
    assert hits("park") == ["Park", "Park of ours"]
    with translation.override("en"):
        html = Client().get("/en/sok/?q=park").content.decode()
    assert html.index("Park</mark> of ours") < html.index('lang="sv"><a href="/')


def test_who_finds_nothing_gets_near_words_subjects_and_somebody_to_ask() -> None:
    make.make_news_page(title="Ny belysning på gårdarna")
    make.make_news_page(title="Skiss om solenergi", live=False)
    make.make_area(name="Närlunda", slug="narlunda")
    make.make_contact(role="Områdesutvecklare", is_reachable=True)
    make.make_contact(role="Har slutat", is_reachable=False)
    html = read("/sok/?q=belysnig").html
    assert "Vi hittade inget på ”belysnig”" in html
    assert 'href="/sok/?q=belysning">belysning</a>' in html
    assert 'href="/omrade/narlunda/"' in html
    assert "Områdesutvecklare" in html
    assert "Har slutat" not in html
    assert "solenergi" not in read("/sok/?q=solenrgi").html
    assert not faults_of_html(html)


def test_suggestions_are_near_words_and_the_known_ones_of_several() -> None:
    known = {"belysning", "cykelvägar", "trygghet", "lekplats"}
    assert suggestions(["belysnig"], known) == ["belysning"]
    assert suggestions(["cykelbana"], known) == ["cykelvägar"]
    assert suggestions(["trygghet", "lekplatz"], known) == ["trygghet", "lekplats"]
    assert suggestions(["xyzzy"], known) == []
    assert likeness("a", "a") == 1


def test_a_search_takes_the_same_queries_for_one_hit_and_for_many_and_few_when_nothing_is_found() -> None:
    round_ = budget.make_round(Phase.VOTING)
    budget.make_proposal(round_, title="Lampor i parken")
    make.make_news_page(title="Lampor", picture=make.make_picture())
    make.make_standard_page(title="Lampor här")
    make.make_theme(name="Lampor", slug="lampor")
    index_all()
    read("/sok/?q=lampor")
    few = len(read("/sok/?q=lampor").queries)
    nothing = len(read("/sok/?q=xyzzy").queries)
    budget.make_proposals(round_, 5, what="Lampor.")
    for number in range(20):
        make.make_news_page(title=f"Lampor {number}")
        make.make_theme(name=f"Lampor {number}")
        make.make_contact()
    index_all()
    many = len(read("/sok/?q=lampor").queries)
    print(f"\nqueries of a search: {few} with 4 hits, {many} with 49; {nothing} with none")
    assert many <= few <= MOST_QUERIES, "one question for each source that shows, none for each hit"
    assert len(read("/sok/?q=xyzzy").queries) == nothing <= MOST_QUERIES
    assert not faults_of_a_public_page("/sok/?q=lampor")
    assert not faults_of_a_public_page("/sok/?q=xyzzy")
