"""What the contact sheet has beside the states of readers: the editors' side, answers to faults, and mails."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from e2e.people import Staff, Visitor
from radslag.clock import machine_now

Arrive = Callable[..., Any]
Way = tuple[str, Callable[[Arrive], Visitor]]
LISTS = (
    *("", "pages/", "budgeting/proposal/", "budgeting/round/", "budgeting/project/", "comments/queue/"),
    *("councils/matter/", "reports/site-history/", "images/", "documents/", "users/"),
    "settings/radslag/sitesettings/",
)
"""The first pages of staff, under /admin/."""
OPENED = (
    *("budgeting/proposal/", "budgeting/round/", "budgeting/project/", "councils/matter/"),
    *("images/", "documents/", "users/", "radslag/contact/", "radslag/area/"),
)
"""Lists of which the first row is opened."""
UNTIL = machine_now() + dt.timedelta(minutes=4)
FAULTS: dict[str, dict[str, Any]] = {
    "400.html": {},
    "400_form.html": {},
    "403.html": {},
    "403_csrf.html": {},
    "429.html": {},
    "429_network.html": {"until": UNTIL},
    "500.html": {"number": "4f1c-09ab"},
    "503.html": {"number": "4f1c-09ab"},
    "maintenance.html": {
        "closed": {"why": "Vi byter till en ny version av webbplatsen.", "until": UNTIL},
        "ahead": True,
    },
}
"""Templates that no reader comes to by a link, and what they are told."""


def more_states() -> Iterator[Way]:
    """Names, and how somebody comes there."""
    for path in LISTS:
        yield f"admin: {path or 'start'}", lambda arrive, path=path: _staff(arrive, path)
    for path in OPENED:
        yield f"admin: first of {path}", lambda arrive, path=path: _first_of(arrive, path)
    yield "admin: nothing here", lambda arrive: _staff(arrive, "finns-inte/")
    for name, told in FAULTS.items():
        yield f"fault: {name}", lambda arrive, name=name, told=told: _told(arrive, name, told)


def as_text(mails: list[EmailMessage]) -> str:
    """Each kind of mail once, as its reader sees it."""
    kinds = {mail.subject: mail for mail in mails}
    return "\n\n".join(f"{'=' * 78}\n{subject}\n\n{kinds[subject].body}" for subject in sorted(kinds))


def _staff(arrive: Arrive, path: str) -> Staff:
    person: Staff = arrive(Staff)
    person.is_logged_in("administrator")
    person.goes_to(f"/admin/{path}")
    return person


def _first_of(arrive: Arrive, path: str) -> Staff:
    person = _staff(arrive, path)
    links = person.page.locator("main a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    rows = [link for link in links if re.search(rf"/{path}(edit/)?\d+/($|\?)", link or "")]
    assert rows, "the list has no row"
    person.goes_to(rows[0])
    return person


def _told(arrive: Arrive, name: str, told: dict[str, Any]) -> Visitor:
    """The page as the server would send it, at an address of its own."""
    person: Visitor = arrive()
    request = RequestFactory().get("/", headers={"host": person.host})
    request.user = AnonymousUser()
    with translation.override("sv"):
        html = render_to_string(name, told | {"start": "/"}, request)
    person.page.route(
        "**/fault/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    person.goes_to("/fault/")
    return person
