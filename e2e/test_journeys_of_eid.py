"""Somebody identifies themselves with an e-ID and votes, cancels, or meets a broker that does not work."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from budgeting.models import Ballot, BudgetingPage, Round
from budgeting.rules.phases import Schedule
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from e2e.checks import faults_of_use, look
from e2e.people import Visitor, new_address
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import Area, User
from radslag.tests.eid_provider import FaultyProvider, broker, forget_broker

DAY = dt.timedelta(days=1)
KRONA = 100


@pytest.fixture(scope="module")
def running(site: str) -> Iterator[FaultyProvider]:
    """A broker on a port of its own: to a browser somebody else, as a real one is."""
    before, settings.WAGTAILADMIN_BASE_URL = settings.WAGTAILADMIN_BASE_URL, site
    with broker() as provider:
        yield provider
    settings.WAGTAILADMIN_BASE_URL = before


@pytest.fixture
def provider(running: FaultyProvider) -> FaultyProvider:
    running.fault, running.says = "", {}
    forget_broker()
    return running


@pytest.fixture(scope="module")
def round_(site: str) -> Round:
    """A round in voting for those who have an e-ID and are 13 or more."""
    model, area = BudgetingPage.objects.earliest("pk"), Area.objects.create(name="Kortby", slug="kortby")
    programme = BudgetingPage(title="Mitt Kortby", slug="kortby", area=area, envelope_ore=100_000 * KRONA)
    model.get_parent().add_child(instance=programme)
    now = database_now()
    schedule = Schedule(*(now + number * DAY for number in (-20, -10, -8, -5, 5, 8)))
    terms = Terms(
        name="Med e-legitimation",
        schedule=schedule,
        budget_ore=20_000 * KRONA,
        cap_ore=15_000 * KRONA,
        identity="eid",
        least_age=13,
    )
    made = create_round(programme=programme, terms=terms, words=Words(), publish=True).round
    author, staff = ensure_account(email=new_address()), User.objects.filter(is_staff=True).earliest("pk")
    assert author
    for title in ("Cykelställ", "Fågelholkar"):
        draft = Application(
            title=title,
            what="Det som behövs.",
            benefit="Fler går ut.",
            cost_ore=9_000 * KRONA,
            shown_name="Boende",
        )
        with at(schedule.submission_opens):
            number = submit_proposal(round_id=made.pk, author=author, application=draft).pk
        with at(schedule.proposals_shown):
            accept_proposal(proposal_id=number, by=staff)
    return made


@pytest.fixture
def comes(arrive: Callable[..., Any], provider: FaultyProvider) -> Iterator[Callable[..., Visitor]]:
    """Let somebody come with a phone, who is led to the broker and back: that alone is no trouble."""
    people: list[Visitor] = []

    def someone(*, scripts: bool = True) -> Visitor:
        people.append(arrive(Visitor, scripts=scripts, phone=True))
        return people[-1]

    yield someone
    elsewhere = (
        f"asked somebody else: {provider.client.issuer}",
        f"404 for {provider.client.issuer}/favicon",
    )
    for person in people:
        person.troubles[:] = [trouble for trouble in person.troubles if not trouble.startswith(elsewhere)]


def is_usable(person: Visitor) -> None:
    """For everyone, in the light and in the dark."""
    assert not faults_of_use(person.page)
    look(person.page, width=360, dark=False)


def identifies(person: Visitor, **said: str) -> None:
    person.presses("Fortsätt till Testlegitimation")
    assert person.heading == "Testlegitimation", person.page.url
    person.fills(**said)
    person.presses("Legitimera mig")


def test_who_has_an_eid_votes(comes: Callable[..., Visitor], round_: Round, scripts: bool) -> None:
    voter = comes(scripts=scripts)
    before = Ballot.objects.filter(round=round_).count()
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    assert voter.heading == "Legitimera dig med Testlegitimation"
    voter.sees("Vi sparar inte ditt namn eller personnummer", "aldrig hur du röstar")
    identifies(voter, name=new_address(), age="40")
    assert voter.page.url.endswith(f"/omgang/{round_.pk}/rosta/")
    voter.field("declared").check()
    voter.field("choices").first.check()
    if scripts:
        expect(voter.page.locator("[data-said]")).to_contain_text(re.compile("^Sparad"))
    else:
        voter.presses(re.compile("Spara"))
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    expect(voter.field("choices").first).to_be_checked()
    assert Ballot.objects.filter(round=round_).count() == before + 1


def test_who_cancels_can_begin_again(comes: Callable[..., Visitor], round_: Round, scripts: bool) -> None:
    voter = comes(scripts=scripts)
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    voter.presses("Fortsätt till Testlegitimation")
    voter.presses("Avbryt")
    voter.sees("Du avbröt", "Du kan börja om.")
    identifies(voter, name=new_address(), age="12")
    assert voter.status == 403
    voter.sees("Du kan inte rösta i den här omgången", "Den som har fyllt 13 år kan rösta")


def test_everyone_can_use_the_door_whatever_comes_of_it(
    comes: Callable[..., Visitor], round_: Round, provider: FaultyProvider
) -> None:
    voter = comes()
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    is_usable(voter)
    voter.presses("Fortsätt till Testlegitimation")
    is_usable(voter)
    voter.presses("Legitimera mig")
    voter.sees("Skriv ett namn.")
    is_usable(voter)
    voter.presses("Avbryt")
    is_usable(voter)
    provider.fault = "other key"
    identifies(voter, name=new_address())
    assert voter.status == 400
    voter.sees("Vi kunde inte lita på svaret från Testlegitimation")
    is_usable(voter)
    provider.fault = "token:500"
    identifies(voter, name=new_address())
    assert voter.status == 503
    voter.sees("Testlegitimation fungerar inte just nu", "Vänta en minut")
    provider.fault = "configuration:500"
    forget_broker()
    voter.goes_to(f"/omgang/{round_.pk}/rosta/e-legitimation/")
    voter.sees("Testlegitimation fungerar inte just nu")
    expect(voter.page.get_by_role("button", name="Fortsätt till")).to_have_count(0)
    is_usable(voter)
    voter.troubles[:] = [trouble for trouble in voter.troubles if not trouble.startswith("503 for ")]


def test_an_answer_that_was_not_asked_for_is_told_so(visitor: Visitor) -> None:
    visitor.goes_to("/rosta/e-legitimation/klar/?state=x&code=y")
    assert visitor.status == 400
    visitor.sees("Vi vet inte vilken röstning det gäller")
    is_usable(visitor)
