"""Staff make voting codes; residents come in by typing or scanning one; papers are keyed by two people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from budgeting.models import Ballot, BudgetingPage, PaperVote, Proposal, Receipt, Round
from budgeting.rules.eligibility import grouped_code
from budgeting.rules.phases import Schedule
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voting_codes import find_code, make_batch
from e2e.checks import NARROWEST, faults_of_access, faults_of_use, look, sideways_scroll
from e2e.people import Resident, Staff, Visitor, new_address
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import Area, User
from radslag.models.limits import LimitCount

LogIn = Callable[[str], Staff]
DAY = dt.timedelta(days=1)
KRONA = 100
ROUNDS = "/admin/budgeting/round/"
TITLES = ("Bänkar vid ån", "En lekstuga", "Fler lyktor")


@pytest.fixture(scope="module")
def round_(site: str) -> Round:
    """A round in voting for those who have a code."""
    model, area = BudgetingPage.objects.get(slug="provby"), Area.objects.create(name="Kodby", slug="kodby")
    programme = BudgetingPage(title="Mitt Kodby", slug="kodby", area=area, envelope_ore=100_000 * KRONA)
    model.get_parent().add_child(instance=programme)
    now = database_now()
    schedule = Schedule(*(now + number * DAY for number in (-20, -10, -8, -5, 5, 8)))
    terms = Terms(
        name="Med röstkoder",
        schedule=schedule,
        budget_ore=20_000 * KRONA,
        cap_ore=15_000 * KRONA,
        identity="codes",
    )
    made = create_round(programme=programme, terms=terms, words=Words(), publish=True).round
    author = ensure_account(email=new_address())
    reviewer = User.objects.get(email="granskare@example.org")
    for title in TITLES:
        application = Application(
            title=title, what="Så här.", benefit="För alla.", cost_ore=9_000 * KRONA, shown_name="Boende"
        )
        with at(schedule.submission_opens):
            proposal = submit_proposal(round_id=made.pk, author=author, application=application)
        with at(schedule.submission_closes):
            accept_proposal(proposal_id=proposal.pk, by=reviewer)
    return made


@pytest.fixture
def codes(round_: Round) -> list[str]:
    """Three codes of their own for each test."""
    LimitCount.objects.all().delete()
    return [c.code for c in make_batch(round_id=round_.pk, name=new_address(), size=3, by=None).codes]


def is_usable(person: Visitor, *, scripts: bool = True) -> None:
    """For everyone, on a phone and at a desk. What axe finds does not depend on the page's scripts."""
    assert not (faults_of_use(person.page) if scripts else sideways_scroll(person.page, NARROWEST))
    look(person.page, width=1280, dark=False)


def stored(round_: Round, code: str) -> set[str]:
    """The titles that the ballot of a code holds."""
    ballot = Ballot.objects.get(round=round_, voter_key=find_code(round_, code, on_paper_too=True).key)
    return {choice.proposal.title for choice in ballot.choices.select_related("proposal")}


def votes_for(person: Visitor, title: str) -> None:
    """Tick a proposal and save."""
    choice = person.page.get_by_role("checkbox", name=title)
    choice.check()
    person.presses(re.compile("Spara"))
    expect(choice).to_be_checked()


def door(round_: Round) -> str:
    return f"/omgang/{round_.pk}/rosta/kod/"


def test_a_resident_types_a_code_and_votes(
    resident: Resident, scripts: bool, round_: Round, codes: list[str]
) -> None:
    resident.goes_to(f"/omgang/{round_.pk}/rosta/")
    assert resident.page.url.endswith(door(round_))
    is_usable(resident, scripts=scripts)
    resident.fills(code="K7QF 2M9D XR4P")
    resident.presses("Gå vidare till röstsedeln")
    resident.sees("Koden fungerar inte i den här omgången.")
    is_usable(resident, scripts=scripts)
    resident.fills(code=grouped_code(codes[0]).lower().replace("-", " ").replace("0", "o"))
    resident.presses("Gå vidare till röstsedeln")
    assert resident.page.url.endswith(f"/omgang/{round_.pk}/rosta/")
    votes_for(resident, TITLES[0])
    expect(resident.page.locator("[data-receipt]")).to_have_text(re.compile(r"\w{3}-\w{3}-\w{3}"))
    resident.sees(Receipt.objects.get(voter_key=find_code(round_, codes[0]).key).code)
    assert stored(round_, codes[0]) == {TITLES[0]}


def test_a_scanned_code_is_filled_in_and_goes_to_no_server(
    arrive: Callable[..., Any], round_: Round, codes: list[str]
) -> None:
    visitor = arrive(Visitor, phone=True, own=True)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    code = grouped_code(codes[0])
    visitor.goes_to(f"{door(round_)}#{code}")
    expect(visitor.field("code")).to_have_value(code)
    visitor.sees("Koden från ditt papper är ifylld.")
    assert visitor.focused == "Gå vidare till röstsedeln"
    assert "#" not in visitor.page.url
    is_usable(visitor)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile(r"/rosta/$"))
    assert asked and not [request for request in asked if code in request or codes[0] in request]


def test_without_scripts_a_scanned_code_is_typed(
    arrive: Callable[..., Any], round_: Round, codes: list[str]
) -> None:
    visitor = arrive(Visitor, scripts=False, phone=True)
    visitor.goes_to(f"{door(round_)}#{grouped_code(codes[0])}")
    expect(visitor.field("code")).to_have_value("")
    visitor.fills(code=codes[0])
    visitor.presses("Gå vidare till röstsedeln")
    assert visitor.page.url.endswith(f"/omgang/{round_.pk}/rosta/")


