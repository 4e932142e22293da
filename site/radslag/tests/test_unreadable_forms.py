"""What no browser sends to Wagtail's own views is answered 400, with nothing saved; a fault of ours stays a fault."""

from __future__ import annotations

import json

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from home.tests.builders import make_editor, make_standard_page
from radslag.unreadable_forms import AnswerUnreadableForms

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


def test_a_fault_of_ours_is_still_told_as_one():
    request = RequestFactory().post("/admin/pages/1/edit/", {})
    request.resolver_match = None
    answers = AnswerUnreadableForms(lambda _request: None)
    for fault in (KeyError("x"), ValueError("x"), json.JSONDecodeError("x", "", 0)):
        assert answers.process_exception(request, fault) is None
    elsewhere = RequestFactory().post("/samtal/1/skriv/", {})
    assert answers.process_exception(elsewhere, KeyError("x")) is None
