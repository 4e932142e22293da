"""A resident checks the receipt; two of the staff challenge a ballot and one seals a round: usable for everyone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from budgeting.models import Ballot, BudgetingPage, Receipt, Round, Sealing
from budgeting.rules.phases import Schedule
from budgeting.services.ballots import cast_ballot
from budgeting.services.counting import count_round
from budgeting.services.proposals import Application, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voters import Declaration, Voter
from e2e.people import Staff, Visitor, new_address
from e2e.test_journeys_of_acts import is_usable
from radslag.accounts.services import ensure_account
from radslag.clock import at, database_now
from radslag.models import User
from radslag.tests.background import run_tasks

LogIn = Callable[[str], Staff]
DAY = dt.timedelta(days=1)
KRONA = 100
ROUNDS = "/admin/budgeting/round/"


def make_voted(days: tuple[int, ...]) -> Round:
    """A round with eight ballots from one network, whose instants are so many days from now."""
    now = database_now()
    schedule = Schedule(*(now + DAY * number for number in days))
    terms = Terms(
        name=f"Omgång {new_address().partition('@')[0]}",
        schedule=schedule,
        budget_ore=20_000 * KRONA,
        cap_ore=15_000 * KRONA,
    )
    beside = BudgetingPage.objects.get(
        slug="provby"
    )  # two rounds of one programme are never in the same step
    programme = BudgetingPage(title=terms.name, area=beside.area, envelope_ore=beside.envelope_ore)
    beside.get_parent().add_child(instance=programme)
    round_ = create_round(programme=programme, terms=terms, words=Words(), publish=True).round
    author = ensure_account(email="provare@example.org")
    assert author
    with at(schedule.submission_opens):
        words = Application(
            title="Cykelställ",
            what="Två.",
            benefit="Fler cyklar.",
            cost_ore=9_000 * KRONA,
            shown_name="Boende",
        )
        proposal = submit_proposal(round_id=round_.pk, author=author, application=words)
    with at(schedule.submission_closes):
        accept_proposal(proposal_id=proposal.pk, by=User.objects.filter(is_staff=True).earliest("pk"))
    for number in range(8):
        with at(schedule.voting_opens + number * dt.timedelta(hours=1)):
            cast_ballot(
                said=Declaration(declared=True),
                round_id=round_.pk,
                voter=Voter(email=f"granne-{number}@example.org"),
                choices=[proposal.pk],
                network="ett",
            )
    return round_


def test_a_resident_looks_up_the_receipt_with_scripts_and_without(
    arrive: Callable[..., Any], site: str
) -> None:
    round_ = make_voted((-900, -890, -880, -870, -860, -855))
    count_round(round_id=round_.pk)
    code = Receipt.objects.filter(round=round_).earliest("pk").code
    page = round_.page_in("sv")
    assert page
    for scripts in (True, False):
        person: Visitor = arrive(scripts=scripts, phone=not scripts)
        person.goes_to(page.url)
        person.follows("Alla kvitton")
        person.sees("8", "Sparade röstsedlar")
        person.follows("Leta upp ditt kvitto")
        person.fills(kvitto=code.replace("-", " ").lower())
        person.presses("Leta upp")
        person.sees(f"Ja, röstsedeln med kvittot {code} är räknad.")
        person.fills(kvitto="AB0 CD3 EF4")
        person.presses("Leta upp")
        person.sees("Inget kvitto har O, I, L, 0 eller 1")
        assert "?" not in person.page.url


def test_two_people_challenge_a_ballot_without_seeing_it_and_lift_it_again(staff: LogIn) -> None:
    round_ = make_voted((-1_030, -1_020, -1_010, -1_000, 5, 8))
    first, second = staff("budgetansvarig"), staff("administrator")
    first.goes_to(f"{ROUNDS}voting/{round_.pk}/")
    first.sees("8 personer har röstat", "från ett och samma nätverk", "Ingen röstsedel är underkänd.")
    first.does_not_see("granne-", "Cykelställ")
    is_usable(first)
    first.page.locator("summary").filter(has_text="röstsedlarna").first.click()
    is_usable(first)
    first.fills(typed="ingen@example.org")
    first.presses("Hitta")
    first.sees("Ingen röstsedel hittades")
    is_usable(first)
    first.fills(typed="granne-3@example.org")
    first.presses("Hitta")
    first.sees("Det är röstsedel")
    first.presses("Be om att den inte räknas")
    first.sees("Fyll i det här.")
    is_usable(first)
    first.page.locator("textarea:visible").fill("Lånad kod.")
    first.presses("Be om att den inte räknas")
    first.sees("Väntar på en person till")
    is_usable(first)

    second.goes_to("/admin/")
    second.follows(f"Bekräfta eller ta bort: räkna inte en röstsedel i {round_.name}")
    second.sees("Lånad kod.", "Röstsedeln är kvar men räknas inte.")
    is_usable(second)
    second.presses("Ja, räkna den inte")
    second.sees("Lånad kod.", "Räkna den ändå")
    assert Ballot.objects.counted(round_.pk).count() == 7
    second.follows("Räkna den ändå")
    is_usable(second)
    second.presses("Be om att den räknas")
    second.sees("Väntar på en person till")
    first.goes_to(f"{ROUNDS}voting/{round_.pk}/")
    first.follows("Läs och bekräfta")
    first.presses("Ja, räkna den")
    first.sees("Ingen röstsedel är underkänd.")
    assert Ballot.objects.counted(round_.pk).count() == 8


def test_a_round_is_sealed_after_what_cannot_be_undone_was_read(staff: LogIn) -> None:
    round_ = make_voted((-1_200, -1_190, -1_180, -1_170, -1_160, -1_155))
    count_round(round_id=round_.pk)
    person = staff("budgetansvarig")
    person.goes_to(f"{ROUNDS}voting/{round_.pk}/")
    person.follows("Försegla omgången nu")
    person.sees("Det går inte att ångra", "Säkerhetskopior")
    is_usable(person)
    person.presses("Ja, försegla omgången för gott")
    person.sees("Förseglingen pågår")
    run_tasks()
    person.goes_to(f"{ROUNDS}voting/{round_.pk}/")
    person.sees("Omgången förseglades")
    is_usable(person)
    assert Sealing.objects.filter(round=round_).exists()
    expect(person.page.get_by_role("link", name="Försegla omgången nu")).to_have_count(0)
