"""Pictures of the main pages for README.md: `make screenshots` (or `python e2e/screenshots.py`) writes docs/screenshots/*.png.

The demo is loaded into a database of its own, as for the browser tests. Small: at most 128 colours a picture.
"""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.test.utils import setup_test_environment  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from e2e.browsers import DESKTOP, PHONE, launch  # noqa: E402
from e2e.house import demo_database, served  # noqa: E402
from e2e.people import Resident, Staff, Visitor  # noqa: E402
from e2e.states import address_of, ballot, new_proposal, proposal_with, round_in  # noqa: E402

FOLDER = PROJECT / "docs" / "screenshots"
MOST_BYTES = 150_000


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    setup_test_environment()
    with demo_database("pictures"), served() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        take_all(browser, site)
        browser.close()


def take_all(browser: Browser, site: str) -> None:
    reader = arrive(browser, site, Visitor)
    reader.goes_to("/")
    take(reader, "start")
    reader.goes_to(address_of("voting"))
    take(reader, "omgang-i-rostning", height=1300)
    reader.goes_to(address_of("result"))
    take(reader, "resultat", height=1300)
    reader.goes_to("/invanarrad/")
    take(reader, "invanarrad")
    reader.goes_to("/rapporter/goda-boendemiljoer/")
    take(reader, "rapport")
    reader.goes_to("/invanarrad/arenden/")
    take(reader, "arenden")
    reader.goes_to("/nyheter/fler-kanner-sig-trygga/")
    take(reader, "siffror", height=1300)
    reader.goes_to("/omrade/narlunda/")
    take(reader, "omrade")

    reader.goes_to("/nyheter/grillplatsen-ar-klar/")
    reader.page.locator("#samtal").evaluate("element => element.scrollIntoView()")
    take(reader, "samtal", height=1300)
    reader.goes_to("/samtal/fragor/")
    take(reader, "fragor", height=1000)

    resident: Resident = arrive(browser, site, Resident, phone=True)
    resident.is_logged_in()
    resident.goes_to(ballot())
    resident.page.locator("input[name=declared]").check()
    for box in resident.page.locator("input[name=choices]").all()[:2]:
        box.check()
    resident.page.locator("#forslagen").scroll_into_view_if_needed()
    take(resident, "rostsedel-i-mobilen")

    resident.goes_to(new_proposal())
    resident.fills(
        title="Cykelpump vid torget", what="En pump och en bänk med verktyg, så att barn kan laga själva."
    )
    resident.page.locator("[data-saved]").get_by_text("Sparat").wait_for()
    resident.page.locator("legend").first.evaluate("element => element.scrollIntoView()")
    take(resident, "forslag-i-mobilen")
    reader.goes_to(proposal_with("accepted", "voting"))
    take(reader, "forslag", height=1300)

    night: Visitor = arrive(browser, site, Visitor, phone=True, color_scheme="dark")
    night.goes_to("/")
    take(night, "start-i-mobilen-morkt")

    staff: Staff = arrive(browser, site, Staff)
    staff.log_in("budgetansvarig")
    staff.goes_to(f"/admin/budgeting/proposal/?round={round_in('submission').pk}")
    take(staff, "granska-forslag")
    moderator: Staff = arrive(browser, site, Staff)
    moderator.log_in("moderator")
    moderator.goes_to("/admin/comments/queue/")
    take(moderator, "att-lasa", height=1100)
    editor: Staff = arrive(browser, site, Staff)
    editor.log_in("administrator")
    editor.goes_to("/admin/")
    take(editor, "vantar-pa-dig")
    editor = arrive(browser, site, Staff)
    editor.log_in("redaktor")
    from councils.models import CouncilPage

    editor.goes_to(
        f"/admin/pages/{CouncilPage.objects.get(slug='rad-3', locale__language_code='sv').pk}/edit/"
    )
    take(editor, "redigera-ett-rad")


def arrive(browser: Browser, site: str, kind: type, *, phone: bool = False, **options: object) -> object:
    size = PHONE if phone else DESKTOP
    factor = 2 if phone else 1
    context = browser.new_context(
        base_url=site,
        viewport=size,
        locale="sv-SE",
        reduced_motion="reduce",
        device_scale_factor=factor,
        **options,
    )
    return kind(context, site)


def take(person: Visitor, name: str, *, height: int = 0) -> None:
    """Photograph the window and write it with as many colours as fit."""
    if height:
        person.page.set_viewport_size({"width": DESKTOP["width"], "height": height})
    person.page.wait_for_load_state("networkidle")
    person.page.wait_for_timeout(300)
    path = FOLDER / f"{name}.png"
    person.page.screenshot(path=path)
    with Image.open(path) as full:
        picture = full.convert("RGB")
    for colours in (128, 64, 32):
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
        if path.stat().st_size <= MOST_BYTES:
            break
    print(f"{path.relative_to(PROJECT)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
