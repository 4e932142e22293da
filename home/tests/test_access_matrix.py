"""Who gets at what on the whole site: every address that the project routes, for every role.

The rows of participatory budgets are in budgeting/tests/test_access_matrix.py; all others are in access_rows.py, one line each,
with a letter for each of `access_of_site.PEOPLE`:

    v  sees it       > is led on to where it is       . told that there is nothing of the kind (404)
    L  led to the log-in   x led away, or told that it is not for that person (403)
    -  the address takes no GET (405)     ? an answer to nothing that was asked (400)

LOOK is asked by GET, for every address. SEND is asked by POST with nothing in it, for addresses that a GET does not tell enough
of: `w` is carried out, `r` answered with a reason and nothing written. And one rule holds for every address: a POST opens no door
that a GET finds closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from radslag.tests.scale import is_full

from .access_of_site import PEOPLE, SiteWorld
from .access_rows import LOOK, PATHS, SEND

CLOSED = {"L", "x", "."}
LOGS_OUT = {"account_logout", "wagtailadmin_logout"}
OF_BUDGETS = "budgeting"
ALLOWED_WRITES = re.compile(
    r"django_session|radslag_(dailysalt|limitcount|cache|auditentry|loginsession|contentnumber)"
    r"|comments_conversationsettings|wagtailusers_userprofile|wagtailcore_pagesubscription|wagtailimages_rendition"
    r"|wagtailadmin_editingsession"
    r'|wagtailimages_image" SET "file_size" = \d+ WHERE'
)
"""What a visit may write: its session, what is counted and noted of it, and what is made when it is first asked for."""


class Route:
    """An address that the project routes. `key` is its name, or its pattern if it has none."""

    def __init__(self, name: str, pattern: str, parameters: list[str], number: int) -> None:
        self.key = (name or pattern) + (f"#{number}" if number else "")
        self.name, self.pattern, self.parameters = name, pattern, parameters


def routes() -> list[Route]:
    """All of them, but for those that the matrix of the budgeting app holds."""
    seen: dict[tuple[str, str], Route] = {}
    counted: dict[str, int] = {}
    for name, pattern, parameters in _walk(get_resolver().url_patterns):
        if OF_BUDGETS in name or (name, pattern) in seen:
            continue
        number = counted.get(name or pattern, 0)
        counted[name or pattern] = number + 1
        seen[name, pattern] = Route(name, pattern, parameters, number)
    return list(seen.values())


def _walk(
    patterns: Any, namespace: str = "", before: str = "", given: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, list[str]]]:
    for found in patterns:
        names = getattr(found.pattern, "converters", None) or found.pattern.regex.groupindex
        parameters, pattern = (*given, *names), before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield (f"{namespace}{found.name}" if found.name else ""), pattern, list(parameters)
        else:
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _walk(found.url_patterns, inner, pattern, parameters)


def rows_of(table: str) -> dict[str, dict[str, str]]:
    """The lines of a table: the letters of each person by the key of the route."""
    lines = [line.split() for line in table.strip().splitlines() if line.strip() and not line.startswith("#")]
    rows = {key: dict(zip(PEOPLE, letters, strict=True)) for key, *letters in lines}
    assert len(rows) == len(lines), "a row twice"
    return rows


LOOKED, SENT = rows_of(LOOK), rows_of(SEND)


def path_of(world: SiteWorld, route: Route) -> str:
    """Where the route is in the world."""
    path = PATHS.get(route.key)
    if path is not None:
        return path.format(
            page=world.page.url, document=world.document.url, home=world.home.url, picture=world.shown
        )
    if route.name:
        return world.path(route.name, route.parameters)
    values = world.arguments(route.pattern, route.parameters)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), route.pattern)


def ask(client: Client, path: str, *, post: bool) -> tuple[str, list[str]]:
    """The letter of the answer, and what was written; it is undone."""
    reset_queries()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response: Any = client.post(path) if post else client.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    wrote = writes(queries)
    return outcome(response, wrote=bool(wrote)), wrote


def writes(queries: CaptureQueriesContext) -> list[str]:
    """What was written, but for what every visit may write."""
    found = [query["sql"] for query in queries.captured_queries]
    changing = [sql for sql in found if re.match(r"\s*(WITH[^;]*)?(INSERT INTO|UPDATE|DELETE FROM) ", sql)]
    return [sql[:150] for sql in changing if not ALLOWED_WRITES.search(sql[:400])]


def outcome(response: HttpResponse, *, wrote: bool) -> str:
    """The letter of an answer."""
    status, goal = response.status_code, response.headers.get("Location", "")
    post = response.request["REQUEST_METHOD"] == "POST"
    if status == 302 and (
        "next=" in goal or goal.split("?")[0] in (reverse("staff_login"), reverse("account_login"))
    ):
        return "L"
    if status == 403 or (status == 302 and goal == reverse("wagtailadmin_home")):
        return "w" if wrote else "x"
    if post and status in (200, 201, 302, 409, 422):
        return "w" if wrote else "r"
    if wrote:
        return f"{status}w"
    return {200: "v", 301: ">", 302: ">", 400: "?", 404: ".", 405: "-"}.get(status, str(status))


def test_every_address_of_the_project_has_its_row():
    keys = {route.key for route in routes()}
    assert keys - set(LOOKED) == set(), "addresses without a row"
    assert set(LOOKED) - keys == set(), "rows of addresses that are no more"
    assert set(SENT) - keys == set()
    silent = {key for key, letters in LOOKED.items() if set(letters.values()) - CLOSED <= {"-", "?"}}
    unsaid = {key for key in silent if set(LOOKED[key].values()) & {"-", "?"}} - set(SENT) - LOGS_OUT
    assert unsaid == set(), "addresses that take no GET need a row in SEND"


def people_for(number: int) -> tuple[str, ...]:
    """Everybody at full scale; else the one who is not logged in and one other, in turn from row to row."""
    if is_full():
        return PEOPLE
    others = PEOPLE[1:]
    return PEOPLE[0], others[number % len(others)]


@pytest.mark.django_db
def test_everyone_gets_at_what_the_rows_say_and_a_post_opens_no_door_that_a_get_finds_closed():
    world = SiteWorld()
    clients = {who: world.client(who) for who in PEOPLE}
    found = []
    for number, route in enumerate(routes()):
        path, look, send = path_of(world, route), LOOKED.get(route.key, {}), SENT.get(route.key, {})
        for who in people_for(number):
            letter, wrote = ask(clients[who], path, post=False)
            if letter != look.get(who):
                found.append(f"{route.key}, {who}: {letter} instead of {look.get(who)} {wrote[:1]}")
            if route.key in LOGS_OUT or not (send or letter in CLOSED):
                continue
            answer, wrote = ask(clients[who], path, post=True)
            if send and answer != send[who]:
                found.append(f"POST {route.key}, {who}: {answer} instead of {send[who]}")
            elif not send and answer == "w":
                found.append(
                    f"POST {route.key}, {who}: carried out, though a GET finds it closed {wrote[:1]}"
                )
    assert not found, "\n".join(found)


def test_at_any_scale_every_role_is_asked_about_many_addresses(monkeypatch):
    monkeypatch.setenv("RADSLAG_SCALE", "0.05")
    asked = {who for number in range(9) for who in people_for(number)}
    assert asked == set(PEOPLE)
    monkeypatch.setenv("RADSLAG_SCALE", "1")
    assert people_for(3) == PEOPLE
