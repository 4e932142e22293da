"""Answers when something went wrong: in the language of the address, valid, and with a way on."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory

from home.tests import builders as make
from home.tests.readers import faults_of_html, read
from radslag.postgres.errors import DatabaseUnavailable
from radslag.views import bad_request, not_allowed, server_error

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/x/", "sv", "Ingenting är sparat"),
        ("/en/x/", "en", "Nothing is saved"),
        ("/admin/pages/9/edit/", "sv", "Ingenting är sparat"),
    ],
)
def test_a_broken_server_or_request_is_answered_without_the_database(
    path: str, language: str, words: str, django_assert_num_queries: Any
) -> None:
    request = RequestFactory(HTTP_HOST="okand.example.org").get(path)
    with django_assert_num_queries(0):
        answers = [server_error(request), bad_request(request, SuspiciousOperation())]
    assert [answer.status_code for answer in answers] == [500, 400]
    for answer in answers:
        html = answer.content.decode()
        assert f'<html lang="{language}"' in html
        assert words in html
        start = next(start for start in ("/en/", "/admin/", "/") if path.startswith(start))
        assert f'href="{start}"' in html
        assert not faults_of_html(html)


@pytest.mark.parametrize(
    "away", [OperationalError("gone"), InterfaceError("closed"), DatabaseUnavailable("no")]
)
@pytest.mark.parametrize(
    ("path", "words"),
    [("/konto/", "räkna med att det inte är sparat"), ("/en/konto/", "assume that it was not saved")],
)
def test_a_database_that_is_away_is_told_as_a_short_break(
    away: Exception, path: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_session(*_: Any) -> None:
        raise away

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", no_session)
    client = Client(raise_request_exception=False)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10" and "no-store" in answer["Cache-Control"]
        assert words in answer.content.decode()
        assert not faults_of_html(answer.content.decode())


def test_an_unknown_host_gets_the_page_for_a_bad_request() -> None:
    answer = Client(HTTP_HOST="okand.example.org").get("/")
    assert answer.status_code == 400
    assert "Adressen går inte att läsa" in answer.content.decode()


def test_a_page_that_is_not_here_offers_search_and_the_menu_without_asking_for_it_twice() -> None:
    make.make_standard_page(title="Så funkar det", slug="sa-funkar-det", show_in_menus=True)
    gone = read("/borta/")
    assert gone.response.status_code == 404
    assert gone.html.count('href="/sa-funkar-det/"') == 2
    assert 'action="/sok/"' in gone.html
    assert not faults_of_html(gone.html)
    assert sum("show_in_menus" in sql.partition(" WHERE ")[2] for sql in gone.queries) == 1


def test_what_is_not_allowed_is_said_with_a_way_on(client: Client) -> None:
    make.make_home()
    request = client.get("/").wsgi_request
    answer = not_allowed(request, PermissionDenied())
    assert answer.status_code == 403
    assert "Det här är inte för alla" in answer.content.decode()
    assert not faults_of_html(answer.content.decode())
