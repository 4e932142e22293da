"""Two of the staff stop a round, let it go on and change it; every page of it can be used by everyone."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import expect

from budgeting.models import BudgetingPage, Round
from budgeting.rules.phases import Schedule
from budgeting.services.rounds import Terms, create_round
from e2e.checks import faults_of_use, look
from e2e.people import Staff, new_address
from radslag.clock import database_now

LogIn = Callable[[str], Staff]
DAY = dt.timedelta(days=1)
KRONA = 100
ROUNDS = "/admin/budgeting/round/"
REASON = "Vi vet inte än om marken får användas."


def make_round_to_come() -> Round:
    """A round of which readers see nothing: its page is not published."""
    start = database_now() + 400 * DAY
    schedule = Schedule(*(start + DAY * number for number in (0, 10, 12, 14, 24, 26)))
    name = f"Omgång {new_address().partition('@')[0]}"
    terms = Terms(name=name, schedule=schedule, budget_ore=10_000 * KRONA, cap_ore=5_000 * KRONA)
    return create_round(programme=BudgetingPage.objects.get(slug="provby"), terms=terms).round


def is_usable(person: Staff) -> None:
    """For everyone, on a phone and at a desk."""
    expect(person.page.locator("#main")).to_be_visible()
    assert not faults_of_use(person.page)
    look(person.page, width=1280, dark=False)


def test_two_people_pause_a_round_and_one_lets_it_go_on_and_changes_it(staff: LogIn) -> None:
    round_ = make_round_to_come()
    first, second = staff("budgetansvarig"), staff("administrator")
    first.goes_to(ROUNDS)
    row = first.page.get_by_role("row").filter(has_text=round_.name)
    row.get_by_role("link", name="Pausa, ställ in, ändra").click()
    first.page.locator("summary").filter(has_text="pausas").click()
    first.presses("Begär att omgången pausas")
    first.sees("Fyll i det här.")
    is_usable(first)
    first.page.locator("textarea:visible").fill(REASON)
    first.presses("Begär att omgången pausas")
    first.sees("Väntar på en person till", "Någon annan måste bekräfta", "Demo Administratör")
    is_usable(first)

    second.goes_to("/admin/")
    second.follows(f"Bekräfta eller ta bort: pausa {round_.name}")
    second.sees(REASON, "Omgången stannar direkt.")
    is_usable(second)
    second.presses("Ja, pausa omgången")
    second.sees("Omgången är pausad", "Bekräftat av Demo Administratör")
    is_usable(second)

    first.goes_to(f"{ROUNDS}acts/{round_.pk}/")
    first.follows("Se de nya datumen")
    first.sees("Klockslagen är desamma.")
    first.presses("Låt omgången fortsätta")
    first.sees("Fyll i det här.")
    is_usable(first)
    first.fills(reason="Marken får användas.")
    first.presses("Låt omgången fortsätta")
    first.sees("Omgången fortsätter", "Marken får användas.")

    first.follows("Ändra med motivering")
    first.fills(cap_ore="mycket")
    first.presses("Se före och efter")
    first.sees("Skriv summan med siffror")
    expect(first.field("cap_ore")).to_have_value("mycket")
    is_usable(first)
    first.fills(cap_ore="6 000 kr", reason="Virket är dyrare i år.")
    first.presses("Se före och efter")
    first.sees("Stämmer det här?", "5\u00a0000\u00a0kr", "6\u00a0000\u00a0kr", "Virket är dyrare i år.")
    is_usable(first)
    first.presses("Nej, tillbaka till formuläret")
    expect(first.field("cap_ore")).to_have_value("6 000 kr")
    first.presses("Se före och efter")
    first.presses("Ja, ändra")
    first.sees("Omgången är ändrad", "6\u00a0000\u00a0kr")
    assert Round.objects.get(pk=round_.pk).cap_ore == 6_000 * KRONA
