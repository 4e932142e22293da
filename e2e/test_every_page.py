"""Every address that the demo site leads to, read by somebody who has never been there. No browser is needed for this."""

import re
import urllib.request
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from home.tests.readers import FORM, MOST_BYTES, MOST_QUERIES, faults_of_a_public_page, faults_of_html, read

LINK = re.compile(r"<(?:a|link|img|script|use)\b[^>]*?\s(?:href|src)=\"([^\"]+)\"")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
# What is written at an own, uncached address: it may hold a form and a token.
WRITING = re.compile(
    r"^(/en)?/(konto/|kontakt/|samtal/\d+/skriv|samtal/svara|omgang/\d+/(rosta|forslag/nytt)|mina-)"
)


def leads_to(path: str, html: str) -> set[str]:
    """The addresses of the site itself that a page links to."""
    found = set()
    for href in LINK.findall(html):
        parts = urlsplit(urljoin(f"http://testserver{path}", urldefrag(href.replace("&amp;", "&"))[0]))
        if parts.scheme == "http" and parts.netloc == "testserver":
            found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


@pytest.fixture(scope="module")
def pages(site: str) -> dict[str, str]:
    """All HTML pages a reader can come to from the home page, by address; what is not there stands as an empty text."""
    client, found, waiting = Client(), {}, ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            continue
        response = client.get(path, follow=True)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        html = response.content.decode() if is_html and response.status_code == 200 else ""
        if response.status_code == 200 and not is_html:
            continue
        found[path] = html
        waiting += sorted(leads_to(path, html) - found.keys())
    return found


def test_no_link_leads_nowhere(pages: dict[str, str]) -> None:
    assert len(pages) > 60
    assert not [path for path, html in pages.items() if not html]


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
    faults = {path: found for path in public if (found := faults_of_a_public_page(path))}
    assert not faults


def test_where_one_writes_nothing_is_kept_by_a_cache_and_the_html_is_valid(pages: dict[str, str]) -> None:
    writing = [path for path in pages if WRITING.match(path)]
    assert len(writing) > 10
    for path in writing:
        response = Client().get(path, follow=True)
        assert "no-store" in response.headers.get("Cache-Control", ""), path
        assert not faults_of_html(response.content.decode()), path


def test_every_title_says_which_page_it_is(pages: dict[str, str]) -> None:
    """Two pages with the same title are two tabs that nobody can tell apart."""
    titles = {path: re.search(r"<title>(.*?)</title>", html, re.DOTALL) for path, html in pages.items()}
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
        if (mails := set(ADDRESS.findall(html)) - {"namn@example.org", "name@example.org"})
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
