"""Proposing and reading the result: with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e.people import Resident, Staff, new_address
from e2e.states import address_of, new_proposal

LogIn = Callable[[str], Staff]


def test_a_resident_hands_in_a_proposal_and_a_reviewer_accepts_it(resident: Resident, staff: LogIn) -> None:
    title = f"Odlingslådor nummer {new_address().split('@')[0]}"
    resident.goes_to(address_of("submission"))
    resident.follows(re.compile("Lämna ett förslag"), within="main")
    resident.log_in()
    assert resident.page.url.endswith(new_proposal())
    resident.fills(
        title=title,
        what="Tolv lådor med jord på gården vid nummer åtta.",
        benefit="Barn och gamla odlar tillsammans.",
        line_what="Lådor och jord",
        line_kronor="31 000 kr",
    )
    resident.field("lives_here").check()
    resident.presses("Skicka förslaget")
    resident.sees(
        "Rätta en sak",
        re.compile(r"Kostnaden är 31\s000\skr\. Den får vara högst 25\s000\skr"),
    )
    assert resident.page.title().startswith("Fel:")
    expect(resident.field("title")).to_have_value(title)
    expect(resident.field("what")).to_have_value("Tolv lådor med jord på gården vid nummer åtta.")
    expect(resident.field("lives_here")).to_be_checked()

    resident.fills(line_kronor="24 500 kr")
    resident.presses("Skicka förslaget")
    resident.sees(re.compile("mottag|tagit emot", re.I))
    resident.goes_to("/mina-forslag/")
    resident.sees(title)

    reviewer = staff("granskare")
    reviewer.goes_to("/admin/budgeting/proposal/")
    reviewer.page.get_by_role("row").filter(has_text=title).get_by_role("link").first.click()
    reviewer.sees(title, resident.email)
    reviewer.page.get_by_role("button", name=re.compile("^Godkänn|^Ta med")).click()
    expect(reviewer.page.locator(".messages")).to_contain_text(title)

    resident.goes_to("/mina-forslag/")
    resident.sees(re.compile(r"godkänt|med i omröstningen|antaget", re.I))


def test_anyone_reads_the_result_and_why(resident: Resident) -> None:
    resident.goes_to(address_of("result"))
    rows = resident.page.locator(".results__item")
    assert rows.count() == 9
    funded, rest = rows.filter(has_text="Får pengar"), rows.filter(has_not_text="Får pengar")
    assert funded.count() >= 1
    assert rest.count() >= 1
    expect(rest.first).to_contain_text(re.compile("återstod|röster"))
    resident.does_not_see("example.org")


def test_a_resident_who_wrote_before_logging_in_finds_the_text_again(resident: Resident) -> None:
    resident.is_logged_in()
    resident.goes_to(new_proposal())
    resident.fills(title="Fler bänkar", what="Tre bänkar vid dammen.", line_kronor="9 000")
    resident.context.clear_cookies(name="sessionid")
    resident.presses("Skicka förslaget")
    resident.log_in()
    expect(resident.field("title")).to_have_value("Fler bänkar")
    expect(resident.field("what")).to_have_value("Tre bänkar vid dammen.")


def test_a_draft_is_kept_from_the_first_word_and_found_again(resident: Resident, scripts: bool) -> None:
    title = f"Cykelpump {new_address().split('@')[0]}"
    resident.is_logged_in()
    resident.goes_to(new_proposal())
    resident.fills(title=title)
    if not scripts:
        resident.presses("Spara och fortsätt senare")
    expect(resident.page.locator("[data-saved]")).to_contain_text("Sparat")
    resident.page.wait_for_url(re.compile(r"/mina-forslag/\d+/"))

    resident.fills(what="En pump och en bänk.", line_what="Pump", line_kronor="2.500:-")
    if scripts:
        expect(resident.page.locator("[data-money]")).to_contain_text(re.compile(r"2\s500\skr"))
    else:
        resident.presses("Spara och fortsätt senare")
    resident.goes_to("/mina-forslag/")
    resident.follows(title, within="main")
    expect(resident.field("what")).to_have_value("En pump och en bänk.")
    expect(resident.field("line_kronor").first).to_have_value("2.500:-")


@pytest.mark.parametrize("path", ["/mina-sidor/", "/mina-forslag/"])
def test_what_is_ones_own_asks_for_the_door_first(resident: Resident, path: str) -> None:
    resident.goes_to(path)
    assert "/konto/logga-in/" in resident.page.url
    resident.log_in()
    assert resident.page.url.endswith(path)
