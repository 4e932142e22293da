"""Every address that the demo site leads to, read by somebody who has never been there. No browser is needed for this."""

import re
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from e2e.checks import FULL
from e2e.empty import address_of_empty, page_types
from e2e.hidden import ADDRESS, MARK, Secret, hide_everything
from e2e.people import new_address
from home.models import HomePage
from home.tests.readers import (
    FORM,
    MOST_BYTES,
    MOST_QUERIES,
    faults_of_a_public_page,
    faults_of_html,
    faults_of_public_html,
    read,
)
from radslag.accounts.services import ensure_account
from radslag.models import User

PIECE = re.compile(r"<(\w+)(?:\s[^>]*?\bclass=\"([^\"]*)\")?")
LINK = re.compile(r"<(?:a|link|img|script|use)\b[^>]*?\s(?:href|src)=\"([^\"]+)\"")
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
NOT_LINKED = ("/sitemap.xml", "/robots.txt")
# What is written at an own, uncached address: it may hold a form and a token.
WRITING = re.compile(
    r"^(/en)?/(konto/|kontakt/|omgang/\d+/(rosta|folj|forslag/nytt|forslag/\d+/folj|kvitton/leta)|mina-"
    r"|samtal/(([a-z]+-)?\d+/(skriv|folj)|svara|gilla|anmal|mitt|trad/\d+/folj))"
)
BROKER = re.compile(r"/rosta/e-legitimation/$")
"""Answers 503 where no broker answers, as here; test_journeys_of_eid.py walks it with one."""
SAMPLED = re.compile(r"^/en/.|/kontakt/|/konto/logga-in/\?|/samtal/([a-z]+-)?\d+/(skriv|folj)/")
ABOUT_A_COMMENT = re.compile(r"^/samtal/(?:svara|gilla|anmal|inlagg|trad)/(\d+)/(?:hela/|folj/)?$")


def leads_to(path: str, html: str) -> set[str]:
    """The addresses of the site itself that a page links to."""
    found = set()
    for href in LINK.findall(html):
        parts = urlsplit(urljoin(f"http://testserver{path}", urldefrag(href.replace("&amp;", "&"))[0]))
        if parts.scheme == "http" and parts.netloc == "testserver":
            found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def is_walked(path: str) -> bool:
    """A list that is filtered in one way stands for those filtered in more; a search has its words besides. Conversations
    have the same addresses in every language, and one comment in seven stands for all. At a small scale one in three forms
    and pages in English stand for all."""
    if not FULL and SAMPLED.match(path) and sum(map(ord, path)) % 3:
        return False
    about = ABOUT_A_COMMENT.match(path)
    if path.startswith("/en/samtal/") or (about and int(about[1]) % 7):
        return False
    return path.count("=") <= (2 if path.startswith("/sok/") else 1)


@dataclass
class Crawl:
    """Everything a reader can come to from the home page, by address. What is not there stands as an empty text."""

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)  # feeds, calendars, open data, documents
    secrets: list[Secret] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)  # pages that a browser or a proxy may store


@pytest.fixture(scope="module")
def crawl(site: str) -> Crawl:
    """Read the whole site, in which much is hidden."""
    found, client, waiting = Crawl(secrets=hide_everything()), Client(), ["/", *NOT_LINKED]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if (
            path in found.pages | found.files
            or path in seen
            or path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
        ):
            continue
        response = client.get(path, follow=True)
        if response.redirect_chain:  # type: ignore[attr-defined]  # a permalink stands for the page it leads to
            waiting.append(urldefrag(response.redirect_chain[-1][0])[0])  # type: ignore[attr-defined]
            seen.add(path)
            continue
        body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        if response.status_code == 200 and "html" not in response.headers.get("Content-Type", ""):
            found.files[path] = body
            continue
        if "no-store" not in response.headers.get("Cache-Control", ""):
            found.stored.add(path)
        html = found.pages[path] = body.decode() if response.status_code == 200 else ""
        waiting += sorted(to for to in leads_to(path, html) - found.pages.keys() if is_walked(to))
    return found


def of_each_kind(paths: Iterable[str], pages: dict[str, str]) -> list[str]:
    """Pages that between them show every element, in every class, that any of `paths` shows; at full scale all of them."""
    chosen, seen = [], set[str]()
    for path in paths:
        pieces = set(PIECE.findall(pages[path]))
        if FULL or not pieces <= seen:
            chosen.append(path)
            seen |= pieces
    return chosen


@pytest.fixture(scope="module")
def pages(crawl: Crawl) -> dict[str, str]:
    """The HTML pages alone."""
    return crawl.pages


def test_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    assert len(pages) > 60
    assert not [path for path, html in pages.items() if not html and not BROKER.search(path)]


def test_everything_a_page_loads_is_there(pages: dict[str, str], site: str) -> None:
    loaded = {path for page, html in pages.items() for path in leads_to(page, html)}
    files = sorted(path for path in loaded if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)))
    assert len(files) > 10
    for path in files:
        with urllib.request.urlopen(site + path) as answer:  # noqa: S310 - our own server
            assert answer.status == 200


def test_every_public_page_is_fit_for_a_shared_cache(pages: dict[str, str]) -> None:
    public = [path for path in pages if not WRITING.match(path)]
    assert len(public) > 45
    assert not {path: found for path in public if (found := faults_of_public_html(pages[path]))}
    looked_at = of_each_kind(public, pages)
    assert len(looked_at) > 25
    faults = {path: found for path in looked_at if (found := faults_of_a_public_page(path, pages[path]))}
    assert not faults


