"""Search, the contact form, "Mina sidor" and the answers when something is wrong."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from home.tests import builders as make
from home.tests.readers import faults_of_a_public_page, faults_of_html, read
from radslag.accounts.services import ensure_account
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


def index_all() -> None:
    """Do at once what the worker does after each change of a page."""
    call_command("update_index", verbosity=0)


class TestSearch:
    @pytest.mark.parametrize("words", STRANGE_WORDS, ids=range(len(STRANGE_WORDS)))
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

    @pytest.mark.parametrize("path", ["/sok/", "/sok/?q=lampor", "/sok/?q=%22%3E%3Cscript%3E"])
    def test_is_fit_for_a_shared_cache(self, path: str) -> None:
        make.make_news_page(title="Lampor")
        index_all()
        assert not faults_of_a_public_page(path)


class TestContactForm:
    def address(self, **overrides: str) -> str:
        return reverse("contact", args=[make.make_contact(**overrides).pk])

    def test_a_message_goes_to_the_contact_and_the_answer_to_the_writer(self, client: Client) -> None:
        path = self.address(email="hemlig@example.org")
        answer = client.post(
            path, {"name": "Granne", "email": "granne@example.org", "message": "När öppnar ni?"}
        )
        assert "Meddelandet är skickat" in answer.content.decode()
        (message,) = mail.outbox
        assert (message.to, message.reply_to) == (["hemlig@example.org"], ["granne@example.org"])
        assert "När öppnar ni?" in message.body
        assert "granne@example.org" not in message.from_email

    def test_the_address_of_the_contact_is_in_no_page(self, client: Client) -> None:
        path = self.address(email="hemlig@example.org")
        pages = [
            client.get(path),
            client.post(path, {"email": "x", "message": ""}),
            client.post(path, {"email": "a@example.org", "message": "Hej"}),
        ]
        assert not [page for page in pages if "hemlig" in page.content.decode()]

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"email": "", "message": "Hej"}, "Skriv din e-postadress"),
            ({"email": "fel", "message": "Hej"}, "med @"),
            ({"email": "a@example.org", "message": "  "}, "Skriv vad du vill säga"),
            ({"email": "a@example.org", "message": "x" * 4001}, "4001"),
        ],
    )
    def test_an_error_says_what_to_do_and_keeps_the_text(
        self, client: Client, sent: dict[str, str], said: str
    ) -> None:
        html = client.post(self.address(), sent | {"name": "Granne"}).content.decode()
        assert said in html
        assert "Det är något du behöver rätta" in html
        assert "<title>Fel:" in html
        assert 'value="Granne"' in html
        assert sent["message"].strip() in html
        assert not mail.outbox
        assert not faults_of_html(html)

    @pytest.mark.parametrize("field", ["name", "email", "message"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
    def test_nobody_can_write_the_header_of_the_mail(self, client: Client, field: str, newline: str) -> None:
        sent = {"name": "Granne", "email": "granne@example.org", "message": "Hej"}
        sent[field] += f"{newline}Bcc: alla@example.org"
        client.post(self.address(), sent)
        for message in mail.outbox:
            assert "alla@example.org" not in message.recipients()
            assert "Bcc" not in "".join(str(value) for value in message.message().values())

    def test_what_a_robot_fills_in_is_not_sent(self, client: Client) -> None:
        sent = {"email": "a@example.org", "message": "Köp!", "website": "https://example.com"}
        client.post(self.address(), sent)
        assert not mail.outbox

    def test_without_a_token_nothing_is_sent_and_the_reader_is_told(self) -> None:
        answer = Client(enforce_csrf_checks=True).post(
            self.address(), {"email": "a@example.org", "message": "Hej"}
        )
        assert answer.status_code == 403
        assert "Formuläret var för gammalt" in answer.content.decode()
        assert not mail.outbox
        assert not faults_of_html(answer.content.decode())

    def test_there_is_no_form_for_somebody_who_is_not_there(self, client: Client) -> None:
        assert client.get(reverse("contact", args=[999_999])).status_code == 404

    def test_the_form_is_never_kept_by_a_cache(self, client: Client) -> None:
        assert "no-store" in client.get(self.address()).headers["Cache-Control"]


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
