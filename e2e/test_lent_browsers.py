"""Who comes into a browser that somebody else has left finds nothing of them."""

from playwright.sync_api import Browser

from e2e.browsers import PHONE, Lent
from e2e.people import Resident
from e2e.voting import TITLES, ballot_of, row

KEPT = "() => [document.cookie, sessionStorage.length, localStorage.length]"


def test_who_comes_next_finds_nothing_of_who_was_there(site: str, browser: Browser) -> None:
    lent = Lent(browser, site)
    first = Resident(lent.lend(phone=True), site)
    first.is_logged_in()
    first.goes_to(ballot_of("knapsack"))
    assert first.status == 200
    first.page.evaluate("() => { document.cookie = 'a=b'; sessionStorage.a = localStorage.a = 1 }")
    cookies, *stores = first.page.evaluate(KEPT)
    assert "a=b" in cookies and stores == [1, 1]
    first.page.set_viewport_size({"width": 900, "height": 900})
    first.page.emulate_media(color_scheme="dark")
    row(first, TITLES[0]).check()  # not saved: a person would be asked whether to leave
    first.context.new_page().goto("/")
    first.leaves()
    first.page.goto("about:blank")  # as one who ends elsewhere, at the broker of an electronic identification
    lent.take_back(first.context)

    second = Resident(lent.lend(phone=True), site)
    assert second.context is first.context, "or nothing is shown"
    assert second.page.url == "about:blank" and len(second.context.pages) == 1
    second.goes_to(ballot_of("knapsack"))
    assert "logga-in" in second.page.url
    assert second.page.evaluate(KEPT) == ["", 0, 0]
    assert second.page.viewport_size == PHONE
    assert not second.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert not first.troubles and first.page.url == second.page.url, (
        "the same window, of which the first hears nothing"
    )
    third = lent.lend(phone=True)
    assert third is not second.context
    for context in (second.context, third):
        lent.take_back(context, close=True)
    assert lent.lend(phone=True) not in (second.context, third)