def test_an_odd_fragment_fills_in_nothing(visitor: Visitor, round_: Round) -> None:
    visitor.goes_to(f"{door(round_)}#<img src=x onerror=alert(1)>")
    expect(visitor.field("code")).to_have_value("")


def test_five_wrong_codes_slow_a_browser_down(
    resident: Resident, scripts: bool, round_: Round, codes: list[str]
) -> None:
    resident.goes_to(door(round_))
    for _ in range(5):
        resident.fills(code="fel")
        resident.presses("Gå vidare till röstsedeln")
    resident.fills(code=codes[0])
    resident.presses("Gå vidare till röstsedeln")
    resident.sees(re.compile(r"Vänta till kl\.\s\d+\.\d\d"))
    expect(resident.field("code")).to_have_value(codes[0])
    is_usable(resident, scripts=scripts)
    LimitCount.objects.all().delete()
    resident.presses("Gå vidare till röstsedeln")
    assert resident.page.url.endswith(f"/omgang/{round_.pk}/rosta/")


def test_staff_make_codes_print_them_and_replace_one(staff: LogIn, round_: Round) -> None:
    editor = staff("administrator")
    editor.goes_to(ROUNDS)
    editor.page.get_by_role("row").filter(has_text=round_.name).get_by_role(
        "link", name="Röstkoder", exact=True
    ).click()
    editor.fills(size="0")
    editor.presses("Gör koderna")
    editor.sees("Fyll i det här.")
    is_usable(editor)
    editor.fills(name=new_address(), size="10")
    editor.presses("Gör koderna")
    editor.sees("Visas bara nu", "10 koder")
    is_usable(editor)
    with editor.context.expect_page() as opened:
        editor.presses(re.compile("Visa arken"))
    sheets = opened.value
    sheets.wait_for_load_state()
    expect(sheets.locator(".card")).to_have_count(10)
    assert not faults_of_access(sheets)
    assert sheets.evaluate(
        "() => [...document.querySelectorAll('.card')].every(c => c.scrollHeight <= c.clientHeight)"
    )
    code = sheets.locator(".card__code").first.inner_text()
    number = sheets.locator(".card__number").first.inner_text().split()[-1]
    with editor.page.expect_download() as saved:
        editor.presses("Spara filen (csv)")
    assert code in saved.value.path().read_text("utf-8-sig")
    editor.follows("Klar: tillbaka till röstkoderna")
    editor.does_not_see(code)
    editor.fills(number=number)
    editor.page.locator("#replace-reason").fill("Borttappad")
    editor.presses("Ersätt koden")
    editor.sees(f"I stället för nummer {number}")
    visitor_door = editor.context.new_page()
    visitor_door.goto(door(round_))
    visitor_door.fill("[name=code]", code)
    visitor_door.get_by_role("button", name="Gå vidare till röstsedeln").click()
    expect(visitor_door.locator("main")).to_contain_text("Koden gäller inte längre")


def test_papers_are_keyed_by_two_people_with_the_keyboard_alone(
    staff: LogIn, round_: Round, codes: list[str]
) -> None:
    first, second = staff("granskare"), staff("administrator")
    numbers = dict(Proposal.objects.filter(round=round_).values_list("title", "number"))
    papers = f"{ROUNDS}papers/{round_.pk}/"
    first.goes_to(papers)
    is_usable(first)
    first.fills(papers="50")
    first.presses("Spara antalet")
    first.sees("av båda personerna")

    def keys(person: Staff, code: str, *titles: str) -> None:
        person.goes_to(papers)
        person.page.keyboard.type(code)
        person.page.keyboard.press("Tab")
        person.page.keyboard.type(", ".join(str(numbers[title]) for title in titles))
        for seen in (titles, ()):  # look at it, then save it
            with person.page.expect_navigation():
                person.page.keyboard.press("Enter")
            person.sees(*seen)

    keys(first, codes[0].lower(), TITLES[0], TITLES[1])
    first.sees("Väntar på en person till")
    is_usable(first)
    keys(second, grouped_code(codes[0]), TITLES[1], TITLES[0])
    assert stored(round_, codes[0]) == {TITLES[0], TITLES[1]}
    keys(first, codes[1], TITLES[0])
    keys(second, codes[1], TITLES[2])
    second.sees("Olika lästa")
    first.goes_to(papers)
    first.fills(code=codes[1], numbers=str(numbers[TITLES[2]]))
    first.presses("Titta på det")
    first.sees("Den första läste", "Den andra läste")
    is_usable(first)
    first.presses("Ja, spara och gå vidare")
    assert stored(round_, codes[1]) == {TITLES[2]}
    assert not PaperVote.objects.filter(round=round_).exclude(choices=None).exists()
    first.fills(code="K7QF-2M9D-XR4P", numbers="1")
    first.presses("Titta på det")
    first.sees("Är koden skriven så som den står på papperet?")
    is_usable(first)
    first.presses("Räkna det som avvisat")
    first.sees("1: Koden hör inte till omgången")
    first.goes_to(f"{ROUNDS}paper_ballot/{round_.pk}/")
    expect(first.page.locator(".choices li")).to_have_text([re.compile(title) for title in TITLES])
    assert not faults_of_access(first.page)
