"""A reviewer goes through proposals: by keyboard, by mouse, with an error on the way, with scripts and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from budgeting.models import Proposal, Round
from budgeting.services.proposals import Application, submit_proposal
from e2e.people import Staff, new_address
from radslag.accounts.services import ensure_account
from radslag.clock import at


def handed_in(word: str, n: int) -> list[Proposal]:
    """Proposals with the word in their titles, each of an applicant of its own, in a round under review."""
    round_ = Round.objects.get(name="I granskning")
    proposals = []
    for number in range(1, n + 1):
        application = Application(
            title=f"{word} {number}",
            what="Det som behövs.",
            benefit="Fler går ut.",
            cost_ore=900_000,
            shown_name="Boende",
        )
        author = ensure_account(email=new_address())
        with at(round_.submission_opens):
            proposals.append(submit_proposal(round_id=round_.pk, author=author, application=application))
    return proposals


def with_alt(staff: Staff, letter: str) -> None:
    """An access key, as a keyboard sends it: the browser answers to the key, not to the page's scripts."""
    keyboard = staff.context.new_cdp_session(staff.page)
    code = ord(letter.upper())
    for kind in ("rawKeyDown", "char", "keyUp"):
        keyboard.send(
            "Input.dispatchKeyEvent",
            {
                "type": kind,
                "modifiers": 1,
                "key": letter,
                "code": f"Key{letter.upper()}",
                "windowsVirtualKeyCode": code,
                "unmodifiedText": letter,
                "text": "" if kind == "keyUp" else letter,
            },
        )


def test_a_reviewer_decides_one_after_the_other_with_one_key_each(staff: Callable[[str], Staff]) -> None:
    first, second, third = handed_in("Tangentprov", 3)
    reviewer = staff("granskare")
    reviewer.goes_to("/admin/budgeting/proposal/?q=Tangentprov")
    reviewer.page.get_by_role("link", name="Börja granska").click()
    for proposal, key in ((first, "g"), (second, "g")):
        expect(reviewer.page.locator("h1")).to_contain_text(proposal.title)
        with_alt(reviewer, key)
    expect(reviewer.page.locator("h1")).to_contain_text(third.title)
    with_alt(reviewer, "a")
    expect(reviewer.page.locator("#decide-reason")).to_be_focused()
    expect(reviewer.page.locator(".review-field__error")).to_contain_text("Skriv skälet")
    reviewer.page.get_by_role("button", name="Marken är inte vår").click()
    with_alt(reviewer, "a")
    expect(reviewer.page.locator(".messages")).to_contain_text("sista förslaget")
    statuses = [Proposal.objects.get(pk=p.pk).status for p in (first, second, third)]
    assert statuses == ["accepted", "accepted", "declined"]


@pytest.mark.parametrize("scripts", [False], ids=["without scripts"])
def test_a_reviewer_without_scripts_asks_and_declines(arrive: Callable[..., Any], scripts: bool) -> None:
    (proposal,) = handed_in("Skriptlöst", 1)
    reviewer = arrive(Staff, scripts=scripts)
    reviewer.log_in("granskare")
    reviewer.goes_to(f"/admin/budgeting/proposal/edit/{proposal.pk}/")
    reviewer.page.get_by_text("Ställ en fråga").click()
    reviewer.page.locator("#ask-text").fill("Vem vattnar?")
    reviewer.presses("Skicka frågan")
    reviewer.sees("Väntar på svar")
    reviewer.presses(re.compile("^Avslå"))
    reviewer.sees("Skriv skälet")
    reviewer.page.locator("#decide-reason").fill("Marken är inte vår.")
    reviewer.presses(re.compile("^Avslå"))
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("declined", "Marken är inte vår.")
