"""Pictures of the editor's handbook: an editor makes each kind of page from nothing, by hand, and is photographed on the way.

`python e2e/handbook_pictures.py` writes docs/handbok/bilder/*.png from the demo in a database of its own. A page that can’t
be made any longer stops it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from e2e import screenshots  # noqa: E402  # sets up Django first
from e2e.browsers import launch  # noqa: E402
from e2e.house import demo_database, served  # noqa: E402
from e2e.people import Staff  # noqa: E402

FOLDER = screenshots.PROJECT / "docs" / "handbok" / "bilder"
FIELD = '[data-contentpath="{}"]'


class Editor:
    """An editor's hands in the editor of pages."""

    def __init__(self, staff: Staff) -> None:
        self.staff, self.page = staff, staff.page

    def opens_new(self, kind: str, under: int) -> None:
        self.staff.goes_to(f"/admin/pages/add/{kind}/{under}/")
        self.page.locator("[name=title]").wait_for()

    def writes(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f'[name="{name}"]').fill(text)

    def ticks(self, word: str) -> None:
        self.page.get_by_label(word, exact=True).first.check()

    def adds(self, label: str, field: str = "body", depth: int = 1) -> None:
        """Press the plus that stands last in the field (`depth` 1) or last inside its last block (2, 3), and choose."""
        section = self.page.locator(FIELD.format(field))
        section.locator("button.c-sf-add-button").nth(-depth).click()
        if label:
            self.page.locator("[role=option]").get_by_text(label, exact=True).first.click()
        self.page.wait_for_timeout(150)

    def types(self, text: str, field: str = "body") -> None:
        """Running text, in the field's last text."""
        self.page.locator(FIELD.format(field)).locator(".public-DraftEditor-content").last.click()
        self.page.keyboard.type(text)

    def saves(self) -> None:
        self.page.locator("button.action-save").first.click()
        self.page.wait_for_load_state()

    def publishes(self) -> None:
        self.page.locator("footer .w-dropdown-button [data-w-dropdown-target=toggle]").click()
        with self.page.expect_navigation():
            self.page.locator("[name=action-publish]").click()
        troubles = self.page.locator(".messages .error, .w-field__errors .error-message").all_inner_texts()
        assert not troubles, troubles
        assert "/edit" not in self.page.url, self.page.url

    def shows(self, selector: str) -> None:
        """Bring the field up to the top of the window."""
        field = self.page.locator(".w-field__wrapper", has=self.page.locator(selector))
        field.evaluate("element => element.scrollIntoView()")

    def is_photographed(self, name: str) -> None:
        """As it stands, without the calendars that open by themselves over what is beneath."""
        self.page.wait_for_timeout(300)
        self.page.add_style_tag(content=".xdsoft_datetimepicker { display: none !important }")
        screenshots.FOLDER = FOLDER
        screenshots.take(self.staff, name)


def pilot_news(editor: Editor) -> None:
    editor.opens_new("home/newspage", page_of("home", "NewsIndexPage"))
    editor.writes(
        title="Fyra labb gav jobb och språk", lead="Fyra städer prövade nya sätt. Här är vad som hände."
    )
    editor.is_photographed("ny-nyhet")
    editor.ticks("Trygghet")
    editor.ticks("Närlunda")
    editor.page.locator(FIELD.format("body")).locator("button.c-sf-add-button").last.click()
    editor.is_photographed("valj-block")
    editor.page.keyboard.press("Escape")
    editor.adds("Rubrik")
    editor.writes(**{"body-0-value-text": "Fyra labb, fyra mål"})
    editor.adds("Text")
    editor.types("Boende, kommun och bolag provade tillsammans.")
    editor.adds("Nyckeltal")
    editor.writes(
        **{"body-2-value-heading": "Det blev resultat", "body-2-value-note": "Källa: slutrapporten, 2019."}
    )
    editor.adds("Så många av så många", depth=2)
    first = "body-2-value-figures-0-value-"
    editor.writes(
        **{first + "part": "9", first + "whole": "10", first + "text": "nyanlända fick arbete eller studier."}
    )
    editor.is_photographed("nyckeltal")
    editor.adds("Numrerade råd")
    editor.writes(
        **{
            "body-3-value-heading": "Två råd till andra",
            "body-3-value-items-0-value": "Fråga de boende först.",
        }
    )
    editor.publishes()


