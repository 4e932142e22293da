"""The people of the browser tests, and what they can do."""

import itertools
import os
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

_numbers = itertools.count(1)


def new_address() -> str:
    """An address that nobody has used in this run."""
    return f"boende-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{next(_numbers)}@example.org"


class Visitor:
    """Somebody with a browser. `troubles` are faults that a person does not see: console, policy, requests."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.host = urlsplit(site).netloc
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.status = 0  # of the latest page
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.troubles.append(f"script failed: {error.error}"))

    # What they do

    def goes_to(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response
        return response

    def follows(self, name: str | re.Pattern[str], *, within: str = "body") -> None:
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def presses(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def fills(self, **fields: str) -> None:
        """Fill fields by the names they have in the form."""
        for name, value in fields.items():
            self.field(name).fill(value)

    # What they see

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).not_to_contain_text(text)

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

        self.email = email or new_address()
        user, client = ensure_account(email=self.email), Client()
        assert user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"http://{self.host}/"}])
        return self.email

    def reads_code(self) -> str:
        """Let the worker deliver the mail, then read the newest one."""
        already = len(mail.outbox)
        call_command("work", "--once")
        new = [message for message in mail.outbox[already:] if self.email in message.to]
        assert new, "no mail has come"
        return re.findall(r"\b\d{6}\b", str(new[-1].body))[0]


class Staff(Visitor):
    """Somebody who works there and logs in to the admin."""

    def log_in(self, role: str) -> None:
        from home.demo.registers import PASSWORD, STAFF

        email = STAFF[role][0]
        self.goes_to("/admin/login/")
        self.page.get_by_label(re.compile("e-post|e-mail", re.I)).fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("button[type=submit]").click()
        self.page.wait_for_url(re.compile(r"/admin/(?!login)"))

    @property
    def main(self) -> Locator:
        return self.page.locator("#main")
