"""Voting by e-mail: every kind of ballot, with scripts and without, until the last second and on a shared computer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from budgeting.services.ballots import cast_ballot, withdraw_ballot
from budgeting.services.voters import Voter
from e2e.checks import faults_of_access, sideways_scroll
from e2e.people import Resident
from e2e.states import address_of, ballot
from e2e.voting import (
    RECEIPT,
    TITLES,
    ballot_of,
    declares,
    is_saved,
    mine,
    row,
    saves,
    says,
    stored,
    troubled_network,
    voting_round,
)


def test_a_resident_votes_takes_back_what_is_too_much_and_changes_the_vote(
    resident: Resident, scripts: bool
) -> None:
    resident.goes_to(address_of("voting"))
    resident.follows(re.compile("^Rösta"), within="main")
    resident.log_in()
    assert resident.page.url.endswith(ballot())
    boxes = resident.page.locator("input[name=choices]")
    assert boxes.count() == 8

    for number in range(4):
        boxes.nth(number).check()
    if scripts:
        says(resident, "Inte sparad: ta bort 1")
    saves(resident)
    resident.sees("Du har valt 4 förslag. Ta bort 1.", "Din röst är inte sparad", "Kryssa")
    assert resident.page.title().startswith("Fel:")
    assert not (scripts and faults_of_access(resident.page))
    expect(resident.page.locator("input[name=choices]:checked")).to_have_count(4)

    declares(resident)
    boxes.nth(3).uncheck()
    if scripts:
        is_saved(resident)
        expect(resident.page.locator(".error-summary")).to_have_count(0)
    else:
        saves(resident)
        resident.sees("Din röst är sparad")
    resident.sees("3 av 3 valda", RECEIPT)
    receipt = resident.receipt
    assert receipt in resident.reads_mail("röst")

    boxes.nth(0).uncheck()
    boxes.nth(4).check()
    saves(resident)
    resident.sees("Din röst är sparad")
    assert resident.receipt == receipt, "a receipt is kept through changes"

    resident.goes_to(ballot())
    assert [box.is_checked() for box in boxes.all()] == [False, True, True, False, True, False, False, False]
    resident.goes_to("/mina-sidor/")
    resident.sees("Närlunda")


@pytest.mark.parametrize("kind", ["approval", "knapsack", "points"])
def test_every_kind_of_ballot_is_filled_in_saved_and_changed(
    resident: Resident, scripts: bool, kind: str
) -> None:
    resident.is_logged_in()
    resident.goes_to(ballot_of(kind))
    round_ = voting_round(kind)
    first, second, third = TITLES[:3]

    def put(title: str, points: str) -> None:
        if kind == "points":
            row(resident, title).fill(points)
        else:
            row(resident, title).check()

    def keep() -> None:
        if scripts:
            is_saved(resident)
        else:
            saves(resident)

    put(first, "4")
    put(second, "3")
    if scripts:
        says(resident, "Inte sparad: kryssa i att du bor i Röstby")
    declares(resident)
    keep()
    state = {
        "approval": "2 av 2 valda",
        "knapsack": re.compile(r"2\s000\skr kvar av 20\s000\skr"),
        "points": "7 av 10 poäng utdelade",
    }[kind]
    resident.sees(state, RECEIPT)
    points = {"points": (4, 3)}.get(kind, (None, None))
    assert stored(round_, resident) == dict(zip((first, second), points, strict=True))
    assert sorted(text.partition(":")[0] for text in mine(resident)) == [first, second]

    # too much: what is stored stands
    put(third, "4")
    words = {
        "approval": ("Inte sparad: ta bort 1", "Du har valt 3 förslag. Ta bort 1."),
        "knapsack": (
            re.compile(r"Inte sparad: 7\s000\skr för mycket"),
            re.compile(r"kostar 7\s000\skr för mycket"),
        ),
        "points": ("Inte sparad: ta bort 1 poäng", "Du har gett 11 poäng. Ta bort 1."),
    }[kind]
    if scripts:
        says(resident, words[0])
    saves(resident)
    assert resident.status == 422
    resident.sees(words[1], "Det du sparade tidigare finns kvar")
    assert stored(round_, resident) == dict(zip((first, second), points, strict=True))
    assert sorted(text.partition(":")[0] for text in mine(resident)) == [first, second]

    # a change is saved at once; afterwards the vote is removed
    if kind == "points":
        row(resident, third).fill("2")
    else:
        row(resident, first).uncheck()
    keep()
    changed = {first: 4, second: 3, third: 2} if kind == "points" else dict.fromkeys((second, third))
    assert stored(round_, resident) == changed
    resident.follows("Ta bort min röst", within="main")
    resident.presses("Ta bort min röst")
    resident.sees("Du har ingen sparad röst än.")
    assert stored(round_, resident) == {}


@pytest.mark.parametrize(("width", "height"), [(320, 568), (640, 320)])
@pytest.mark.parametrize("kind", ["approval", "points"])
def test_with_text_of_twice_the_size_nothing_lies_over_what_one_fills_in(
    arrive: Callable[..., Any], kind: str, width: int, height: int
) -> None:
    voter: Resident = arrive(Resident, phone=True)
    voter.is_logged_in()
    voter.goes_to(ballot_of(kind))
    expect(voter.page.locator("[data-see]")).to_be_hidden()
    for size in ("100%", "150%", "200%"):
        voter.page.set_viewport_size({"width": width, "height": height})
        voter.page.evaluate("size => document.documentElement.style.fontSize = size", size)
        voter.page.locator(".pick-row input").first.focus()
        for key in ("Tab", "Shift+Tab"):
            for _row in range(2 * len(TITLES) - 1):
                voter.page.keyboard.press(key)
                assert voter.focus_is_seen(), (size, key)
        assert not faults_of_access(voter.page), size
        money = voter.page.locator(".pick-row .money").first.bounding_box()
        assert money and money["x"] + money["width"] <= width, size
        assert not sideways_scroll(voter.page, width), size


def test_voting_needs_no_mouse(resident: Resident) -> None:
    resident.is_logged_in()
    resident.goes_to(ballot())
    resident.tabs_to("input[name=declared]")
    resident.page.keyboard.press("Space")
    for _choice in range(2):
        resident.page.keyboard.press("Tab")
        resident.tabs_to("input[name=choices]")
        resident.page.keyboard.press("Space")
    expect(resident.page.locator("input[name=choices]:checked")).to_have_count(2)
    resident.tabs_to(".ballot-bar button")
    assert resident.focus_is_seen()
    resident.page.keyboard.press("Enter")
    resident.sees("Din röst är sparad")
    expect(resident.page.locator("input[name=choices]:checked")).to_have_count(2)


def test_the_receipt_appears_at_the_first_save_without_a_reload(voter: Resident) -> None:
    voter.goes_to(ballot_of("knapsack"))
    assert voter.page.locator("[data-receipt]").is_hidden()
    declares(voter)
    row(voter, TITLES[0]).check()
    expect(voter.page.locator("[data-receipt]")).to_have_text(RECEIPT)
    is_saved(voter)
    assert mine(voter) == [TITLES[0]]
    assert not faults_of_access(voter.page)
    voter.goes_to(ballot_of("knapsack"))
    assert mine(voter) == [TITLES[0]]
    assert not voter.field("declared").count()


def test_changes_in_quick_succession_are_sent_one_at_a_time_and_the_last_one_is_stored(
    arrive: Callable[..., Any],
) -> None:
    voter: Resident = arrive(Resident, phone=True, own=True)
    voter.is_logged_in()
    voter.goes_to(ballot())
    declares(voter)
    boxes = voter.page.locator("input[name=choices]")
    flying, most = 0, 0

    def began(request: Any) -> None:
        nonlocal flying, most
        if request.method == "POST":
            flying += 1
            most = max(most, flying)

    def ended(request: Any) -> None:
        nonlocal flying
        flying -= request.method == "POST"

    voter.page.on("request", began)
    voter.page.on("requestfinished", ended)
    for number in (0, 1, 2):
        boxes.nth(number).check()
    boxes.nth(0).uncheck()
    boxes.nth(3).check()
    expect(voter.page.locator("[data-titles] li")).to_have_count(3)
    wanted = [boxes.nth(number).get_attribute("value") for number in (1, 2, 3)]
    names = [
        voter.page.locator(f"label[for={boxes.nth(n).get_attribute('id')}]").inner_text() for n in (1, 2, 3)
    ]
    expect(voter.page.locator("[data-titles]")).to_contain_text(names[2])
    is_saved(voter)
    assert most == 1
    voter.goes_to(ballot())
    ticked = voter.page.locator("input[name=choices]:checked").all()
    assert [box.get_attribute("value") for box in ticked] == wanted
    assert sorted(mine(voter)) == sorted(names)


@pytest.mark.parametrize("status", [None, 503], ids=["no network", "server away"])
def test_without_a_network_it_says_so_and_tries_again(voter: Resident, status: int | None) -> None:
    voter.goes_to(ballot_of("knapsack"))
    declares(voter)
    with troubled_network(voter, status) as sent:
        row(voter, TITLES[0]).check()
        says(voter, "Inte sparad. Vi försöker igen")
        assert sent
        assert stored(voting_round("knapsack"), voter) == {}
        row(voter, TITLES[1]).check()
    expect(voter.page.locator("[data-said]")).to_have_text(re.compile("^Sparad kl"), timeout=12_000)
    assert set(stored(voting_round("knapsack"), voter)) == set(TITLES[:2])


def test_pressing_the_button_without_a_network_loses_nothing(voter: Resident) -> None:
    voter.goes_to(ballot_of("knapsack"))
    declares(voter)
    here = voter.page.url
    with troubled_network(voter):
        row(voter, TITLES[0]).check()
        says(voter, "Inte sparad. Vi försöker igen")
        voter.page.get_by_role("button", name=re.compile("^Spara")).click()
        voter.page.wait_for_timeout(500)
        says(voter, "Inte sparad. Vi försöker igen")
        assert voter.page.url == here
        expect(row(voter, TITLES[0])).to_be_checked()
    saves(voter)
    voter.sees("Din röst är sparad", RECEIPT)
    assert set(stored(voting_round("knapsack"), voter)) == {TITLES[0]}


def comes_back_to_the_tab(person: Resident) -> None:
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_tab_that_has_stood_open_sees_what_another_one_changed(voter: Resident) -> None:
    round_ = voting_round("knapsack")
    voter.goes_to(ballot_of("knapsack"))
    declares(voter)
    row(voter, TITLES[0]).check()
    is_saved(voter)
    withdraw_ballot(round_id=round_.pk, voter=Voter(email=voter.email))
    with voter.page.expect_navigation():
        comes_back_to_the_tab(voter)
    voter.sees("Du har ingen sparad röst än.")
    expect(row(voter, TITLES[0])).not_to_be_checked()


def test_what_was_given_up_and_stored_late_does_not_win(voter: Resident) -> None:
    round_, late = voting_round("knapsack"), []
    voter.goes_to(ballot_of("knapsack"))
    declares(voter)
    row(voter, TITLES[0]).check()
    is_saved(voter)
    with troubled_network(voter, 503):
        row(voter, TITLES[1]).check()
        says(voter, "Inte sparad. Vi försöker igen")
        row(voter, TITLES[1]).uncheck()
        row(voter, TITLES[2]).check()
        says(voter, "Inte sparad. Vi försöker igen")
    expect(voter.page.locator("[data-said]")).to_have_text(re.compile("^Sparad kl"), timeout=12_000)
    late = list(round_.proposals.filter(title__in=TITLES[:2]).values_list("pk", flat=True))
    cast_ballot(round_id=round_.pk, voter=Voter(email=voter.email), choices=late)
    voter.page.wait_for_timeout(7_000)
    assert set(stored(round_, voter)) == {TITLES[0], TITLES[2]}