def safety_news(editor: Editor) -> None:
    editor.opens_new("home/newspage", page_of("home", "NewsIndexPage"))
    editor.writes(
        title="Fler känner sig trygga hemma", lead="67 av 100 känner sig trygga. Det är fler än förut."
    )
    editor.ticks("Trygghet")
    editor.ticks("Närlunda")
    editor.adds("Nyckeltal")
    editor.writes(
        **{"body-0-value-heading": "Så har det ändrats", "body-0-value-note": "Källa: den årliga enkäten."}
    )
    editor.adds("Före och efter", depth=2)
    change = "body-0-value-figures-0-value-"
    editor.writes(
        **{
            change + "before": "57",
            change + "after": "67",
            change + "unit": "%",
            change + "text": "känner sig trygga.",
        }
    )
    fill_times(editor, change)
    editor.is_photographed("fore-och-efter")
    editor.adds("Åtgärder i grupper")
    editor.writes(
        **{"body-1-value-heading": "Det har vi gjort", "body-1-value-groups-0-value-name": "Miljön utomhus"}
    )
    editor.writes(**{"body-1-value-groups-0-value-text": "Ny belysning och fler bänkar."})
    editor.publishes()


def fill_times(editor: Editor, change: str) -> None:
    for when, year in (("before_time", "2018"), ("after_time", "2019")):
        for box in editor.page.locator(f'[name^="{change}{when}-"]:visible').all():
            name = box.get_attribute("name") or ""
            if box.evaluate("e => e.tagName") == "SELECT":
                continue
            box.fill(f"{year}-12-01" if name.endswith("date") else year)


def report(editor: Editor) -> None:
    editor.opens_new("councils/traineereportpage", page_of("councils", "ReportIndexPage"))
    editor.writes(
        title="Goda boendemiljöer i fem kommuner",
        lead="En traineegrupp ger råd om goda boendemiljöer.",
        group_number="19", period_start="2024-09-01", period_end="2025-08-31",
        results_heading="Råd i fem fokusområden",
    )  # fmt: skip
    editor.adds("", "municipalities")
    editor.writes(**{"municipalities-0-value": "Lövsunda"})
    editor.types("Kommunerna ville veta vad som gör ett område gott att bo i.", "background")
    focus, first = "focus_areas-0-value-", "focus_areas-0-value-recommendations-0-value-"
    if not editor.page.locator(f'[name="{focus}title"]').count():
        editor.adds("", "focus_areas")
    editor.writes(**{focus + "number": "1", focus + "title": "Mötesplatser för alla"})
    editor.writes(**{first + "number": "1.1", first + "text": "Öppna en lokal i varje område."})
    editor.is_photographed("ny-rapport")
    editor.publishes()


def council(editor: Editor) -> None:
    editor.opens_new("councils/councilpage", page_of("councils", "CouncilIndexPage"))
    editor.writes(
        title="Parken vid ån", lead="Vi pratar om parken. Kom och tyck till.",
        number="9", date="2027-04-15", starts="17:30", ends="20:00", place="Folkets hus",
    )  # fmt: skip
    editor.types("Välkommen! Vi bjuder på soppa.", "invitation")
    editor.adds("", "agenda")
    editor.writes(**{"agenda-0-value-text": "Vi hälsar välkommen"})
    editor.is_photographed("nytt-rad")
    editor.publishes()


