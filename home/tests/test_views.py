"""Search, "Mina sidor" and the answers when something is wrong."""

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from home.tests import builders as make
from home.tests.readers import faults_of_a_public_page, faults_of_html, read
from radslag.accounts.services import ensure_account
from radslag.tests.scale import sampled
from radslag.views import server_error

pytestmark = pytest.mark.django_db
STRANGE_WORDS = [
    "'",
    '"',
    "''; DROP TABLE wagtailcore_page; --",
    "&",
    "|",
    "!",
    "!!",
    "(",
    ")",
    "():*",
    ":*",
    "a & | b",
    "<->",
    "\\",
    "%",
    "_",
    "%%%",
    "*",
    "lampor:*",
    "lampor & !gård",
    "{{ 7*7 }}",
    "${7*7}",
    "<script>alert(1)</script>",
    "\u202e\u200b",
    "e\u0301" * 50,
    "x" * 5000,
    "å" * 300,
    "😀",
    "\x00lampor",
    "   ",
    "a" + " a" * 150,
]
SOME_STRANGE_WORDS = sampled(
    STRANGE_WORDS, 4, keep=["{{ 7*7 }}", "<script>alert(1)</script>", "x" * 5000, "\x00lampor"]
)


def index_all() -> None:
    """Do at once what the worker does after each change of a page."""
    call_command("update_index", verbosity=0)


class TestSearch:
    @pytest.mark.parametrize("words", SOME_STRANGE_WORDS, ids=range(len(SOME_STRANGE_WORDS)))
    def test_strange_words_do_no_harm(self, client: Client, words: str) -> None:
        make.make_home()
        answer = client.get("/sok/", {"q": words})
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert "49" not in html
        assert not faults_of_html(html)

    def test_words_are_found_in_title_lead_and_body_in_any_form(self) -> None:
        page = make.make_news_page(
            title="Bänkar", lead="Sitt ner.", body=make.make_body("Nya lekplatser invigdes.")
        )
        index_all()
        for words in ("bänkar", "bänk", "SITT", "invigdes", "bänkar invigdes"):
            assert page.title in read(f"/sok/?q={words}").html, words

    def test_the_words_are_still_in_the_field(self) -> None:
        make.make_home()
        assert 'value="&quot;lampor&quot;"' in read('/sok/?q="lampor"').html

    def test_only_get_is_answered(self, client: Client) -> None:
        assert client.post("/sok/", {"q": "x"}).status_code == 405
        area, theme = make.make_area(), make.make_theme()
        contact = reverse("contact", args=[make.make_contact().pk])
        for path in ("/sok/", "/amnen/", area.get_absolute_url(), theme.get_absolute_url(), contact):
            assert client.head(path).status_code == 200, path

    @pytest.mark.parametrize("path", ["/sok/", "/sok/?q=lampor", "/sok/?q=%22%3E%3Cscript%3E"])
    def test_is_fit_for_a_shared_cache(self, path: str) -> None:
        make.make_news_page(title="Lampor")
        index_all()
        assert not faults_of_a_public_page(path)


class TestMyPages:
    def test_are_for_those_who_have_logged_in(self, client: Client) -> None:
        path = reverse("my_pages")
        assert client.get(path).status_code == 302
        user = ensure_account(email="boende@example.org")
        assert user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(path)
        assert "boende@example.org" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert not faults_of_html(answer.content.decode())


class TestWhenSomethingIsWrong:
    def test_a_page_that_is_not_there_offers_the_search(self) -> None:
        make.make_home()
        answer = read("/finns-inte/")
        assert answer.response.status_code == 404
        assert "Sidan finns inte här" in answer.html
        assert 'role="search"' in answer.html
        assert not answer.response.cookies
        assert not faults_of_html(answer.html)

    def test_a_page_that_is_not_there_in_english(self) -> None:
        assert '<html lang="en"' in read("/en/not-here/").html

    def test_a_fault_of_ours_needs_neither_database_nor_session(
        self, django_assert_num_queries: object
    ) -> None:
        with django_assert_num_queries(0):  # type: ignore[operator]
            answer = server_error(RequestFactory().get("/"))
        assert answer.status_code == 500
        assert "Ingenting är sparat" in answer.content.decode()
        assert not faults_of_html(answer.content.decode())

    @pytest.mark.parametrize(
        "path", ["/%00", "/%ff", "/..%2f..%2fetc/passwd", "/a" * 400 + "/", "/nyheter/%F0%9F%98%80/"]
    )
    def test_strange_addresses_are_not_found(self, client: Client, path: str) -> None:
        make.make_news_index()
        assert client.get(path).status_code in {301, 400, 404}
