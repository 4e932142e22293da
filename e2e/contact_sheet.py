"""Every state of every page on sheets, to be looked at side by side: `make contact-sheet` writes var/contact-sheet/.

One row a state: a phone and a desk, in the light and in the dark, as far down as a sheet has room. The same states as the tests
walk (e2e/states.py), and after them what only this sheet has (e2e/sheet_states.py); mails.txt has the mails. What axe finds on a
page stands beside it; the command ends with 1 when it finds anything. `python e2e/contact_sheet.py kvitto` takes only states
with that word in their name.
"""

import html
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "radslag.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.core import mail  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402
from playwright.sync_api import Browser, Error, sync_playwright  # noqa: E402

from e2e.browsers import launch, visitor_of  # noqa: E402
from e2e.checks import STAND_STILL, faults_of_access, look  # noqa: E402
from e2e.house import demo_database, served  # noqa: E402
from e2e.people import Visitor  # noqa: E402
from e2e.sheet_states import as_text, more_states  # noqa: E402
from e2e.states import states  # noqa: E402
from e2e.walk import come_to  # noqa: E402

FOLDER = Path(os.environ.get("RADSLAG_DATA_DIR", PROJECT / "var")) / "contact-sheet"
VIEWS = ((360, False), (360, True), (1280, False), (1280, True))
TALLEST = 1800
"""So many pixels of a page, from its top."""
ROW, GAP, LABEL = 620, 16, 30
"""Pixels of a sheet: the height of a row, what lies between pictures, and the line above them."""
ROWS = 4


@dataclass
class Taken:
    """A row of a sheet: the state's name, its pictures, and what axe found."""

    name: str
    pictures: list[Image.Image]
    faults: list[str]


def main(words: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    setup_test_environment()
    faults = 0
    with demo_database("contact-sheet"), served() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        sheets: list[tuple[Path, list[Taken]]] = []
        row: list[Taken] = []
        for taken in _all(browser, site, words):
            faults += bool(taken.faults)
            print(f"{taken.name}: {'; '.join(taken.faults) or 'ok'}", flush=True)
            row.append(taken)
            if len(row) == ROWS:
                sheets.append((_sheet(row, len(sheets)), row))
                row = []
        if row:
            sheets.append((_sheet(row, len(sheets)), row))
        browser.close()
        (FOLDER / "mails.txt").write_text(as_text(mail.outbox), encoding="utf-8")
    _index(sheets)
    print(
        f"{sum(len(rows) for _path, rows in sheets)} states on {len(sheets)} sheets; {faults} with faults: {FOLDER}"
    )
    return min(faults, 1)


def _all(browser: Browser, site: str, words: list[str]) -> Iterator[Taken]:
    for state in states():
        if not words or any(word in state.name for word in words):
            yield _taken(state.name, browser, site, lambda arrive, state=state: come_to(state, arrive))
    for name, way in more_states():
        if not words or any(word in name for word in words):
            yield _taken(name, browser, site, way)


def _taken(name: str, browser: Browser, site: str, come: Callable[[Callable[..., Any]], Visitor]) -> Taken:
    """Somebody comes to the state with a browser of their own, and photographs it in every view."""
    with ExitStack() as ends:

        def arrive(kind: type[Visitor] = Visitor, *, scripts: bool = True, phone: bool = False) -> Visitor:
            context = visitor_of(browser, site, scripts=scripts, phone=phone)
            ends.callback(context.close)
            return kind(context, site)

        try:
            person = come(arrive)
            pictures = [_photograph(person, width, dark) for width, dark in VIEWS]
            look(person.page, width=360, dark=False)
            person.page.evaluate(STAND_STILL)  # colours glide from the dark into the light
            return Taken(name, pictures, faults_of_access(person.page))
        except (AssertionError, Error) as error:
            return Taken(name, [], [f"not reached: {str(error).splitlines()[0] if str(error) else error!r}"])


def _photograph(person: Visitor, width: int, dark: bool) -> Image.Image:
    look(person.page, width=width, dark=dark)
    height = min(int(person.page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    path = FOLDER / "one.png"
    person.page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    with Image.open(path) as full:
        picture = full.convert("RGB")
    path.unlink()
    scale = ROW / TALLEST if width > 360 else ROW / (TALLEST * 0.7)
    picture = picture.crop((0, 0, width, min(height, int(ROW / scale))))
    return picture.resize((int(picture.width * scale), int(picture.height * scale)), Image.Resampling.LANCZOS)


def _sheet(rows: list[Taken], number: int) -> Path:
    width = max([sum(p.width + GAP for p in row.pictures) for row in rows] + [600]) + GAP
    sheet = Image.new("RGB", (width, len(rows) * (ROW + LABEL + GAP) + GAP), "#d9d9d4")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=18)
    for place, row in enumerate(rows):
        top = GAP + place * (ROW + LABEL + GAP)
        pen.text((GAP, top), f"{row.name}  {'; '.join(row.faults)}"[:160], fill="#202020", font=font)
        left = GAP
        for picture in row.pictures:
            sheet.paste(picture, (left, top + LABEL))
            left += picture.width + GAP
    path = FOLDER / f"sheet-{number + 1:03}.png"
    sheet.save(path, optimize=True)
    return path


def _index(sheets: list[tuple[Path, list[Taken]]]) -> None:
    parts = [
        f'<h2>{html.escape(", ".join(row.name for row in rows))}</h2><img src="{path.name}" alt="">'
        for path, rows in sheets
    ]
    text = "<!doctype html><meta charset=utf-8><title>Contact sheet</title>" + "\n".join(parts)
    (FOLDER / "index.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
