"""A resident's whole year, from the start page by links: comment, hand in a proposal, vote, change the vote, read why a
neighbour's proposal lost. Once on a small phone, a slow line and without scripts; once by keyboard, hearing the page.

docs/walks.md tells what each walk costs.
"""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, expect

from budgeting.models import Proposal
from comments.models import Comment
from e2e.checks import faults_of_access
from e2e.people import Resident, new_address
from e2e.states import address_of
from e2e.voting import RECEIPT, is_saved
from e2e.writing import round_in

Arrive = Callable[..., Any]
SLOW = {"offline": False, "latency": 200, "downloadThroughput": 90_000, "uploadThroughput": 45_000}
"""A line of 720 kbit/s with 200 ms to the server."""
MOST_BYTES = 220_000
"""Of everything that a page loads when one comes to it, pictures in the window too: under three seconds on that line."""


MOST_TAPS, MOST_KEYS = 20, 230
"""Links and buttons that the whole walk takes on the phone; keys beside the letters that it takes at the desk."""


class OnPhone(Resident):
    """Somebody with 360 px, a slow line and no scripts. `weights`: bytes over the line by page; `taps` as they say."""

    line: CDPSession
    taps = 0

    def slows_down(self) -> None:
        self.line, self.weights = self.context.new_cdp_session(self.page), {}
        self.line.send("Network.enable")
        self.line.send("Network.emulateNetworkConditions", SLOW)
        self.line.on("Network.loadingFinished", self._weigh)

    def _weigh(self, loaded: dict[str, Any]) -> None:
        page = self.page.url.partition("#")[0]
        self.weights[page] = self.weights.get(page, 0) + int(loaded["encodedDataLength"])

    def taps_on(self, name: str | re.Pattern[str], role: Any = "link", within: str = "main") -> None:
        self.taps += 1
        self.page.locator(within).get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= 360"), f"too wide: {self.page.url}"


def test_on_a_small_phone_with_a_slow_line_and_no_scripts(arrive: Arrive) -> None:
    person: OnPhone = arrive(OnPhone, phone=True, scripts=False, own=True)
    person.slows_down()
    person.email, word = new_address(), new_address().partition("@")[0]

    # a comment
    person.goes_to("/")
    person.taps_on("Alla nyheter")
    person.taps_on(re.compile("[Gg]rillplatsen"))
    person.taps_on("Skriv ett inlägg")
    person.fills(comment=f"Fin grillplats, {word}.", email=person.email)
    person.taps_on(re.compile("^Skicka"), "button")
    person.opens_link_of_mail("/bekrafta/")
    person.taps_on(re.compile("bekräfta", re.I), "button")
    person.sees(word)
    assert Comment.objects.get(comment__contains=word).state == "waiting"

    # a proposal, from the address on a poster: the start shows no more than a few of what goes on
    programme = round_in("voting").programme.url
    person.goes_to(programme)
    person.taps_on(re.compile("lämna ett förslag.*Sommarpotten"))
    person.taps_on(re.compile("^Lämna ett förslag"))
    person.fills(email=person.email)
    person.taps_on(re.compile("^Skicka"), "button")
    person.fills(code=re.findall(r"\b\d{6}\b", person.reads_mail("kod"))[0])
    person.taps_on(re.compile("^Logga in"), "button")
    person.fills(title=f"Bänkar {word}", what="Tre bänkar.", benefit="Man kan vila.", line_kronor="9 000")
    person.field("lives_here").check()
    person.taps_on("Skicka förslaget", "button")
    person.sees(re.compile("mottag|tagit emot", re.I))
    assert Proposal.objects.filter(title=f"Bänkar {word}").exists()

    # a vote, and another one
    person.goes_to(programme)
    person.taps_on(re.compile("rösta.*Mitt Närlunda"))
    person.taps_on(re.compile("^Rösta"))
    boxes = person.page.locator("input[name=choices]")
    person.field("declared").check()
    boxes.nth(0).check()
    person.taps_on(re.compile("^Spara"), "button")
    person.sees("Din röst är sparad", RECEIPT)
    receipt = person.receipt
    boxes.nth(0).uncheck()
    boxes.nth(1).check()
    person.taps_on(re.compile("^Spara"), "button")
    person.sees("Din röst är sparad")
    assert person.receipt == receipt and [box.is_checked() for box in boxes.all()[:2]] == [False, True]

    # why the neighbour's proposal lost
    person.page.locator(".site-header > .wrap > .menu-button").click()
    person.taps_on("Medborgarbudget", within=".site-nav")
    finished = round_in("result")
    person.taps_on(finished.programme.title)
    person.taps_on(finished.name)
    assert person.page.url.endswith(address_of("result"))
    lost = person.page.locator(".results__item").filter(has_not_text="Får pengar").first
    expect(lost).to_contain_text(re.compile("återstod|röster"))

    heaviest = max(person.weights.items(), key=lambda page: page[1])
    assert heaviest[1] <= MOST_BYTES, heaviest
    assert person.taps <= MOST_TAPS


