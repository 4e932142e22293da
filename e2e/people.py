"""The people of the browser tests, and what they can do."""

import itertools
import os
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    WebError,
    expect,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
_numbers = itertools.count(1)


def new_address() -> str:
    """An address that nobody has used in this run."""
    return f"boende-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{next(_numbers)}@example.org"


class Visitor:
    """Somebody with a browser. `troubles` are faults that a person does not see: console, policy, requests."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.host = urlsplit(site).netloc
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.troubles: list[str] = []
        self.status = 0  # of the latest page
        self._noting: dict[Any, Callable[[Any], None]] = {
            "request": self._note_request,
            "response": self._note_response,
            "console": self._note_console,
            "weberror": self._note_error,
        }
        for event, note in self._noting.items():
            context.on(event, note)

    def leaves(self) -> None:
        """What happens in the browser from now on is somebody else's."""
        for event, note in self._noting.items():
            self.context.remove_listener(event, note)

    # What they do

    def goes_to(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response
        return response

    def follows(self, name: str | re.Pattern[str], *, within: str = "body") -> None:
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def follows_menu(self, name: str) -> None:
        """By the main menu, which a phone hides behind a button."""
        button = self.page.locator(".site-header > .wrap > .menu-button")
        if button.is_visible():
            button.click()
        self.follows(name, within=".site-nav")

    def tabs_to(self, selector: str, most: int = 60) -> None:
        """Press Tab until something that matches `selector` has the focus."""
        for _step in range(most):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    def presses(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def fills(self, **fields: str) -> None:
        """Fill fields by the names they have in the form; of several with one name, the first."""
        for name, value in fields.items():
            self.field(name).first.fill(value)

    def has_the_session_of(self, client: Client) -> None:
        """Come with the cookie of a log-in that was made without a browser."""
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"http://{self.host}/"}])

    # What they see

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def focused(self) -> str:
        """The text of what has the focus."""
        return self.page.locator(":focus").inner_text()

    def focus_is_seen(self) -> bool:
        """Whether what has the focus, or its row, has a line around it and lies in the window, with nothing stuck over it."""
        seen: bool = self.page.evaluate(
            """() => {
                const active = document.activeElement, box = active.getBoundingClientRect();
                const lined = [active, active.parentElement].some((e) => getComputedStyle(e).outlineStyle !== "none");
                let over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                const isStuck = (e) => /fixed|sticky/.test(getComputedStyle(e).position) && !e.contains(active);
                while (over && !isStuck(over)) over = over.parentElement;
                return lined && box.top >= 0 && box.bottom <= innerHeight && !over;
            }"""
        )
        return seen

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            self._expect(text, there=True)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            self._expect(text, there=False)

    def _expect(self, text: str | re.Pattern[str], *, there: bool) -> None:
        expectation = expect(self.main)
        try:
            (expectation.to_contain_text if there else expectation.not_to_contain_text)(text)
        except AssertionError:
            words = "is not" if there else "is"
            raise AssertionError(f"{text!r} {words} on {self.page.url} ({self.heading})") from None

    # What they do not see

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.troubles.append(f"asked somebody else: {request.url}")

    def _note_response(self, response: Response) -> None:
        navigates = response.request.is_navigation_request()
        if navigates and response.status // 100 != 3:
            self.status = response.status
        if response.status >= 500 or (response.status >= 400 and not navigates):
            self.troubles.append(f"{response.status} for {response.url}")

    def _note_error(self, error: WebError) -> None:
        self.troubles.append(f"script failed: {error.error}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # A page that answers 404, 409 or 422 is meant to; what it loads is watched by _note_response.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")


class Resident(Visitor):
    """Somebody who lives there and has no password."""

    email = ""

    def log_in(self, email: str = "") -> str:
        """Ask for a code and type it; return the address."""
        if "/konto/logga-in" not in self.page.url:
            self.goes_to("/konto/logga-in/")
        self.email = email or new_address()
        self.fills(email=self.email)
        self.presses("Skicka")
        self.fills(code=self.reads_code())
        self.presses("Logga in")
        return self.email

    def is_logged_in(self, email: str = "") -> str:
        """Come with the cookie of somebody who has logged in before, where the door itself is not the matter."""
        from radslag.accounts.services import ensure_account
        from radslag.tests.people import log_in_by_code

        self.email = email or new_address()
        user, client = ensure_account(email=self.email), Client()
        assert user
        log_in_by_code(client, user)
        self.has_the_session_of(client)
        return self.email

    @property
    def receipt(self) -> str:
        found = re.search(r"\b\w{3}-\w{3}-\w{3}\b", self.main.inner_text())
        assert found, "there is no receipt"
        return found[0]

    def reads_code(self) -> str:
        """Read the code in the newest mail."""
        return re.findall(r"\b\d{6}\b", self.reads_mail())[0]

    def reads_mail(self, about: str = "") -> str:
        """Let the worker deliver, then read the newest mail; `about` is a word of it."""
        call_command("work", "--once")
        mine = [message for message in mail.outbox if self.email in message.to]
        found = [f"{message.subject}\n{message.body}" for message in mine]
        found = [text for text in found if about.casefold() in text.casefold()]
        assert found, f"no mail about {about!r} has come: {[message.subject for message in mine]}"
        return found[-1]

    def opens_link_of_mail(self, part: str, about: str = "") -> None:
        """Go to the address in the newest mail that has `part` in it."""
        addresses = re.findall(r"https?://\S+", self.reads_mail(about or part))
        address = next(address for address in addresses if part in address)
        self.goes_to(urlsplit(address).path)


class Staff(Visitor):
    """Somebody who works there and logs in to the admin."""

    def log_in(self, role: str) -> None:
        from home.demo.registers import PASSWORD, STAFF

        email = STAFF[role][0]
        self.goes_to("/admin/login/")
        self.page.get_by_label(re.compile("e-post|e-mail", re.I)).fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url(re.compile(r"/admin/(?!login)"))

    def is_logged_in(self, role: str) -> None:
        """Come with the cookie of somebody who has logged in before, where the door itself is not the matter."""
        from home.demo.registers import STAFF
        from radslag.models import User

        client = Client()
        client.force_login(User.objects.get(email=STAFF[role][0]), backend=BACKEND)
        self.has_the_session_of(client)

    @property
    def main(self) -> Locator:
        return self.page.locator("#main")
