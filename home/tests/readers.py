"""What a reader who is nobody in particular may expect of a page."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import html5lib
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST_QUERIES = 25
MOST_BYTES = 60_000
LOADED = re.compile(
    r"<(?:script|img|iframe|source|use|link|video|audio)\b[^>]*?\b(?:src|href|srcset)=[\"']([^\"']+)"
)
NAMED = re.compile(r"<link rel=\"(?:canonical|alternate)\"[^>]*>")
"""Addresses that a browser does not load."""
FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One answer and what it cost."""

    response: HttpResponse
    queries: list[str]

    @property
    def html(self) -> str:
        return self.response.content.decode()


def read(path: str) -> Reading:
    """Fetch `path` as a browser that has never been here."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(path)
    return Reading(response, [query["sql"] for query in captured.captured_queries])


def faults_of_a_public_page(path: str, earlier: str = "") -> list[str]:
    """Everything in which the page at `path` is not fit for a cache shared by all readers. Empty: it is.

    `earlier`: the page as somebody has read it before; else it is read twice more than it is looked at.
    """
    if not earlier:
        read(path)  # fills what is made once: renditions, content types
        earlier = read(path).html
    first = read(path)
    faults = []
    if first.response.status_code != 200:
        faults.append(f"answers {first.response.status_code}")
    if first.response.cookies:
        faults.append(f"sets cookies: {list(first.response.cookies)}")
    if first.html != earlier:
        faults.append(f"differs the second time: {_difference(earlier, first.html)}")
    if len(first.queries) > MOST_QUERIES:
        faults.append(f"takes {len(first.queries)} queries")
    return faults + faults_of_public_html(first.html)


def faults_of_public_html(html: str) -> list[str]:
    """The same as far as the text of the page shows it."""
    faults = []
    if "csrfmiddlewaretoken" in html:
        faults.append("holds a token")
    if any("post" in tag.lower() for tag in FORM.findall(html)):
        faults.append("holds a form that is posted")
    size = len(html.encode())
    if size > MOST_BYTES:
        faults.append(f"is {size} bytes long")
    faults += [f"loads {url}" for url in LOADED.findall(NAMED.sub("", html)) if urlsplit(url).netloc]
    return faults + faults_of_html(html)


def faults_of_html(html: str) -> list[str]:
    """What a strict parser has against a document, with the place."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    lines = html.splitlines()
    faults = [
        f"invalid HTML: {code} {data} in line {line}: {''.join(lines[line - 1 : line])[max(0, column - 80) : column + 20]}"
        for (line, column), code, data in parser.errors
    ]
    ids = re.findall(r"\sid=\"([^\"]*)\"", html)
    return faults + [
        f"the id {name!r} is there twice" for name in sorted({name for name in ids if ids.count(name) > 1})
    ]


def _difference(one: str, other: str) -> str:
    place = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(0, place - 60) : place + 60]!r} and {other[max(0, place - 60) : place + 60]!r}"