def programme(editor: Editor) -> None:
    editor.opens_new("budgeting/budgetingpage", page_of("home", "HomePage"))
    editor.writes(
        title="Mitt Ådala",
        lead="100 000 kronor. Du bestämmer.",
        purpose="För trygghet och gemenskap.",
        rules="Du som bor i Ådala får lämna förslag och rösta.\nDet som blir av är öppet för alla.",
    )
    editor.writes(envelope_ore="100 000")
    editor.page.locator("[name=area]").select_option(index=1)
    editor.is_photographed("nytt-program")
    editor.publishes()


def round_(editor: Editor) -> None:
    editor.staff.goes_to("/admin/budgeting/round/create/")
    editor.page.locator("[name=programme]").select_option(label="Mitt Ådala")
    editor.writes(name="Mitt Ådala, våren 2027", budget_ore="100 000", cap_ore="25 000")
    editor.is_photographed("ny-omgang")
    editor.page.locator("[name=identity]").first.check()
    editor.shows("[name=identity]")
    editor.is_photographed("vem-far-rosta")
    editor.page.locator("[name=ballot_kind]").last.check()
    editor.shows("[name=ballot_kind]")
    editor.is_photographed("rostsedeln")
    editor.page.locator("[name=ballot_kind]").first.check()
    editor.page.locator("#main form [type=submit], main form [type=submit]").last.click()
    editor.page.wait_for_url("**/edit/**")
    editor.writes(lead="Lämna ditt förslag senast sista dagen.", question="Vad ska Ådala få?")
    editor.is_photographed("omgangens-ord")
    editor.publishes()


KINDS: tuple[tuple[str, Callable[[Editor], None]], ...] = (
    ("redaktor", pilot_news),
    ("redaktor", safety_news),
    ("redaktor", report),
    ("redaktor", council),
    ("budgetansvarig", programme),
    ("budgetansvarig", round_),
)


def page_of(app: str, model: str) -> int:
    from django.apps import apps

    return int(
        apps.get_model(app, model).objects.filter(locale__language_code="sv").order_by("pk").first().pk
    )


VIEWS: tuple[tuple[str, str | Callable[[], str], str], ...] = (
    ("granskare", lambda: f"/admin/budgeting/proposal/edit/{proposal_to_review()}/", "granska"),
    ("budgetansvarig", lambda: f"/admin/budgeting/round/acts/{round_that_goes_on()}/", "pausa"),
    ("budgetansvarig", lambda: f"/admin/budgeting/round/codes/{round_with('codes')}/", "rostkoder"),
    ("budgetansvarig", lambda: f"/admin/budgeting/round/voting/{round_with('codes')}/", "rostningen"),
    ("granskare", "/admin/", "vantar-pa-dig"),
    ("moderator", "/admin/comments/queue/", "inlagg"),
    ("redaktor", "/admin/councils/matter/", "arenden"),
    ("redaktor", "/admin/radslag/contact/", "kontakter"),
)
"""What is photographed as it stands: role, address, name of the picture."""


def arrive(browser: object, site: str, role: str) -> Staff:
    staff: Staff = screenshots.arrive(browser, site, Staff)
    staff.log_in(role)
    return staff


def round_that_goes_on() -> int:
    from e2e.states import round_in

    return round_in("submission").pk


def round_with(identity: str) -> int:
    from budgeting.models import Round

    return int(Round.objects.get(identity=identity).pk)


def proposal_to_review() -> int:
    from budgeting.models import Proposal

    waiting = Proposal.objects.filter(status="received", round=round_that_goes_on())
    return int(waiting.order_by("pk").first().pk)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    screenshots.setup_test_environment()
    with demo_database("handbook"), served() as site, screenshots.sync_playwright() as playwright:
        browser = launch(playwright)
        for role, kind in KINDS:
            begun = time.monotonic()
            kind(Editor(arrive(browser, site, role)))
            print(f"{kind.__name__}: {time.monotonic() - begun:.0f} s by machine")
        for role, path, name in VIEWS:
            arrived = Editor(arrive(browser, site, role))
            arrived.staff.goes_to(path() if callable(path) else path)
            arrived.is_photographed(name)
        browser.close()


if __name__ == "__main__":
    main()
