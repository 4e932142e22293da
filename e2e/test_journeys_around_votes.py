"""Around a vote: who else uses the browser, what is lost and kept, too late, elsewhere, and the clock."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from budgeting.models import Round
from e2e.checks import faults_of_access
from e2e.people import Resident
from e2e.voting import (
    RECEIPT,
    TITLES,
    ballot_of,
    declares,
    is_saved,
    make_voting_round,
    row,
    saves,
    says,
    stored,
    voting_round,
)


def test_somebody_else_in_the_same_browser_keeps_their_vote(resident: Resident, scripts: bool) -> None:
    resident.is_logged_in()
    resident.goes_to(ballot_of("knapsack"))
    first = resident.page
    declares(resident)
    resident.context.clear_cookies(name="sessionid")
    resident.page = resident.context.new_page()
    resident.is_logged_in()
    resident.goes_to(ballot_of("knapsack"))
    declares(resident)
    row(resident, TITLES[1]).check()
    saves(resident)
    second, resident.page = resident.page, first
    row(resident, TITLES[0]).check()
    if not scripts:
        saves(resident)
    resident.sees("Någon annan har börjat rösta i den här webbläsaren", "Din röst är inte sparad.")
    assert not (scripts and faults_of_access(resident.page))
    if scripts:
        expect(row(resident, TITLES[0])).to_be_checked()
    else:
        resident.sees("Det här hade du valt", TITLES[0])
        assert resident.status == 409
    assert set(stored(voting_round("knapsack"), resident)) == {TITLES[1]}
    resident.troubles.clear()  # the script's request was answered 409
    second.close()


def test_an_unsaved_change_warns_before_one_leaves_and_a_saved_one_does_not(
    arrive: Callable[..., Any],
) -> None:
    asked: list[str] = []
    voter: Resident = arrive(Resident, phone=True, own=True)
    voter.is_logged_in()
    voter.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    voter.goes_to(ballot_of("approval"))
    row(voter, TITLES[0]).check()
    says(voter, "Inte sparad: välj minst 2")
    voter.goes_to("/")
    assert asked == ["beforeunload"]
    voter.goes_to(ballot_of("approval"))
    declares(voter)
    for title in TITLES[:2]:
        row(voter, title).check()
    is_saved(voter)
    voter.goes_to("/")
    assert asked == ["beforeunload"]


def test_a_foreign_postal_code_is_told_at_its_field_and_mended_there(voter: Resident) -> None:
    voter.goes_to(ballot_of("approval"))
    voter.field("declared").check()
    voter.fills(postal_code="111 11")
    for title in TITLES[:2]:
        row(voter, title).check()
    says(voter, "Inte sparad: postnumret hör inte till området")
    expect(voter.field("postal_code")).to_have_attribute("aria-invalid", "true")
    expect(voter.page.locator("#postal_code_error")).to_contain_text("Ditt postnummer")
    assert not faults_of_access(voter.page)
    voter.fills(postal_code="254 41")
    is_saved(voter)
    expect(voter.page.locator("#postal_code_error")).to_be_empty()
    voter.troubles.clear()  # the script's request was answered 422


def test_a_vote_that_comes_after_the_close_is_told_so_and_not_stored(
    arrive: Callable[..., Any], scripts: bool
) -> None:
    closes = dt.timedelta(seconds=9)
    round_ = make_voting_round(f"Stänger {Round.objects.count()}", closes=closes)
    person: Resident = arrive(Resident, scripts=scripts, phone=True)
    person.is_logged_in()
    person.goes_to(f"/omgang/{round_.pk}/rosta/")
    declares(person)
    row(person, TITLES[0]).check()
    if scripts:
        is_saved(person)
    else:
        saves(person)
    person.page.wait_for_timeout(9_500)
    row(person, TITLES[1]).check()
    if not scripts:
        saves(person)
        assert person.status == 409
    person.sees("Din röst kom efter det och räknas inte.", "Röstningen är stängd")
    assert not (scripts and faults_of_access(person.page))
    assert set(stored(round_, person)) == {TITLES[0]}
    person.goes_to(f"/omgang/{round_.pk}/rosta/")
    person.sees(TITLES[0], RECEIPT)
    person.does_not_see(TITLES[1])
    person.troubles.clear()  # the script's request was answered 409


def test_choices_outlive_a_log_in_that_runs_out(resident: Resident, scripts: bool) -> None:
    resident.is_logged_in()
    resident.goes_to(ballot_of("knapsack"))
    declares(resident)
    resident.context.clear_cookies(name="sessionid")
    row(resident, TITLES[0]).check()
    if scripts:
        resident.page.wait_for_url("**/logga-in/**")
    else:
        saves(resident)
    resident.log_in(resident.email)  # to nobody else they are shown
    assert resident.page.url.endswith(ballot_of("knapsack"))
    resident.sees("när inloggningen gick ut", "Inte sparad än", "Du har ingen sparad röst än.")
    expect(row(resident, TITLES[0])).to_be_checked()
    expect(resident.field("declared")).to_be_checked()
    assert not [cookie for cookie in resident.context.cookies() if "ballot" in cookie["name"]]
    assert stored(voting_round("knapsack"), resident) == {}
    saves(resident)
    resident.sees("Din röst är sparad", RECEIPT)
    resident.troubles.clear()  # the script's request was answered 401


def test_a_shared_computer_forgets_everything(arrive: Callable[..., Any], scripts: bool) -> None:
    resident: Resident = arrive(Resident, scripts=scripts, phone=True, own=True)
    resident.is_logged_in()
    resident.goes_to(ballot_of("knapsack"))
    declares(resident)
    row(resident, TITLES[0]).check()
    saves(resident)
    receipt = resident.receipt
    resident.presses("Klar, logga ut")
    resident.sees("Du är utloggad", "Stäng fönstret")
    resident.does_not_see(TITLES[0], receipt)
    assert not resident.context.cookies()
    for _step in range(3):
        resident.page.go_back()
        resident.page.wait_for_load_state()
        shown = resident.page.locator("body").inner_text()
        assert receipt not in shown and "valda" not in shown and "Min röst" not in shown
    resident.goes_to(ballot_of("knapsack"))
    assert "logga-in" in resident.page.url


def test_the_page_counts_down_by_the_servers_clock(arrive: Callable[..., Any]) -> None:
    """The clock of the device may go wrong: what counts is what the server's showed."""
    voter: Resident = arrive(Resident, phone=True, own=True)
    voter.is_logged_in()
    voter.page.clock.install(time=dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    voter.goes_to(ballot_of("points"))
    expect(voter.page.locator(".ballot__left")).to_have_text(re.compile(r"^[45]\s?dagar kvar\.$"))
    voter.sees(re.compile(r"Röstningen stänger \S+dag \d+ \S+ kl\. \d+\.\d\d, svensk tid\."))
