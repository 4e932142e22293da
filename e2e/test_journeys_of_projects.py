"""Every krona can be followed, and who handed in a proposal tells how it goes: with scripts and without."""

import csv
import io
import re
from collections.abc import Callable

from playwright.sync_api import expect

from budgeting.models import Payment, ProjectUpdate
from e2e.people import Resident, Staff
from e2e.projects import costs, own_project, project_in, tells
from e2e.states import address_of

LogIn = Callable[[str], Staff]


def kronor(text: str) -> int:
    return int(re.sub(r"[^0-9−]", "", text).replace("−", "-") or "0")


def test_a_resident_follows_one_krona_from_the_result_to_the_payment(resident: Resident) -> None:
    paid = Payment.objects.filter(reverses=None, reversal=None).earliest("pk")
    title = paid.proposal.title
    resident.goes_to(address_of("result"))
    resident.follows(title, within=".results")
    assert resident.heading == title
    resident.sees("Så går det", "Varje utbetalning", paid.what)
    row = resident.main.locator("#betalningar").get_by_role("row").filter(has_text=paid.what)
    assert kronor(row.locator(".money").inner_text()) == paid.amount_ore // 100
    resident.follows("Vad varje projekt kostar", within="main")
    assert resident.heading == "Vad varje projekt kostar"
    line = resident.main.get_by_role("row").filter(has_text=title)
    decided, gone, left = (kronor(cell) for cell in line.locator(".places__number").all_inner_texts())
    assert decided - gone == left
    total = resident.main.get_by_role("row").filter(has_text="Alla projekt i omgången")
    rows = resident.main.locator("tbody tr")
    for column in range(3):
        cells = [kronor(row.locator(".places__number").nth(column).inner_text()) for row in rows.all()]
        assert sum(cells) == kronor(total.locator(".places__number").nth(column).inner_text())
    answer = resident.page.request.get(costs(".csv").replace("vad-projekten-kostar", "utbetalningar"))
    table = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")), delimiter=";")
    assert any(
        line["Vad"] == paid.what and kronor(line["Belopp, kr"]) == paid.amount_ore // 100 for line in table
    )


def test_an_applicant_tells_staff_publish_and_a_resident_reads(
    resident: Resident, staff: LogIn, scripts: bool
) -> None:
    resident.is_logged_in()
    own_project(resident)
    resident.goes_to("/mina-forslag/")
    resident.follows(re.compile("^Berätta hur det går"), within="main")
    resident.presses("Skicka för publicering")
    resident.sees("Rätta en sak", "Skriv vad som har hänt")
    words = f"Nu står stället på plats, {'med' if scripts else 'utan'} skript."
    resident.fills(text=words, shows_1="Ett cykelställ")
    resident.field("picture_1").set_input_files(
        {"name": "stall.png", "mimeType": "image/png", "buffer": resident.page.screenshot()}
    )
    resident.presses("Skicka för publicering")
    resident.sees("Tack!", words, "Väntar på att bli läst")
    project = project_in("not_started")
    resident.goes_to(project.proposal.get_absolute_url())
    resident.does_not_see(words)

    boss = staff("budgetansvarig")
    boss.goes_to(f"/admin/budgeting/project/edit/{project.pk}/")
    boss.sees(words)
    boss.page.get_by_role("button", name=re.compile("^Publicera")).first.click()
    expect(boss.page.locator(".messages")).to_contain_text("publicera")

    resident.goes_to(project.proposal.get_absolute_url())
    resident.sees(words, "Från dem som lämnade")
    picture = resident.page.get_by_alt_text("Ett cykelställ")
    expect(picture).to_be_visible()
    assert resident.page.request.get(picture.get_attribute("src") or "").ok
    assert "publicera" in resident.reads_mail("publicera")


def test_a_text_that_waits_can_be_taken_back(resident: Resident) -> None:
    resident.is_logged_in()
    tells(resident, press=True, text="Det här ångrar jag.")
    resident.presses(re.compile("^Ta tillbaka"))
    resident.does_not_see("Det här ångrar jag.")
    assert not ProjectUpdate.objects.filter(text="Det här ångrar jag.").exists()
