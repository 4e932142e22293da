"""The accessibility statement: eleven items, what must be said, and that every page leads to it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import AccessibilityStatementPage
from home.tests import builders as make
from home.tests.readers import faults_of_a_public_page, read
from home.waiting import nowhere_to_report
from radslag import wcag
from radslag.clock import database_now
from radslag.models import Contact, SiteSettings, User

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 1)
SHORTCOMING = {
    "what": "Kartan går inte att använda med tangentbord.",
    "criteria": ["2.1.1"],
    "plan": "Rättas i mars.",
}


def make_statement(**overrides: Any) -> AccessibilityStatementPage:
    fields = {
        "title": "Tillgänglighet", "slug": "tillganglighet", "responsible": "Lövsunda kommun", "covers": "webbplatsen Rådslag",
        "how_accessible": "<p>Det mesta fungerar.</p>", "answer_time": "två arbetsdagar", "testing": "<p>Med axe.</p>",
        "shortcomings": [("shortcoming", SHORTCOMING)], "assessed_on": DAY, "site_published_on": DAY, "reviewed_on": DAY,
    }  # fmt: skip
    contact = overrides.pop("contact", None) or make.make_contact(role="Tillgänglighetssamordnare")
    page = AccessibilityStatementPage(contact=contact, **(fields | overrides))
    make.make_home().add_child(instance=page)
    return page


def test_it_says_all_eleven_things_also_those_the_editor_left_empty() -> None:
    page = make_statement()
    assert not faults_of_a_public_page(page.url)
    html = read(page.url).html
    for words in (
        "Lövsunda kommun står bakom webbplatsen Rådslag", "Det mesta fungerar.", "Du får svar inom två arbetsdagar",
        f'href="/kontakt/{page.contact_id}/"', "Myndigheten för digital förvaltning (Digg)",
        "https://www.digg.se/tdosanmalan", "delvis förenlig", "Kartan går inte", "2.1.1 Tangentbord", "Rättas i mars.",
        "inga undantag för oskäligt betungande", "Vi känner inte till något på webbplatsen", "Vi har granskat webbplatsen själva",
        "Med axe.", "1 oktober 2026",
    ):  # fmt: skip
        assert words in html, words
    assert html.count("<h2") - html.count('site-footer__grid"') >= 10
    assert page.contact.email not in html


def test_a_contact_that_can_no_longer_be_written_to_leaves_no_dead_link() -> None:
    page = make_statement(contact=make.make_contact(is_reachable=False))
    html = read(page.url).html
    assert f"/kontakt/{page.contact_id}/" not in html
    assert "Berätta vilken sida det gäller" in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conformance": "partial", "shortcomings": []}, "shortcomings"),
        ({"conformance": "none", "shortcomings": []}, "shortcomings"),
        ({"conformance": "full"}, "conformance"),
        ({"reviewed_on": DAY - dt.timedelta(days=1)}, "reviewed_on"),
    ],
)
def test_what_is_said_of_the_law_agrees_with_the_rest(changes: dict[str, Any], field: str) -> None:
    page = make_statement()
    for name, value in changes.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as caught:
        page.clean()
    assert set(caught.value.message_dict) == {field}


def test_a_site_without_shortcomings_may_say_so() -> None:
    page = make_statement(conformance="full", shortcomings=[])
    page.clean()
    assert "helt förenlig" in read(page.url).html


def test_an_old_statement_or_one_from_the_future_is_remarked_on() -> None:
    now = database_now()
    page = make_statement()
    page.reviewed_on, page.assessed_on = (
        now.date() - dt.timedelta(days=400),
        now.date() + dt.timedelta(days=9),
    )
    assert {"reviewed_on", "assessed_on"} <= {remark.field for remark in page.publishing_remarks(now)}


def test_every_page_leads_to_it_as_soon_as_it_is_published_and_an_editors_choice_stays() -> None:
    page, link = make_statement(live=False), "Tillgänglighetsredogörelse</a>"
    assert link not in read("/").html
    page.save_revision().publish()
    assert f'<a href="/tillganglighet/">{link}' in read("/").html
    chosen = SiteSettings.for_site(page.get_site())
    chosen.accessibility_page = make.make_standard_page(slug="egen")
    chosen.save()
    page.save_revision().publish()
    assert f'<a href="/egen/">{link}' in read("/").html


def test_there_is_one_for_each_home_page_and_its_contact_stays() -> None:
    page = make_statement()
    assert not AccessibilityStatementPage.can_create_at(Page.objects.get(pk=make.make_home().pk))
    with pytest.raises(Exception, match="protected"):
        Contact.objects.get(pk=page.contact_id).delete()


def test_an_editor_writes_it_in_the_form_and_is_told_what_the_law_asks_for() -> None:
    client, home, contact = Client(), make.make_home(), make.make_contact()
    client.force_login(make.make_editor())
    blocks = [("shortcoming", {"what": "Kartan.", "criteria": streamlist("2.1.1"), "plan": ""})]
    data: dict[str, Any] = {
        "title": "Tillgänglighet", "slug": "tillganglighet", "responsible": "Lövsunda kommun", "covers": "Rådslag",
        "how_accessible": rich_text("<p>Bra.</p>"), "contact": str(contact.pk), "answer_time": "två dagar",
        "testing": rich_text("<p>Axe.</p>"), "conformance": "partial", "method": "own", "assessed_on": "2026-10-01",
        "site_published_on": "2026-10-01", "reviewed_on": "2026-10-02", "shortcomings": streamfield([]),
        **{name: rich_text("") for name in ("alternatives", "reporting", "burden", "outside_law", "easy_read")},
        "lead": "Kort.", "picture": "", "supervisor": "", "supervisor_url": "", "comments": comment_formset(),
        "action-publish": "1",
    }  # fmt: skip
    address = f"/admin/pages/add/home/accessibilitystatementpage/{home.pk}/"
    refused = client.post(address, nested_form_data(data)).content.decode()
    assert "Beskriv minst en brist" in refused
    data["shortcomings"] = streamfield(blocks)
    answer = client.post(address, nested_form_data(data))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert "2.1.1 Tangentbord" in read("/tillganglighet/").html


def streamlist(*values: str) -> dict[str, Any]:
    rows: dict[str, Any] = {"count": str(len(values))}
    for number, value in enumerate(values):
        rows[str(number)] = {"value": value, "order": str(number), "deleted": "", "id": ""}
    return rows


def comment_formset() -> dict[str, str]:
    return {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}


def test_the_criteria_are_those_of_wcag_2_2_at_levels_a_and_aa() -> None:
    assert len(wcag.CRITERIA) == 55
    assert wcag.criterion("1.4.3") == "1.4.3 Kontrast (minimum)"
    assert wcag.criterion("9.9.9") == "9.9.9"


def test_a_statement_that_leaves_no_way_to_report_is_told_to_who_may_mend_it() -> None:
    contact = make.make_contact(is_reachable=False)
    page = make_statement(contact=contact)
    request, stranger = RequestFactory().get("/admin/"), User.objects.create_user(email="ny@example.org")
    for user, phone, told in (
        (make.make_editor(), "", 1),
        (make.make_editor(), "070-174 06 12", 0),
        (stranger, "", 0),
    ):
        Contact.objects.update(phone=phone)
        request.user = user
        assert len(nowhere_to_report(request)) == told
        page = AccessibilityStatementPage.objects.get(pk=page.pk)
        remarks = [remark.field for remark in page.publishing_remarks(database_now())]
        assert ("contact" in remarks) == (not phone)