def test_an_empty_page_of_each_type_is_fit_for_it_too(site: str) -> None:
    addresses = [address_of_empty(model) for model in page_types() if model is not HomePage]
    assert len(addresses) > 7
    assert not {path: faults for path in addresses if (faults := faults_of_a_public_page(path))}


def test_where_one_writes_nothing_is_kept_by_a_cache_and_the_html_is_valid(crawl: Crawl) -> None:
    pages = crawl.pages
    writing = [path for path in pages if WRITING.match(path)]
    assert len(writing) > 10
    assert not [path for path in writing if pages[path] and path in crawl.stored]
    assert not {path: found for path in writing if pages[path] and (found := faults_of_html(pages[path]))}
    for path in {*of_each_kind(writing, pages), *filter(BROKER.search, writing)}:
        response = Client().get(path, follow=True)
        assert "no-store" in response.headers.get("Cache-Control", ""), path
        assert not faults_of_html(response.content.decode()), path


def test_every_title_says_which_page_it_is(pages: dict[str, str]) -> None:
    """Two pages with the same title are two tabs that nobody can tell apart."""
    titles = {
        path: re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        for path, html in pages.items()
        if html or not BROKER.search(path)
    }
    assert all(titles.values())
    by_title: dict[str, list[str]] = {}
    for path, title in titles.items():
        if title and not path.startswith("/en/") and "?" not in path and not WRITING.match(path):
            by_title.setdefault(title[1], []).append(path)
    assert not {title: paths for title, paths in by_title.items() if len(paths) > 1}


def test_no_page_shows_an_e_mail_address(pages: dict[str, str]) -> None:
    found = {
        path: mails
        for path, html in pages.items()
        if (mails := set(E_MAIL.findall(html)) - {"namn@example.org", "name@example.org"})
    }
    assert not found


def test_the_numbers_of_the_pages_that_matter(
    pages: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """At most 25 queries and 60 kB each: printed, so that growth is seen before it hurts."""
    from e2e.states import address_of, proposal_with

    phases = ("before", "submission", "review", "voting", "counting", "result")
    paths = [
        "/",
        "/invanarrad/",
        "/invanarrad/rad-3/",
        "/rapporter/goda-boendemiljoer/",
        "/nyheter/fler-kanner-sig-trygga/",
    ]
    paths += [address_of(phase) for phase in phases] + [
        proposal_with("accepted", "result"),
        "/sok/?q=belysning",
    ]
    for path in paths:
        read(path)
        reading = read(path)
        with capsys.disabled():
            print(
                f"\n  {len(reading.queries):3} queries {len(reading.response.content):6} bytes  {path}",
                end="",
            )
        assert len(reading.queries) <= MOST_QUERIES
        assert len(reading.response.content) <= MOST_BYTES
        assert not [tag for tag in FORM.findall(reading.html) if "post" in tag.lower()]


# Nothing that is hidden is found


def in_words(secret: Secret) -> tuple[bytes, bytes]:
    """The secret as text and as a part of an address."""
    return secret.word.encode(), quote(secret.word).encode()


def test_a_reader_comes_upon_nothing_that_is_hidden(crawl: Crawl) -> None:
    """In no page, feed, calendar, site map, open data or document that anything leads to."""
    bodies = {path: html.encode() for path, html in crawl.pages.items()} | crawl.files
    marks = (MARK.encode(), quote(MARK).encode(), ADDRESS.encode())
    assert len(crawl.secrets) > 50
    assert not [path for path, body in bodies.items() if any(mark in body for mark in marks)]


def test_a_search_for_what_is_hidden_looks_like_a_search_for_nonsense(crawl: Crawl) -> None:
    nonsense = MARK.replace("7q", "9z")
    kinds = {path.partition("&")[2] for path in crawl.pages if path.startswith("/sok/?q=") and "&" in path}
    for filters in ("", *sorted(kinds)):
        for word in (MARK, f"{MARK}1"):
            asked = word.replace(MARK, nonsense)
            found, control = _search(f"{word}&{filters}"), _search(f"{asked}&{filters}")
            assert found.replace(MARK, nonsense) == control
            assert ADDRESS not in found


def _search(query: str) -> str:
    html = Client().get(f"/sok/?q={query}").content.decode()
    return html.replace(quote(MARK), MARK)


def test_nobody_without_the_right_sees_what_is_hidden(crawl: Crawl) -> None:
    """By its address, by its draft or by its preview: not a stranger, not a resident who is logged in."""
    stranger, resident = Client(), _logged_in(ensure_account(email=new_address()))
    for secret in crawl.secrets:
        for address in filter(None, secret.addresses):
            readers = (stranger, resident) if address.startswith("/admin/") else (stranger,)
            for reader in readers:
                answer = reader.get(address)
                body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
                assert not any(word in body for word in in_words(secret)), (secret, address)


def test_those_with_the_right_see_it(crawl: Crawl) -> None:
    """What was looked for above is really there."""
    editor = _logged_in(User.objects.create_superuser(email=new_address()))
    drafts = [secret for secret in crawl.secrets if secret.kind.endswith("draft")]
    assert len(drafts) == len(page_types()) - 1 > 7, "all but the home page"
    for secret in drafts:
        view = next(address for address in secret.addresses if address.endswith("view_draft/"))
        assert secret.word in editor.get(view).content.decode(), secret


def _logged_in(user: User | None) -> Client:
    assert user
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