class Listening(Resident):
    """Somebody who sees nothing and presses keys: what has the focus, and what live places say, as Chromium tells a reader."""

    keys = 0

    def begins(self) -> None:
        self.tree = self.context.new_cdp_session(self.page)
        self.tree.send("Accessibility.enable")

    def hears(self) -> tuple[str, str, str]:
        """Role, name and description of what has the focus."""
        self.page.wait_for_function(
            "document.activeElement"
        )  # a page that has only begun has nothing that could
        active = self.tree.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        asked = {"objectId": active["objectId"], "fetchRelatives": False}
        (node,) = self.tree.send("Accessibility.getPartialAXTree", asked)["nodes"]
        role, name, description = (
            str(node.get(part, {}).get("value", "")) for part in ("role", "name", "description")
        )
        return role, name, description

    def presses_key(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def outline(self) -> list[tuple[str, str]]:
        """What a reader jumps between: landmarks and headings, with their names."""
        kinds = ("heading", "main", "navigation", "region", "search")
        found = self.tree.send("Accessibility.getFullAXTree")["nodes"]
        nodes = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in found if not n["ignored"]]
        return [(role, name) for role, name in nodes if role in kinds]

    def tabs_until(self, role: str, name: str | re.Pattern[str], most: int = 80) -> str:
        """Press Tab until a thing of that role and name has the focus, which must be seen; give its description."""
        heard = []
        for _step in range(most):
            has_role, has_name, description = self.hears()
            heard.append((has_role, has_name))
            if has_role == role and re.search(name, has_name):
                assert self.focus_is_seen(), has_name
                return description
            assert has_name or has_role in ("RootWebArea", "generic", "main", "none"), (
                f"something without a name after {heard[-2:]}"
            )
            self.presses_key("Tab")
        raise AssertionError(f"no {role} {name!r} among {heard}")

    def acts_on(self, role: str, name: str | re.Pattern[str], key: str = "Enter") -> None:
        self.tabs_until(role, name)
        if key == "Enter" and role in ("link", "button"):
            with self.page.expect_navigation():
                self.presses_key(key)
        else:
            self.presses_key(key)

    def writes(self, name: str | re.Pattern[str], text: str) -> str:
        description = self.tabs_until("textbox", name)
        self.page.keyboard.type(text)
        return description

    def live(self) -> str:
        """What places that are read out when they change say now."""
        regions = self.page.locator("[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]")
        return " ".join(regions.all_inner_texts())


def test_by_keyboard_hearing_the_page(arrive: Arrive) -> None:
    person: Listening = arrive(Listening, own=True)
    person.begins()
    word = new_address().partition("@")[0]

    # a comment, with a fault on the way
    person.goes_to("/nyheter/grillplatsen-ar-klar/")
    person.presses_key("Tab")
    assert person.hears()[:2] == ("link", "Hoppa till innehållet")
    person.presses_key("Enter")
    person.tabs_until("link", "Skriv ett inlägg")
    person.presses_key("Enter")
    person.tabs_until("button", "^Skicka")
    person.presses_key("Enter")
    person.page.locator("main [aria-invalid=true]").first.wait_for()
    assert person.hears()[:2] == ("alert", "Rätta en sak")
    description = person.tabs_until("textbox", "^Din idé")
    assert "Skriv vad du vill säga" in description, description
    person.page.keyboard.type(f"Fin grillplats, {word}.")
    person.tabs_until("button", "^Skicka")
    person.presses_key("Enter")
    person.page.wait_for_url("**/mitt/**")
    assert not faults_of_access(person.page)

    # a proposal, with a fault on the way
    person.is_logged_in()
    person.goes_to(address_of("submission"))
    person.acts_on("link", "^Lämna ett förslag")
    person.writes("^Vad vill du göra", f"Bänkar {word}")
    person.acts_on("button", "^Skicka förslaget")
    role, name, _description = person.hears()
    assert role == "alert" and "Rätta" in name, "the page begins with what is wrong"
    person.acts_on("link", "^Berätta hur det ska gå till")
    role, name, description = person.hears()
    assert (role, name) == (
        "textbox",
        "Hur ska det gå till?",
    ) and "Berätta hur det ska gå till" in description
    person.page.keyboard.type("Tre bänkar vid dammen.")
    person.writes("^Hur blir området bättre", "Man kan vila.")
    person.writes("^Kronor 1", "9 000")
    person.acts_on("checkbox", "^Jag bor i området", "Space")
    person.acts_on("button", "^Skicka förslaget")
    assert Proposal.objects.get(title=f"Bänkar {word}").author.email == person.email
    assert not faults_of_access(person.page)

    # a vote, and another one: every change is said
    person.goes_to(address_of("voting"))
    person.acts_on("link", "^Rösta")
    person.acts_on("checkbox", "^Jag bor i|^Ja, jag bor", "Space")
    chosen = person.page.locator("[data-titles] li")
    for number in (1, 2):
        person.presses_key("Tab")
        person.acts_on("checkbox", ".", "Space")
        expect(chosen).to_have_count(number)
        is_saved(person)
        expect(person.page.locator("[data-heard]")).to_contain_text(f"{number} av 3 valda")
    first, second = chosen.all_text_contents()
    person.presses_key("Space")
    expect(chosen).to_have_count(1)
    is_saved(person)
    assert chosen.inner_text() in (first, second)
    person.tabs_until("button", "^Spara|^Klar")
    assert not faults_of_access(person.page)

    # why the neighbour's proposal lost
    person.goes_to(address_of("result"))
    lost = person.page.locator(".results__item").filter(has_not_text="Får pengar").first
    title = lost.get_by_role("heading").inner_text()
    assert ("heading", title) in person.outline()
    person.tabs_until("link", f"^{re.escape(title)}$", most=120)
    expect(lost).to_contain_text(re.compile("återstod|röster"))
    assert not faults_of_access(person.page)
    assert person.keys <= MOST_KEYS
