"""The editors' side where Wagtail leaves one alone: an address that leads nowhere, the words of its scripts, its lists."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import translation
from wagtail.admin.ui.tables import Column
from wagtail.models import get_page_models

from budgeting.models import ActKind, ProjectStatus
from budgeting.models.review import Act as ProposalAct
from comments.apps import CommentsConfig
from comments.rules.acts import Act as CommentAct
from home.tests.builders import make_news_page
from radslag.models import User
from radslag.pages import BasePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(email="admin@example.org", password=None))
    return client


@pytest.mark.parametrize("path", ["/admin/finns-inte/", "/admin/pages/999999/edit/", "/admin/test404/"])
def test_an_address_of_the_admin_that_leads_nowhere_says_so_and_where_to_go(administrator, path):
    answer = administrator.get(path)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.h1.text == "Sidan finns inte här" and "Wagtail" not in page.text
    assert {link["href"] for link in page.select(".not-here a")} == {"/admin/", "/"}
    assert answer.status_code == (200 if path.endswith("test404/") else 404)


def test_a_stranger_is_asked_to_log_in_whether_there_is_a_page_or_not():
    assert Client().get("/admin/finns-inte/").url == "/admin/login/?next=/admin/finns-inte/"


@override_settings(DEBUG=True)
@pytest.mark.parametrize("path", ["/admin/finns-inte/", "/finns-inte/"])
def test_where_one_develops_the_pages_about_errors_may_use_their_own_style(administrator, path):
    policy = administrator.get(path)["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy and "frame-ancestors 'self'" in policy


def test_elsewhere_they_are_held_to_the_policy_of_their_side(administrator):
    assert (
        "style-src 'self' 'unsafe-inline'"
        in administrator.get("/admin/finns-inte/")["Content-Security-Policy"]
    )
    assert "unsafe-inline" not in administrator.get("/finns-inte/")["Content-Security-Policy"]


def test_the_scripts_say_our_words():
    words = Client().get("/admin/jsi18n/").content.decode()
    for said, ours in (
        ("Autosave in progress", "Sparar"),
        ("Good", "Lagom"),
        ("A server error occurred.", "gick fel"),
    ):
        assert re.search(rf'"{re.escape(said)}[^"]*": "[^"]*{ours}', words), said
    assert re.search(r'"%\(num\)s min": \[\s*"%\(num\)s min",\s*"%\(num\)s min"\s*\]', words), "not mins"


@pytest.mark.parametrize(
    ("said", "of_pages", "ours", "of_ours"),
    [
        ("Submitted", "Inlämnad", ProposalAct.SENT.label, "Inlämnat"),
        ("Cancelled", "Avbruten", ActKind.CANCEL.label, "Inställd"),
        ("Approved", "Godkänd", CommentAct.APPROVE.label, "Godkänt"),
        ("Not started", "Ej påbörjad", ProjectStatus.NOT_STARTED.label, "Inte påbörjat"),
        ("Comments", "Kommentarer", CommentsConfig.verbose_name, "Inlägg"),
    ],
)
def test_what_wagtail_says_of_a_page_is_not_said_in_our_words_for_other_things(said, of_pages, ours, of_ours):
    with translation.override("sv"):
        assert (translation.gettext(said), ours) == (of_pages, of_ours)


def test_a_list_says_what_its_tick_is_about_and_says_it_in_swedish(administrator):
    page = BeautifulSoup(administrator.get("/admin/users/").content, "html.parser")
    assert page.select_one("td.status").get_text(" ", strip=True) == "Aktiv: Ja"
    assert page.select_one('link[href*="css/admin/lists.css"]')


def test_every_form_of_the_admin_has_the_script_that_mends_wagtail_s_own(administrator):
    page = BeautifulSoup(administrator.get("/admin/").content, "html.parser")
    assert page.select_one('script[type=module][src*="js/admin/mends.js"]')


def test_a_register_asks_for_a_name_in_one_sentence(administrator):
    refused = administrator.post("/admin/radslag/area/create/", {"name": "", "slug": ""})
    assert refused.context["form"].errors["name"] == ["Fyll i det här."]
    refused = administrator.post("/admin/radslag/area/create/", {"name": "\u200b", "slug": ""})
    assert refused.context["form"].errors["name"] == ["Skriv ett namn."]


def test_a_person_who_is_gone_is_a_dash():
    shown = render_to_string("wagtailadmin/shared/user_avatar.html", {"user": None, "username": None})
    assert "–" in shown and "None" not in shown


@pytest.mark.parametrize(("n", "said"), [(1, "1–1 av 1 sida"), (2, "1–2 av 2 sidor")])
def test_a_search_among_pages_of_all_kinds_counts_pages(n, said):
    context = {
        "items_count": n,
        "start_index": 1,
        "end_index": n,
        "model_name": None,
        "column": Column("title"),
    }
    header = render_to_string("wagtailadmin/pages/listing/_page_title_column_header.html", context)
    assert said in " ".join(BeautifulSoup(header, "html.parser").text.split())


def test_who_makes_a_page_is_told_what_each_kind_is_for():
    kinds = [kind for kind in get_page_models() if issubclass(kind, BasePage)]
    assert len(kinds) > 10 and [kind.__name__ for kind in kinds if not kind.get_page_description()] == []


def test_more_than_one_page_of_a_kind_have_a_word_of_their_own():
    kinds = [kind._meta for kind in get_page_models() if issubclass(kind, BasePage)]
    with translation.override("sv"):
        guessed = [kind.label for kind in kinds if kind.verbose_name_plural == f"{kind.verbose_name}s"]
    assert len(kinds) > 10 and guessed == []


@pytest.mark.parametrize(("n", "said"), [(1, "1–1 av 1 nyhet"), (2, "1–2 av 2 nyheter")])
def test_a_list_of_pages_of_a_kind_counts_them_in_swedish(administrator, n, said):
    for _each in range(n):
        make_news_page()
    page = BeautifulSoup(administrator.get("/admin/pages/usage/home/newspage/").content, "html.parser")
    assert page.select_one("main thead").find(string=re.compile(rf"^\s*{said}\s*$"))
