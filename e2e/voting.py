"""Rounds of every kind of ballot, and what one does on its page, as the states and journeys of voting need it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, expect

from budgeting.models import BudgetingPage, Challenge, Receipt, Round
from budgeting.rules.phases import Schedule
from budgeting.services.ballots import cast_ballot, stored_ballot
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voters import Declaration, Voter
from e2e.people import Resident
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import Area, User

Way = Callable[[Resident], Any]
DAY = dt.timedelta(days=1)
KRONA = 100
RECEIPT = re.compile(r"\w{3}-\w{3}-\w{3}")
TITLES = ("Bänkar vid ån", "En lekstuga", "Fler lyktor", "Odlingslådor på gården", "Ett bokskåp")
KINDS: dict[str, dict[str, Any]] = {
    "approval": {"ballot_min": 2, "ballot_max": 2, "least_age": 13, "postal_codes": "25440 25441"},
    "knapsack": {"ballot_kind": "knapsack"},
    "points": {"ballot_kind": "points", "points_total": 10, "points_most": 5},
}


def voting_round(kind: str) -> Round:
    """The round of a kind of ballot, made by the first who asks for it."""
    name = f"Omröstning, {kind}"
    return Round.objects.filter(name=name).first() or make_voting_round(name, **KINDS[kind])


def make_voting_round(name: str, *, closes: dt.timedelta = 5 * DAY, **terms: Any) -> Round:
    """A round in voting by e-mail, with five proposals of 9 000 kr and 20 000 kr to share."""
    number, now = Round.objects.count(), database_now()
    model = BudgetingPage.objects.get(slug="provby")
    area = Area.objects.get_or_create(name="Röstby", slug="rostby")[0]
    programme = BudgetingPage(
        title=f"Mitt {name}", slug=f"rostby-{number}", area=area, envelope_ore=100_000 * KRONA
    )
    model.get_parent().add_child(instance=programme)
    ends = now + closes
    schedule = Schedule(*(now - days * DAY for days in (20, 10, 8, 5)), ends, ends + DAY)
    money = {"budget_ore": 20_000 * KRONA, "cap_ore": 15_000 * KRONA, "proposals_per_person": 10}
    made = create_round(
        programme=programme,
        terms=Terms(name=name, schedule=schedule, **(money | terms)),
        words=Words(),
        publish=True,
    ).round
    author, reviewer = (
        ensure_account(email="ritar@example.org"),
        User.objects.get(email="granskare@example.org"),
    )
    for title in TITLES:
        application = Application(
            title=title, what="Så här.", benefit="För alla.", cost_ore=9_000 * KRONA, shown_name="Boende"
        )
        with at(schedule.submission_opens):
            proposal = submit_proposal(round_id=made.pk, author=author, application=application)
        with at(schedule.submission_closes):
            accept_proposal(proposal_id=proposal.pk, by=reviewer)
    return made


def ballot_of(kind: str) -> str:
    return f"/omgang/{voting_round(kind).pk}/rosta/"


def row(person: Resident, title: str) -> Locator:
    """The field of a proposal: a box to tick, or points."""
    here = person.page.get_by_text(title, exact=True)
    return person.page.locator(".pick-row").filter(has=here).locator("input")


def declares(person: Resident) -> None:
    """Say what the first ballot asks for."""
    if person.field("declared").count():
        person.field("declared").check()
    if person.field("postal_code").count():
        person.fills(postal_code="254 40")


def saves(person: Resident) -> None:
    """Press the button and wait for the page that answers."""
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=re.compile("^Spara")).click()
    # a script asks first, and then the page says what is wrong
    person.troubles[:] = [trouble for trouble in person.troubles if not trouble.startswith("422 for ")]


def stored(round_: Round, person: Resident) -> dict[str, int | None]:
    """Titles and points of the person's ballot as the database has it."""
    found = stored_ballot(round_=round_, voter=Voter(email=person.email))
    titles = dict(round_.proposals.values_list("pk", "title"))
    return {titles[id_]: found.points.get(id_) for id_ in found.choices} if found else {}


