"""Areas and themes: their pages, and the links that lead there."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client

from budgeting.rules.phases import Phase
from budgeting.tests import builders as budget
from councils.tests import builders as councils
from home.tests import builders as make
from home.tests.readers import MOST_QUERIES, faults_of_a_public_page, read
from radslag.language.collation import in_swedish_order
from radslag.models import Area, Contact, Theme
from radslag.readers.subjects import with_subjects
from radslag.tests.scale import scaled

pytestmark = pytest.mark.django_db


def test_names_come_in_the_order_of_the_swedish_alphabet() -> None:
    names = ["Örby", "Ängen", "Åsa", "Zoo", "anka", "Élise", "Bo", "Ed"]
    assert in_swedish_order(names) == ["anka", "Bo", "Ed", "Élise", "Zoo", "Åsa", "Ängen", "Örby"]


def test_the_database_sorts_registers_in_the_same_order() -> None:
    for name in ("Örby", "Ängen", "Åsa", "zoo", "anka", "Élise", "Bo", "Ed", "Ål"):
        make.make_area(name=name)
        make.make_contact(role=name)
    names = [area.name for area in Area.objects.all()]
    assert names == in_swedish_order(names) == [contact.role for contact in Contact.objects.all()]
    assert [area.name for area in Area.objects.reverse()] == names[::-1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "ring mig"),
        ("phone", "07"),
        ("phone", "070<b>"),
        ("phone", "070-174 06 11 / 12"),
        ("phone", "070+1740612"),
        ("role", "\u200b "),
        ("email", "x"),
    ],
)
def test_a_contact_can_be_named_and_called(field: str, value: str) -> None:
    right = {"role": " Områdes\u200butvecklare ", "email": "a@example.org", "phone": "+46 (0)70-174 06 12"}
    contact = Contact(**right)
    contact.full_clean()
    assert contact.role == "Områdesutvecklare"
    with pytest.raises(ValidationError) as refused:
        Contact(**{**right, field: value}).full_clean()
    assert field in refused.value.message_dict


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


def test_the_page_of_an_area_gathers_everything_about_it_and_nothing_else() -> None:
    area, other = (
        make.make_area(name="Närlunda", slug="narlunda"),
        make.make_area(name="Sandby", slug="sandby"),
    )
    programme = budget.make_programme(title="Mitt Närlunda", area=area, envelope_ore=100_000_000)
    voting = budget.make_round_page(Phase.VOTING, programme=programme).round
    budget.make_proposal(voting, title="Odlingslådor")
    hidden = budget.make_round_page(Phase.REVIEW, programme=programme).round
    budget.make_proposal(hidden, title="Visas inte än")
    for number in range(5):
        make.make_news_page(title=f"Nyhet {number}", date=dt.date(2026, 1, 1 + number), areas=[area])
    make.make_news_page(title="Nytt i Sandby", areas=[other])
    make.make_news_page(title="Hemligt utkast", areas=[area], live=False)
    private = make.make_news_page(title="Hemlig nyhet", areas=[area], date=dt.date(2026, 5, 1))
    private.view_restrictions.create(restriction_type="login")
    council = councils.make_council(title="Om lek", areas=[area])
    councils.make_report(title="Goda gårdar", areas=[area])
    councils.make_register()
    councils.make_matter(council=council, title="Laga gungan", area=area)
    html = read("/omrade/narlunda/").html
    kinds = [
        voting.name, "Mitt Närlunda", "Nyhet 4", "Om lek", "Laga gungan", "Goda gårdar", "Odlingslådor",
    ]  # fmt: skip
    places = [html.index(f">{text}</") for text in kinds]
    assert places == sorted(places)
    assert "Nyhet 2" in html
    assert "Nyhet 1" not in html
    assert 'href="/nyheter/?omrade=narlunda"' in html
    for not_there in ("Sandby", "Hemlig", "Visas inte än"):
        assert not_there not in html.split("<main")[1].split("</main>")[0]
    assert 'Nyheter <span class="count">5</span>' in html


def test_the_page_of_a_theme_gathers_pages_and_proposals() -> None:
    theme = make.make_theme(name="Trygghet", slug="trygghet", description="Om att våga gå hem.")
    make.make_news_page(title="Nya lampor", themes=[theme])
    proposal = budget.make_proposal(budget.make_round(Phase.VOTING), title="Lampor vid bussen")
    type(proposal).objects.filter(pk=proposal.pk).update(theme=theme)
    html = read("/tema/trygghet/").html
    assert "<title>Allt om Trygghet –" in html
    assert '<meta name="description" content="Om att våga gå hem.">' in html
    assert "noindex" not in html
    assert html.index("Nya lampor") < html.index("Lampor vid bussen")


def test_an_area_without_anything_says_so_and_leads_on() -> None:
    make.make_home()
    area = make.make_area(name="Örby")
    html = read(area.get_absolute_url()).html
    assert "När det finns något om Örby samlas det här" in html
    assert 'href="/amnen/"' in html


def test_the_list_of_subjects_is_in_order_and_says_when_there_are_none() -> None:
    make.make_home()
    assert "Det finns inga områden eller teman än" in read("/amnen/").html
    for name in ("Örby", "Åsa", "Zoo", "Ängen"):
        make.make_area(name=name)
    html = read("/amnen/").html
    assert re.findall(r">(Örby|Åsa|Zoo|Ängen)</a>", html) == ["Zoo", "Åsa", "Ängen", "Örby"]


@pytest.mark.parametrize("slug", ["finns-inte", "x" * 300, "%00", "..%2f"])
def test_a_subject_that_is_not_there_is_not_found(slug: str) -> None:
    make.make_home()
    assert read(f"/omrade/{slug}/").response.status_code in (400, 404)


def test_the_page_of_a_subject_takes_the_same_queries_for_one_and_for_many() -> None:
    area, theme = make.make_area(), make.make_theme()
    envelope_ore = 10_000_000_000
    council = councils.make_council(areas=[area], themes=[theme], picture=make.make_picture())
    councils.make_register()

    def more(times: int) -> None:
        for _ in range(times):
            programme = budget.make_programme(area=area, envelope_ore=envelope_ore)
            round_ = budget.make_round_page(Phase.VOTING, programme=programme).round
            budget.make_proposal(round_)
            make.make_news_page(areas=[area], themes=[theme], picture=make.make_picture())
            councils.make_report(areas=[area], themes=[theme], picture=make.make_picture())
            councils.make_matter(council=council, area=area)

    more(1)
    paths = [area.get_absolute_url(), theme.get_absolute_url(), "/amnen/"]
    for path in paths:
        read(path)
    few = [len(read(path).queries) for path in paths]
    more(scaled(8, least=3))
    for _ in range(20):
        make.make_area(), make.make_theme()
    for path in paths:
        assert not faults_of_a_public_page(path)
    many = [len(read(path).queries) for path in paths]
    print(f"\nqueries of area, theme and the list of them: {few} with one of each, {many} with many")
    assert few == many
    assert max(many) <= MOST_QUERIES


def test_a_name_is_needed_and_the_short_name_is_made_of_it() -> None:
    area = Area(name=" Åsa  backe\u200b ")
    area.full_clean()
    area.save()
    assert (area.name, area.slug) == ("Åsa backe", "asa-backe")
    area.full_clean()
    twin = Theme(name="Åsa backe!")
    twin.full_clean()
    assert twin.slug == "asa-backe"
    second = Area(name="Åsa-backe")
    second.full_clean()
    assert second.slug == "asa-backe-2"
    for wrong in (
        Area(name="\u200b"),
        Area(name="åsa BACKE"),
        Area(name="日本"),
        Area(name="Ny", slug="asa-backe"),
    ):
        with pytest.raises(ValidationError):
            wrong.full_clean()
    with pytest.raises(ValidationError):
        Area(name="Ny", slug="a/b").full_clean()


def test_an_editor_leaves_the_short_name_empty_and_reads_what_is_wrong(client: Client) -> None:
    client.force_login(make.make_editor())
    client.post("/admin/radslag/area/create/", {"name": "Östra ängen", "slug": "", "description": ""})
    assert Area.objects.get().slug == "ostra-angen"
    again = client.post("/admin/radslag/area/create/", {"name": "östra Ängen", "slug": "", "description": ""})
    assert "Det finns redan en med det namnet" in again.content.decode()
    assert Area.objects.count() == 1


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+46 (0)70-174 06 12", "+46701740612"),
        ("070-174 06 12", "0701740612"),
        ("(070) 174 06 12", "0701740612"),
    ],
)
def test_a_telephone_link_reaches_the_number(phone: str, link: str) -> None:
    assert Contact(phone=phone).telephone_link == link
