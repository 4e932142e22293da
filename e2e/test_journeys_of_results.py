"""Who lost understands why, and who doubts counts again: from the page of the result to the fingerprint, without scripts too."""

import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from e2e.people import Resident
from e2e.results import address_of_result, result_of


def test_who_lost_by_equal_shares_reads_how_close_it_was(resident: Resident) -> None:
    resident.goes_to(address_of_result("lika andelar"))
    mine = resident.page.locator(".results__item").filter(has_text="En lekstuga av trä")
    expect(mine).to_contain_text(re.compile(r"hade tillsammans \d+\s?\d* av 25\s000\skr kvar"))
    expect(mine).to_contain_text("Andelarna räckte inte")
    resident.sees("fick en lika stor andel av pengarna")


def test_who_lost_by_lot_reads_so_and_finds_the_lot(resident: Resident) -> None:
    resident.goes_to(address_of_result("lotten"))
    items = resident.page.locator(".results__item")
    expect(items.filter(has_text="Lotten").first).to_contain_text("lika många röster")
    resident.page.get_by_text("Kontrollera lotten").click()
    resident.sees(result_of("lotten").counts.get().seed)


def test_whose_winner_is_gone_reads_the_reason_and_the_count_before(resident: Resident) -> None:
    resident.goes_to(address_of_result("ändrad"))
    before = resident.page.get_by_role("region", name="Tidigare räkningar")
    expect(before).to_contain_text("har flyttat")
    expect(before).to_contain_text("Fick pengar då, men får det inte nu")
    resident.page.get_by_text("Visa som tabell").click()
    row = resident.page.get_by_role("row").filter(has_text="Grillplats vid ängen")
    expect(row).to_contain_text("Inte med längre")


def test_who_doubts_counts_again_with_what_the_page_gives(resident: Resident, tmp_path: Path) -> None:
    resident.goes_to(address_of_result("förseglad"))
    resident.follows("Räkna själv", within="main")
    for name in ("rakneprogram.zip", "rakning-1.json"):
        with resident.page.expect_download() as loading:
            resident.page.get_by_role("link", name=name).click()
        assert loading.value.suggested_filename == name, "the command of the page names it so"
        loading.value.save_as(tmp_path / name)
    ZipFile(io.BytesIO((tmp_path / "rakneprogram.zip").read_bytes())).extractall(tmp_path)
    folder = tmp_path / "rakneprogram"
    inputs = (tmp_path / "rakning-1.json").read_bytes()
    (folder / "rakning-1.json").write_bytes(inputs)
    command = [sys.executable, "-m", "budgeting.counting", "rakning-1.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env={})
    counted = json.loads(done.stdout)
    resident.sees(hashlib.sha256(inputs).hexdigest(), counted["inputs_sha256"], counted["result_sha256"])
    resident.follows("Öppna data", within="main")
    resident.sees("CC0 1.0", "rostsedlar.pb", "resultat.csv")