def has_scripts(person: Resident) -> bool:
    """Whether the page saves by itself."""
    return person.page.locator("form.ballot--live").count() > 0


def is_saved(person: Resident) -> None:
    expect(person.page.locator("[data-said]")).to_have_text(re.compile(r"^Sparad kl\. \d+\.\d\d$"))


def says(person: Resident, words: str | re.Pattern[str]) -> None:
    """What the bar says, and to those who listen."""
    expect(person.page.locator("[data-said]")).to_have_text(words)
    expect(person.page.locator("[data-heard]")).to_contain_text(words)


def mine(person: Resident) -> list[str]:
    """What the page says is stored."""
    return [text.strip() for text in person.page.locator("[data-titles] li").all_text_contents()]


def fill_in(kind: str, *values: str, declared: bool = True, press: bool = False) -> Way:
    """Give the first proposals points, or tick as many as there are values."""

    def way(person: Resident) -> None:
        person.goes_to(ballot_of(kind))
        if declared:
            declares(person)
        for title, value in zip(TITLES, values, strict=False):
            if kind == "points":
                row(person, title).fill(value)
            else:
                row(person, title).check()
        if press:
            saves(person)

    return way


def saved(kind: str, *values: str) -> Way:
    """The same, saved by the script or by the button."""

    def way(person: Resident) -> None:
        fill_in(kind, *values)(person)
        if has_scripts(person):
            is_saved(person)
        else:
            saves(person)

    return way


def come_back(person: Resident) -> None:
    """The log-in runs out while one votes; then one logs in again."""
    person.goes_to(ballot_of("knapsack"))
    declares(person)
    person.context.clear_cookies(name="sessionid")
    with_scripts = has_scripts(person)
    row(person, TITLES[0]).check()
    if with_scripts:
        person.page.wait_for_url("**/logga-in/**")
    else:
        saves(person)
    person.is_logged_in(person.email)
    person.goes_to(ballot_of("knapsack"))
    person.troubles.clear()  # a script's request is answered 401


def done(person: Resident) -> None:
    person.goes_to(ballot_of("knapsack"))
    person.presses("Klar, logga ut")


def challenged(person: Resident) -> None:
    """Two people have challenged one's vote."""
    round_ = make_voting_round(f"Underkänd {Round.objects.count()}")
    first, second = User.objects.filter(is_staff=True).order_by("pk")[:2]
    voter = Voter(email=person.email)
    choices = list(round_.proposals.values_list("pk", flat=True)[:2])
    stored = cast_ballot(round_id=round_.pk, voter=voter, choices=choices, said=Declaration(declared=True))
    Challenge.objects.create(
        round=round_,
        receipt=Receipt.objects.get(round=round_, code=stored.receipt),
        reason="Adressen hör till ingen.",
        asked_by=first,
        asked_at=database_now(),
        confirmed_by=second,
        at=database_now(),
    )
    person.goes_to(f"/omgang/{round_.pk}/rosta/")


@contextmanager
def troubled_network(person: Resident, status: int | None = None) -> Iterator[list[str]]:
    """What a script sends fails: the network is gone, or the server answers `status`. Gives what was sent."""
    sent: list[str] = []

    def answer(route: Any) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data)
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status)

    answered: list[Any] = []
    person.page.on("response", lambda response: answered.append(response.request))
    person.page.on("requestfailed", lambda request: answered.append(request))
    person.page.route("**/rosta/", answer)
    yield sent
    person.page.unroute("**/rosta/", answer)
    for _ in range(100):  # what failed last may still have to be told
        if sum(request.method == "POST" for request in answered) >= len(sent):
            break
        person.page.wait_for_timeout(20)
    person.page.evaluate("0")
    person.troubles.clear()
