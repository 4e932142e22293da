"""Staff set up a passkey and log in with it, in a browser that has one."""

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from e2e.checks import NARROWEST, faults_of_access, sideways_scroll
from e2e.people import Staff
from home.demo.registers import PASSWORD, STAFF

EMAIL = STAFF["moderator"][0]


@pytest.fixture
def _second_step_asked_for() -> Any:
    before, settings.RADSLAG_STAFF_MFA_REQUIRED = settings.RADSLAG_STAFF_MFA_REQUIRED, True
    yield
    settings.RADSLAG_STAFF_MFA_REQUIRED = before


def gets_a_key(page: Page) -> None:
    """A key that says yes by itself, as if somebody touched it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def stands_on(page: Page, heading: str) -> None:
    """The page with that heading, as everyone can use it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert not faults_of_access(page)
    size = page.viewport_size
    assert size and not sideways_scroll(page, NARROWEST)
    page.set_viewport_size(size)


def logs_in(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/")
    page.get_by_label("E-post").fill(EMAIL)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


@pytest.mark.usefixtures("_second_step_asked_for")
def test_staff_add_a_passkey_and_log_in_with_it(arrive: Any, site: str) -> None:
    address = site.replace("127.0.0.1", "localhost")  # passkeys belong to a name, never to a number
    person = arrive(Staff, own=True)
    person.host = address.removeprefix("http://")
    page = person.page
    gets_a_key(page)
    logs_in(page, address)
    stands_on(page, "Inloggning i två steg")
    page.get_by_role("link", name="Lägg till en lösennyckel").click()
    stands_on(page, "Lägg till en lösennyckel")
    page.get_by_label("Namn på lösennyckeln").fill("Jobbdatorn")
    page.get_by_role("button", name="Lägg till lösennyckeln").click()
    stands_on(page, "Spara de här koderna")
    page.get_by_role("link", name="Jag har sparat dem, fortsätt").click()
    page.wait_for_url(re.compile("/admin/$"))
    page.context.clear_cookies()
    logs_in(page, address)
    stands_on(page, "Det andra steget")
    page.get_by_role("button", name="Använd en lösennyckel").click()
    page.wait_for_url(re.compile("/admin/$"))
