"""Every address is asked with what nobody should ask: odd queries, numbers that no row has, ways on that lead elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st

from budgeting.tests import test_access_matrix as of_budgets
from radslag.clock import at
from radslag.tests.scale import sampled
from radslag.tests.test_second_step import by_password

from .fuzz_values import VALUES, examples, on_the_wire
from .fuzz_worlds import FuzzBudgets, FuzzSite
from .test_access_matrix import LOGS_OUT, path_of, routes

BREAKS_ON_PURPOSE = {"wagtailadmin_error_test"}
NAMES = (
    "q",
    "sida",
    "p",
    "page",
    "ordning",
    "ordering",
    "o",
    "inlagg",
    "omrade",
    "tema",
    "typ",
    "status",
    "ar",
    "rad",
    "enhet",
    "visa",
    "period",
    "state",
    "locale",
    "collection_id",
    "tag",
    "export",
    "export_format",
    "act",
    "how",
    "per_page",
    "lattlast",
    "query",
    "round",
    "order",
    "child_of",
    "fields",
    "limit",
    "offset",
    "code",
    "next",
    "x[]",
)
"""What the site's lists, filters and searches are asked with, the editors' side and its API included."""
ELSEWHERE = (
    "//evil.example.org",
    "https://evil.example.org/",
    "/\\evil.example.org",
    "\\\\evil.example.org",
    "///evil.example.org",
    "https:evil.example.org",
    "https:/evil.example.org",
    "/\t/evil.example.org",
    "\t//evil.example.org",
    " https://evil.example.org",
    "http://testserver@evil.example.org",
    "http://testserver.evil.example.org/",
    "//evil.example.org/%2e%2e",
    "/%5cevil.example.org",
    "//evil.example.org\x00/",
    "https://evil.example.org?http://testserver/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\x0b/evil.example.org",
    "http:///evil.example.org",
    "//\u3002evil.example.org",
    "https://evil\u3002example.org",
)
SAME_FOR_ALL = {"budgeting:leave_ballot"}
"""Says the same of every number."""
WAYS_ON = ("next", "url", "then", "back", "tillbaka", "redirect", "return_to")
DATA = {
    "news_json": "application/json",
    "news_rss": "application/rss+xml",
    "matters_csv": "text/csv",
    "matters_json": "application/json",
    "council_calendar": "text/calendar",
    "comments:rss": "application/rss+xml",
    "comments:target_rss": "application/rss+xml",
    "comments:target_json": "application/json",
    "comments:statistics_csv": "text/csv",
}
DATA_OF_BUDGETS = {
    "round_calendar": "text/calendar",
    "projects_csv": "text/csv",
    "projects_json": "application/json",
    "payments_csv": "text/csv",
    "projects_feed": "application/rss+xml",
    "receipt_file": "text/csv",
    "counting_program": "application/zip",
}
FILES_OF_A_ROUND = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".pb": "text/plain",
    ".zip": "application/zip",
}


QUERIES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(VALUES), st.text(max_size=30))),
    min_size=4,
    max_size=9,
)


def asked(client: Client, path: str, query: list[tuple[str, str]]) -> Any:
    """The answer to a GET with odd things in the query."""
    body = on_the_wire({name: [value[:2000]] for name, value in query})["data"]
    with transaction.atomic():
        answer = client.generic("GET", path, QUERY_STRING=body)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def _try(client: Client, key: str, path: str, kind: str = "") -> Iterator[str]:
    @examples(20)
    @given(QUERIES)
    def tries(query: list[tuple[str, str]]) -> None:
        answer = asked(client, path, query)
        assert answer.status_code < 500, query
        if kind and answer.status_code == 200:
            assert answer.headers["Content-Type"].startswith(kind), answer.headers["Content-Type"]

    try:
        tries()
    except Exception as fault:
        yield f"{key} {path}: {fault!r} {getattr(fault, '__notes__', [])}"[:1500]


@pytest.mark.django_db
def test_no_address_of_the_site_breaks_on_its_query_or_on_an_empty_form():
    world, broken = FuzzSite(), []
    staff, visitor = world.client("super"), world.client("anon")
    leave_out = LOGS_OUT | BREAKS_ON_PURPOSE
    there = [(route.key, path_of(world, route)) for route in routes() if route.key not in leave_out]
    own = [(key, path) for key, path in there if not path.startswith("/admin/")]
    for key, path in [*sampled(own, 9), *sampled(there, 25)]:
        client = visitor if (key, path) in own else staff
        broken += _try(client, key, path, DATA.get(key, ""))
        with transaction.atomic():
            answer = client.post(path, {"x": "\x00"})
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            broken.append(f"POST {key}: {answer.status_code}")
    assert not broken, "\n".join(broken)


@pytest.mark.django_db
def test_what_machines_fetch_is_of_its_kind_whatever_is_asked_for():
    world = FuzzBudgets()
    with at(world.now["public"]):
        client = world.client("anon")
        broken = []
        for name, kind in DATA_OF_BUDGETS.items():
            of = "programme" if name.startswith(("projects", "payments")) else "-"
            path = of_budgets.path_of(world, of_budgets.Row(name, of, ("public",), {}))
            broken += _try(client, name, path, kind)
    round_ = world.funded.round
    index = client.get(reverse("budgeting:open_data", args=[round_.pk]))
    linked = {link["href"] for link in BeautifulSoup(index.content, "html.parser").select("a[href]")}
    for path in sorted(href for href in linked if href.endswith(tuple(FILES_OF_A_ROUND))):
        broken += _try(client, path, path, FILES_OF_A_ROUND["." + path.rsplit(".", 1)[1]])
    assert not broken, "\n".join(broken)


@pytest.mark.django_db
def test_a_number_or_a_word_in_an_address_that_is_of_nothing_finds_nothing():
    client, broken = Client(), []
    client.get("/")
    for name in sorted(of_budgets.names_of_addresses()):
        if not name.startswith("budgeting:"):
            continue
        for odd in sampled([0, 10**30, 2**63, "ett-\u202e", "%00", "..", "'", "a" * 3000], 3):
            for many in (1, 2, 3):
                try:
                    path = reverse(name, args=[odd] * many)
                except NoReverseMatch:
                    continue
                answer = client.get(path)
                if answer.status_code >= 500 or (answer.status_code == 200 and name not in SAME_FOR_ALL):
                    broken.append(f"{path[:100]}: {answer.status_code}")
    assert not broken, "\n".join(broken)


def leads_elsewhere(goal: str) -> bool:
    """Whether a browser would leave the site: it drops tabs and line breaks, and takes a backslash for a slash."""
    seen = "".join(sign for sign in goal.strip("".join(map(chr, range(33)))) if sign not in "\t\r\n").replace(
        "\\", "/"
    )
    parts = urlsplit(seen)
    return (
        parts.scheme not in ("", "http", "https")
        or seen.startswith("//")
        or parts.netloc not in ("", "testserver")
        or (parts.scheme != "" and parts.netloc == "")
    )


@pytest.mark.django_db
def test_no_way_on_leads_to_another_site():
    world, broken = FuzzSite(), []
    clients = [world.client("anon"), world.client("resident"), world.client("super")]
    own = [route for route in routes() if route.key not in LOGS_OUT and not route.key.startswith("wagtail")]
    for number, route in enumerate(sampled(own, 7)):
        path, client = path_of(world, route), clients[number % 3]
        for goal in sampled(list(ELSEWHERE), 8):
            sent = dict.fromkeys(WAYS_ON, goal)
            for answer in (client.get(f"{path}?{urlencode(sent)}"), _posted(client, path, sent)):
                if leads_elsewhere(answer.headers.get("Location", "")):
                    broken.append(f"{route.key}: {goal!r} leads to {answer.headers['Location']!r}")
                broken += [f"{route.key}: a link to {link}" for link in _links(answer)]
    for goal in ELSEWHERE:
        answer = by_password(Client(), next=goal)
        if leads_elsewhere(answer.headers.get("Location", "")):
            broken.append(f"log-in: {goal!r}")
    assert not broken, "\n".join(broken)


def _posted(client: Client, path: str, sent: dict[str, str]) -> Any:
    with transaction.atomic():
        answer = client.post(path, sent)
        transaction.set_rollback(True)
    return answer


def _links(answer: Any) -> list[str]:
    if (
        answer.streaming
        or b"evil" not in answer.content
        or "html" not in answer.headers.get("Content-Type", "")
    ):
        return []
    page = BeautifulSoup(io.BytesIO(answer.content), "html.parser")
    goals = [
        tag.get(name, "")
        for name in ("href", "action", "formaction")
        for tag in page.find_all(attrs={name: True})
    ]
    return [goal for goal in goals if "evil" in goal and leads_elsewhere(goal)]


def test_what_leads_elsewhere_is_known_from_what_stays():
    assert [goal for goal in ELSEWHERE if not leads_elsewhere(goal)] == [
        "/%5cevil.example.org",
        "/\x0b/evil.example.org",
    ]
    assert not any(
        map(
            leads_elsewhere,
            ("", "/", "/admin/?next=//evil.example.org", "http://testserver/x", "?sida=2", "#a"),
        )
    )
