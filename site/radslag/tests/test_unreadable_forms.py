"""What no browser sends to Wagtail's own views is answered 400, with nothing saved; a fault of ours stays a fault."""

from __future__ import annotations

import json

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail.search.index import insert_or_update_object

from budgeting.tests.builders import make_staff
from home.tests.builders import make_editor, make_picture, make_standard_page
from radslag.editors.unreadable_forms import AnswerUnreadableForms

pytestmark = pytest.mark.django_db
BROKEN = {
    "rich text that is no JSON": {"easy_read": "["},
    "no number of blocks": {"body-count": "många"},
    "too few blocks": {"body-count": "9" * 9},
}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.mark.parametrize("sent", [{}, *BROKEN.values()], ids=["empty", *BROKEN])
def test_a_page_that_did_not_come_whole_is_not_saved_and_its_editor_is_told(client, sent):
    page = make_standard_page()
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": "Ny", **sent})
    assert answer.status_code == 400
    assert "inget sparat" in answer.content.decode()
    assert page.revisions.count() == 0


def test_wagtails_views_that_read_by_themselves_are_no_faults_of_the_site(client):
    assert client.post(reverse("wagtailredirects:process_import")).status_code == 400
    assert client.post(reverse("wagtailadmin_choose_page_external_link")).status_code == 400


@pytest.mark.parametrize("number", ["", "ett", "1e309", "9" * 12, "0"])
def test_a_page_is_not_copied_to_where_no_page_is(client, number):
    page = make_standard_page()
    before = Page.objects.count()
    sent = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": number}
    assert client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), sent).status_code == 400
    assert Page.objects.count() == before


def test_a_copy_gets_no_title_that_a_page_has_no_room_for_and_what_was_typed_stays(client):
    page = make_standard_page()
    url, there = reverse("wagtailadmin_pages:copy", args=[page.pk]), {"new_parent_page": page.get_parent().pk}
    for name, long in (("new_title", "å" * 256), ("new_slug", "a" * 256)):
        answer = client.post(url, {"new_title": "Kopia", "new_slug": "kopia", **there, name: long})
        html = answer.content.decode()
        assert answer.status_code == 200 and long in html
        assert "Texten är 256 tecken. Den får vara högst 255." in html
    assert not Page.objects.filter(slug="kopia").exists()
    answer = client.post(url, {"new_title": "å" * 255, "new_slug": "kopia", **there})
    assert answer.status_code == 302 and Page.objects.get(slug="kopia").title == "å" * 255


def test_a_draft_without_a_choice_of_conversation_has_none():
    page = make_standard_page(thread_mode="open")
    page.thread_mode = ""
    page.clean()
    assert page.thread_mode == "off" and page.publishing_remarks(timezone.now()) is not None


def test_a_workflow_that_did_not_come_whole_is_not_made(client):
    client.force_login(make_staff())
    counts = {"TOTAL_FORMS": "1001", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    sent = {"name": "Flöde", "pages-TOTAL_FORMS[]": "1"}
    sent |= {f"workflow_tasks-{name}": value for name, value in counts.items()}
    sent |= {f"pages-{name}": value for name, value in counts.items() if name != "TOTAL_FORMS"}
    before = Workflow.objects.count()
    assert client.post(reverse("wagtailadmin_workflows:add"), sent).status_code == 400
    assert Workflow.objects.count() == before


def test_a_picture_is_searched_for_among_those_with_a_tag_and_nothing_is_asked_that_no_text_holds(client):
    park, tree, street = (make_picture(title=title) for title in ("Parken", "Parkens träd", "Gatan"))
    park.tags.add("lek")
    street.tags.add("lek")
    for picture in (park, tree, street):
        insert_or_update_object(picture)
    url = reverse("wagtailimages_chooser:choose_results")
    html = client.get(url, {"q": "parken", "tag": "lek"}).content.decode()
    assert [picture.title in html for picture in (park, tree, street)] == [True, False, False]
    for query in ({"tag": "\x00"}, {"q": "\x00"}, {"q": "park", "tag": "lek\x00"}):
        assert client.get(url, query).status_code == 400


def test_a_fault_of_ours_is_still_told_as_one():
    request = RequestFactory().post("/admin/pages/1/edit/", {})
    request.resolver_match = None
    answers = AnswerUnreadableForms(lambda _request: None)
    for fault in (KeyError("x"), ValueError("x"), json.JSONDecodeError("x", "", 0)):
        assert answers.process_exception(request, fault) is None
    elsewhere = RequestFactory().post("/samtal/1/skriv/", {})
    assert answers.process_exception(elsewhere, KeyError("x")) is None
